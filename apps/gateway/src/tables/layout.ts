import { type DurationMs, type Level, parseDuration } from '@tocsin/core'
import { readAmount } from './amount.ts'
import { type ColumnRole, type HeaderWord, readHeaderWord } from './header-words.ts'
import type { MergedCells } from './merged-cells.ts'
import { type CellFault, type CellValue, type Place, place } from './sheet.ts'
import { readTitleLines } from './title-lines.ts'

/** A column of values. Columns count from 0. */
export interface ValueColumn {
  readonly column: number
  /** The lowest row of the head, for what there is to say about the column. */
  readonly headRow: number
  /** Undefined where the level stands in each row. */
  readonly level: Level | undefined
  readonly window: string | undefined
  /** Undefined for a window that is no length of time. */
  readonly windowMs: DurationMs | undefined
}

/** Where in a sheet everything stands. */
export interface Layout {
  readonly kind: 'accumulation' | 'threshold'
  readonly headRow: number
  readonly firstRow: number
  readonly values: readonly ValueColumn[]
  readonly roles: Readonly<Partial<Record<ColumnRole, number>>>
  /** What the lines above the head say. */
  readonly title?: string | undefined
  readonly unit?: string | undefined
  readonly datum?: string | undefined
  /** Columns with a head that says nothing to a table. */
  readonly unread: readonly CellNote[]
}

/** What is worth a look, and where. */
export type CellNote = Place & { readonly message: string }

export type LayoutRead =
  | { readonly ok: true; readonly layout: Layout }
  | { readonly ok: false; readonly faults: readonly CellFault[] }

/** The head stands under a title, an approval and a unit at most, not in the middle of a document. */
const MAX_ROWS_ABOVE = 30
/** 雨量预警指标 over 准备转移 over 1h, and one row more. */
const MAX_HEAD_ROWS = 4

const HEADER_EXPECTED =
  'a row such as 预警对象 | 村名 | 准备转移 1h | 立即转移 1h, or levels over windows (0.5h, 1h, 24h)'

/**
 * Windows first: a row of levels alone may be the upper half of a head with windows. A head that does not say whom its rows are about is
 * the last resort, to say so; a title such as 红色1小时预警 is not to be taken for it.
 */
const ATTEMPTS = [
  { wanted: 'accumulation', whom: true },
  { wanted: 'threshold', whom: true },
  { wanted: 'accumulation', whom: false },
] as const

/** Finds the head of a table: levels over windows, both in one cell, or windows with a column of levels. */
export function findLayout(cells: MergedCells): LayoutRead {
  const last = Math.min(cells.height, MAX_ROWS_ABOVE)
  for (const { wanted, whom } of ATTEMPTS) {
    for (let row = 0; row < last; row++) {
      for (let depth = 1; depth <= MAX_HEAD_ROWS && isHeadRow(cells, row + depth - 1); depth++) {
        const columns = readColumns(cells, row, depth)
        if (isComplete(columns, wanted) && (saysWhom(columns) || !whom))
          return makeLayout(cells, wanted, columns, row, depth)
      }
    }
  }
  return { ok: false, faults: [noHead(cells, last)] }
}

/** What the head says of one column, all its rows taken together. */
interface HeadColumn extends HeaderWord {
  readonly column: number
}

/** It says something of a column, and holds no values. */
function isHeadRow(cells: MergedCells, row: number): boolean {
  if (row >= cells.height) return false
  let says = false
  for (let column = 0; column < cells.width; column++) {
    const cell = cells.at(row, column)
    if (readHeaderWord(cell)) says = true
    else if (['number', 'not-used'].includes(readAmount(cell).kind)) return false
  }
  return says
}

function readColumns(cells: MergedCells, top: number, depth: number): HeadColumn[] {
  const columns: HeadColumn[] = []
  const carried: (CellValue | undefined)[] = []
  for (let column = 0; column < cells.width; column++) {
    let found: HeadColumn = { column }
    for (let line = 0; line < depth; line++) {
      let cell = cells.at(top + line, column)
      // A CSV file has lost its merged cells: an empty one belongs to the level or window left of it.
      if (cell === null && line < depth - 1) cell = carried[line] ?? null
      else carried[line] = cell
      const word = readHeaderWord(cell)
      if (!word) continue
      const unit = word.unit ?? found.unit
      // The lower row is the nearer one: 村名 under a title 红色1小时预警 holds names, 1h under 预警等级 holds values.
      if (word.role) found = { column, role: word.role, unit }
      else found = { column, level: word.level ?? found.level, window: word.window ?? found.window, unit }
    }
    columns.push(found)
  }
  return columns
}

function isComplete(columns: readonly HeadColumn[], kind: Layout['kind']): boolean {
  if (kind === 'threshold') return columns.some(({ level }) => level)
  const windows = columns.filter(({ window }) => window !== undefined)
  if (windows.length === 0) return false
  return windows.some(({ level }) => level) || columns.some(({ role }) => role === 'level')
}

function saysWhom(columns: readonly HeadColumn[]): boolean {
  return columns.some(({ role }) => role === 'subject' || role === 'station' || role === 'village')
}

function makeLayout(
  cells: MergedCells,
  kind: Layout['kind'],
  columns: readonly HeadColumn[],
  headRow: number,
  depth: number,
): LayoutRead {
  const values: ValueColumn[] = []
  const roles: Partial<Record<ColumnRole, number>> = {}
  const units = new Map<string, number>()
  for (const { column, level, window, role, unit } of columns) {
    const holdsValues = kind === 'accumulation' ? window !== undefined : level !== undefined
    if (holdsValues) {
      const windowMs = window === undefined ? undefined : parseDuration(window)
      values.push({ column, headRow: headRow + depth - 1, level, window, windowMs })
      if (unit !== undefined && !units.has(unit)) units.set(unit, column)
    }
    // The first of its kind, except that the village's name stands right of its township's and its administrative village's.
    else if (role && (roles[role] === undefined || role === 'village')) roles[role] = column
  }
  const above = readTitleLines(cells, headRow)
  if (above.unit !== undefined && !units.has(above.unit.text)) units.set(above.unit.text, above.unit.column)
  const [unit, other] = [...units.keys()]
  const wrong = kind === 'accumulation' ? [...units.keys()].find((text) => text !== 'mm') : other
  if (wrong !== undefined) {
    const message = `the unit here is ${wrong}`
    const expected = kind === 'accumulation' ? 'mm: sums of rain' : `${unit}, as in the other columns`
    return {
      ok: false,
      faults: [{ ...place(headRow + depth - 1, units.get(wrong) ?? 0), message, expected }],
    }
  }
  const others = columns.filter(
    ({ column, role }) => !role && !values.some((value) => value.column === column),
  )
  const unread = readUnread(cells, others, values, headRow + depth - 1)
  if (unread.faults.length > 0) return { ok: false, faults: unread.faults }
  const { title, datum } = above
  const layout = {
    kind,
    headRow,
    firstRow: headRow + depth,
    values,
    roles,
    title,
    unit,
    datum,
    unread: unread.notes,
  }
  return { ok: true, layout }
}

/** A column among those of values whose head cannot be read would be values lost: a fault. Beside them it is a remark. */
function readUnread(
  cells: MergedCells,
  others: readonly HeadColumn[],
  values: readonly ValueColumn[],
  headRow: number,
): { faults: CellFault[]; notes: CellNote[] } {
  const faults: CellFault[] = []
  const notes: CellNote[] = []
  const [first, last] = [values[0]?.column ?? 0, values.at(-1)?.column ?? 0]
  for (const { column, level } of others) {
    const text = String(cells.at(headRow, column) ?? '').trim()
    const at = place(headRow, column)
    const among = column > first && column < last
    if (text === '' && !among) {
      const row = firstFilled(cells, headRow + 1, column)
      if (row !== undefined)
        notes.push({ ...place(row, column), message: 'the column has no head and is not read' })
      continue
    }
    if (among || level) {
      faults.push({
        ...at,
        message: `"${text}" says neither level nor window`,
        expected: 'such as 准备转移 1h, or 0.5h',
      })
    } else notes.push({ ...at, message: `the column "${text}" is not read` })
  }
  return { faults, notes }
}

function firstFilled(cells: MergedCells, from: number, column: number): number | undefined {
  for (let row = from; row < cells.height; row++) {
    // What is merged across the table is a remark, not a column.
    if (cells.at(row, column) !== null && cells.mergeAt(row, column)?.left !== 0) return row
  }
  return undefined
}

/** Says what is missing, at the nearest thing to a head that there is. */
function noHead(cells: MergedCells, last: number): CellFault {
  for (let row = 0; row < last; row++) {
    for (let column = 0; column < cells.width; column++) {
      const word = readHeaderWord(cells.at(row, column))
      if (word?.window !== undefined) {
        const message = `no level stands over ${word.window} or beside it`
        return {
          ...place(row, column),
          message,
          expected: '准备转移, 立即转移, 红色, 橙色, 黄色, 蓝色, red, …',
        }
      }
    }
  }
  return { ...place(0, 0), message: 'no head of a threshold table is found', expected: HEADER_EXPECTED }
}
