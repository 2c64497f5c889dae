import { encodeGbk } from './encoding.ts'
import { type CellFault, type CellValue, place, type Sheet, type SheetWritten } from './sheet.ts'

/** UTF-8 is written with a byte order mark: without it Excel takes the file for the system's code page. */
export type CsvEncoding = 'utf-8' | 'gbk'

/** Writes a sheet as CSV. What a merged range hides is left empty. Characters that GBK lacks are refused, cell by cell. */
export function writeCsv(sheet: Sheet, encoding: CsvEncoding): SheetWritten {
  const width = sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  const lines = sheet.rows.map((row) =>
    Array.from({ length: width }, (_, column) => field(row[column] ?? null)),
  )
  const text = lines.map((line) => `${line.join(',')}\r\n`).join('')
  if (encoding === 'utf-8') return { ok: true, bytes: new TextEncoder().encode(`\ufeff${text}`) }
  const encoded = encodeGbk(text)
  return encoded.ok ? encoded : { ok: false, faults: lackingCells(lines) }
}

function field(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // A spreadsheet runs what begins so as a formula (CSV injection); an apostrophe before it makes it text again.
  const safe = /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function lackingCells(lines: readonly (readonly string[])[]): CellFault[] {
  return lines.flatMap((line, row) =>
    line.flatMap((cell, column) => {
      const encoded = encodeGbk(cell)
      if (encoded.ok) return []
      const message = `GBK has no ${encoded.lacks.map((character) => `"${character}"`).join(', ')}`
      return [{ ...place(row, column), message, expected: 'UTF-8, or other characters' }]
    }),
  )
}
