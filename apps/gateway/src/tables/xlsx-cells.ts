import { beyondLimits, type CellValue, type FileFault, type Merge, parseReference, place } from './sheet.ts'
import { dateText } from './xlsx-dates.ts'
import { walkXml } from './xml.ts'

/** What cells refer to instead of holding it themselves. */
export interface CellSources {
  readonly sharedStrings: readonly string[]
  readonly dateStyles: readonly boolean[]
  readonly since1904: boolean
}

export type CellsRead =
  | { readonly ok: true; readonly rows: CellValue[][]; readonly merges: Merge[] }
  | { readonly ok: false; readonly fault: FileFault }

/** The texts that cells share (`sharedStrings.xml`), in order. */
export function readSharedStrings(xml: string): string[] {
  const strings: string[] = []
  let text = ''
  let phonetic = false
  walkXml(xml, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
    },
    close(name, piece) {
      // Rich text comes in runs; how it is pronounced (rPh) is not part of it.
      if (name === 't' && !phonetic) text += piece
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') strings.push(unescapeText(text))
      return undefined
    },
  })
  return strings
}

/**
 * The cells and merged ranges of one sheet. A cell without a value takes no room wherever it stands: files with a million formatted
 * empty rows are common. One with a value beyond the limits is a fault. Throws an `XmlError`.
 */
export function readCells(xml: string, sources: CellSources): CellsRead {
  const rows: CellValue[][] = []
  const references: string[] = []
  let fault: FileFault | undefined
  let [row, column] = [-1, -1]
  let cell = { type: 'n', style: 0, value: '', text: '', formula: '' }
  let phonetic = false
  walkXml(xml, {
    open(name, attribute) {
      if (name === 'row') {
        // A row or cell that does not say where it stands follows the one before.
        const stated = Number(attribute('r') ?? Number.NaN)
        row = Number.isInteger(stated) && stated > 0 ? stated - 1 : row + 1
        column = -1
      } else if (name === 'c') {
        const stated = parseReference(attribute('r') ?? '')
        row = stated?.row ?? row
        column = stated?.column ?? column + 1
        cell = {
          type: attribute('t') ?? 'n',
          style: Number(attribute('s') ?? 0),
          value: '',
          text: '',
          formula: '',
        }
      } else if (name === 'mergeCell') references.push(attribute('ref') ?? '')
      else if (name === 'rPh') phonetic = true
    },
    close(name, text) {
      if (name === 'v') cell.value = text
      else if (name === 't' && !phonetic) cell.text += text
      else if (name === 'f') cell.formula = text
      else if (name === 'rPh') phonetic = false
      else if (name === 'c') {
        const value = cellValue(cell, sources)
        if (value === null) return undefined
        fault = beyondLimits(row, column)
        if (fault) return false
        put(rows, Math.max(row, 0), column, value)
      }
      return undefined
    },
  })
  if (fault) return { ok: false, fault }
  return withMerges(rows, references)
}

function put(rows: CellValue[][], row: number, column: number, value: CellValue): void {
  while (rows.length <= row) rows.push([])
  const cells = rows[row] as CellValue[]
  while (cells.length <= column) cells.push(null)
  cells[column] = value
}

function cellValue(
  cell: { type: string; style: number; value: string; text: string; formula: string },
  sources: CellSources,
): CellValue {
  const { type, value } = cell
  if (type === 'inlineStr') return unescapeText(cell.text) || null
  if (value === '') return cell.formula === '' ? null : `=${cell.formula}`
  if (type === 's') return sources.sharedStrings[Number(value)] || null
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type === 'str') return unescapeText(value) || null
  if (type !== 'n') return value
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return sources.dateStyles[cell.style] ? dateText(number, sources.since1904) : number
}

/** `_x000D_` is how a spreadsheet writes a character that XML cannot: ECMA-376 part 1, 22.9.2.19. */
function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

function withMerges(rows: CellValue[][], references: readonly string[]): CellsRead {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  // What is merged already, cell by cell: no more cells than the sheet has can ever be gone through.
  const taken = new Uint8Array(rows.length * width)
  const merges: Merge[] = []
  for (const reference of references) {
    const [from, to] = reference.split(':').map(parseReference)
    if (!from || !to) continue
    // A range may run on to the end of the sheet; what lies beyond the last value is of no matter.
    const bottom = Math.min(to.row, rows.length - 1)
    const right = Math.min(to.column, width - 1)
    if (from.row > bottom || from.column > right || (from.row === bottom && from.column === right)) continue
    for (let row = from.row; row <= bottom; row++) {
      for (let column = from.column; column <= right; column++) {
        if (taken[row * width + column]) {
          const message = `two merged ranges overlap at ${place(row, column).cell}`
          return { ok: false, fault: { message, expected: 'a sheet as a spreadsheet program saves it' } }
        }
        taken[row * width + column] = 1
      }
    }
    merges.push({ top: from.row, left: from.column, bottom, right })
  }
  return { ok: true, rows, merges }
}
