import { plainWidth } from '../tables/amount.ts'
import { type MergedCells, seeThroughMerges } from '../tables/merged-cells.ts'
import { type CellFault, type CellValue, type Place, place, type Sheet } from '../tables/sheet.ts'

/** What the columns of a list are called, by what they are for. `aside`: for people, not kept. */
export type Columns<K extends string> = Readonly<Record<K, string>>

/** One row of a list of persons or households. */
export interface RegisterRow<K extends string> {
  /** As people count, from 1. */
  readonly row: number
  /** Trimmed; undefined when the cell is empty or there is no such column. */
  text(column: K): string | undefined
  value(column: K): CellValue
  /** The same, null where it says that there is none: 无, —, /. An empty cell says nothing. */
  stated(column: K): string | null | undefined
  /** The cell of a column, or of the first column where there is no such one. */
  place(column: K): Place
}

export interface RegisterRead<K extends string> {
  readonly rows: readonly RegisterRow<K>[]
  readonly has: (column: K) => boolean
  readonly faults: readonly CellFault[]
  readonly notes: readonly string[]
}

/** How far down a head may stand: titles, a date and who filled it in come before it. */
const HEAD_WITHIN = 15
/** A row with fewer known words is a title. */
const LEAST_COLUMNS = 2

/** What a cell says that is deliberately empty. */
export const NONE = /^(?:无|没有|none|[-\u2010-\u2015\u2212/]{1,2})$/i

/** Reads a list by its head, wherever that stands; `needed` is the column that no row may lack, `missing` what is said of one that does. */
export function readRegister<K extends string>(
  sheet: Sheet,
  columns: Columns<K>,
  needed: K,
  missing = 'the name is missing',
): RegisterRead<K> {
  const cells = seeThroughMerges(sheet)
  const words = new Map<string, K>()
  for (const [column, names] of Object.entries<string>(columns)) {
    for (const name of names.split('|')) words.set(name, column as K)
  }
  const head = findHead(cells, cells.height, words, needed)
  if (head === undefined) {
    const expected = `a row that names the columns, among them ${columns[needed].split('|')[0]}`
    const fault = { ...place(0, 0), row: 0, column: 0, cell: '', message: 'no head was found', expected }
    return { rows: [], has: () => false, faults: [fault], notes: [] }
  }
  const rows: RegisterRow<K>[] = []
  const faults: CellFault[] = []
  for (let row = head.row + 1; row < cells.height; row++) {
    const one = registerRow(cells, row, head.at)
    if ([...head.at.keys()].every((column) => one.text(column) === undefined)) continue
    // 合计 below the list, or who signed it.
    if (one.text(needed) === undefined) {
      const filled = [...head.at.keys()].filter((column) => one.text(column) !== undefined)
      if (filled.length < LEAST_COLUMNS) continue
      faults.push({
        ...one.place(needed),
        message: missing,
        expected: columns[needed].split('|')[0] ?? '',
      })
      continue
    }
    rows.push(one)
  }
  return { rows, has: (column) => head.at.has(column), faults, notes: head.notes }
}

function findHead<K extends string>(
  cells: MergedCells,
  height: number,
  words: ReadonlyMap<string, K>,
  needed: K,
): { row: number; at: Map<K, number>; notes: string[] } | undefined {
  for (let row = 0; row < Math.min(height, HEAD_WITHIN); row++) {
    const at = new Map<K, number>()
    const notes: string[] = []
    for (let column = 0; column < cells.width; column++) {
      const text = cells.at(row, column)
      if (text === null) continue
      const known = words.get(headWord(String(text)))
      if (known === undefined || at.has(known)) {
        notes.push(`${place(row, column).cell}: the column "${String(text).trim()}" is not kept`)
      } else at.set(known, column)
    }
    if (at.has(needed) && at.size >= LEAST_COLUMNS) return { row, at, notes }
  }
  return undefined
}

/** 姓　名* and 联系电话（手机） as 姓名 and 联系电话. */
function headWord(text: string): string {
  return plainWidth(text)
    .replace(/\([^)]*\)/g, '')
    .replace(/[\s*:：]/g, '')
    .toLowerCase()
}

function registerRow<K extends string>(
  cells: MergedCells,
  row: number,
  at: ReadonlyMap<K, number>,
): RegisterRow<K> {
  const value = (column: K): CellValue => {
    const index = at.get(column)
    return index === undefined ? null : cells.at(row, index)
  }
  const text = (column: K) => String(value(column) ?? '').trim() || undefined
  return {
    row: row + 1,
    value,
    text,
    stated(column) {
      const found = text(column)
      return found !== undefined && NONE.test(plainWidth(found)) ? null : found
    },
    place: (column) => place(row, at.get(column) ?? 0),
  }
}
