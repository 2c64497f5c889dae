import writeXlsxFile, { type Row, type SheetData } from 'write-excel-file/node'
import type { Merge, Sheet, SheetWritten } from './sheet.ts'

/** As wide as a village's name or a source usually is, in characters. */
const TEXT_WIDTH = 18
const NUMBER_WIDTH = 9
/** A tab's name may have so many characters, and none of []:*?/\ : Excel. */
const MAX_TAB_NAME = 31

/** Writes a sheet as an .xlsx file: merged ranges, a frozen bold head, numbers as numbers. */
export async function writeXlsx(sheet: Sheet): Promise<SheetWritten> {
  const width = sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 1)
  const headRows = sheet.headRows ?? 0
  const merges = new Map(sheet.merges.map((merge) => [`${merge.top}/${merge.left}`, merge]))
  const data: SheetData = sheet.rows.map((cells, row) =>
    Array.from({ length: width }, (_, column): Row[number] => {
      const value = cells[column] ?? null
      const merge = merges.get(`${row}/${column}`)
      const look = { ...spans(merge), ...(row < headRows ? HEAD : {}) }
      if (value === null) return merge ? look : null
      if (typeof value === 'number') return { value, type: Number, ...look }
      return { value: escapeText(value), type: String, ...look }
    }),
  )
  const columns = Array.from({ length: width }, (_, column) => {
    const numeric = sheet.rows.some((row) => typeof row[column] === 'number')
    return { width: numeric ? NUMBER_WIDTH : TEXT_WIDTH }
  })
  const bytes = await writeXlsxFile(data, {
    sheet: tabName(sheet.name ?? ''),
    columns,
    ...(headRows > 0 ? { stickyRowsCount: headRows } : {}),
  }).toBuffer()
  return { ok: true, bytes }
}

const HEAD = {
  fontWeight: 'bold',
  align: 'center',
  alignVertical: 'center',
  borderStyle: 'thin',
} as const

function spans(merge: Merge | undefined): { rowSpan?: number; columnSpan?: number } {
  if (!merge) return {}
  return { rowSpan: merge.bottom - merge.top + 1, columnSpan: merge.right - merge.left + 1 }
}

/** Characters that XML cannot hold are written `_x0001_`, as spreadsheets do; so is a text that looks like that. */
function escapeText(text: string): string {
  // write-excel-file looks texts up in a plain object, where it finds what every object has: `constructor`, `__proto__`.
  if (text in Object.prototype) return escapeCharacter(text[0] as string) + text.slice(1)
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/(?![\t\n])[\p{Cc}\ufffe\uffff]/gu, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}

function tabName(name: string): string {
  const legal = name.replace(/[[\]:*?/\\'\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
  // Cut by characters, then by what Excel counts: UTF-16 units.
  let cut = ''
  for (const character of legal.trim()) if (cut.length + character.length <= MAX_TAB_NAME) cut += character
  return cut.trim() || '预警指标表'
}
