import type { RowSubject, TableDefinition, TableRow } from '@tocsin/core'
import { readAmount } from './amount.ts'
import { type Measure, measuredAt, measureMisfit, spanMisfit } from './fit.ts'
import { type CellNote, findLayout, type Layout } from './layout.ts'
import { type MergedCells, seeThroughMerges } from './merged-cells.ts'
import { type CellFault, type Place, place, type Sheet } from './sheet.ts'
import { type Registered, resolveSubject, stationsOf, subjectText } from './subjects.ts'
import { orderFaults, type PlacedValue } from './table-order.ts'
import { type ReadColumn, type ReadRow, readRows } from './table-rows.ts'

/** What a table is read against. */
export interface TableContext extends Registered {
  /** The table's name where the file states none: usually the file's. */
  readonly name?: string | undefined
  /** Of a threshold table: where the danger lies. Default `above`; `below` for oxygen. */
  readonly direction?: 'above' | 'below' | undefined
}

export type TableRead =
  | { readonly ok: true; readonly definition: TableDefinition; readonly notes: readonly CellNote[] }
  | { readonly ok: false; readonly faults: readonly CellFault[] }

/** More than anybody reads: a sheet has a million cells. */
const MAX_FAULTS = 1_000
/** No sum of rain is judged over more: one minute to seven days, as a rule's own windows. */
const [SHORTEST_WINDOW_MS, LONGEST_WINDOW_MS] = [60_000, 7 * 86_400_000]

/**
 * Reads a threshold table (预警指标表) as counties keep it: levels over windows in one row per village, both in one cell, or a row for each
 * level of a village. Lines above the head and notes below are passed over. All faults are given, not only the first.
 */
export function readTable(sheet: Sheet, context: TableContext): TableRead {
  const cells = seeThroughMerges(sheet)
  const found = findLayout(cells)
  if (!found.ok) return found
  const { layout } = found
  const read = readRows(cells, layout)
  const values = readValues(cells, layout, read.columns, read.rows, context)
  const subjects = readSubjects(read.rows, layout, context)
  const measure: Measure = { kind: layout.kind, unit: values.unit, datum: layout.datum }
  const faults = [
    ...columnFaults(layout),
    ...read.faults,
    ...subjects.faults,
    ...values.faults,
    ...misfits(read.rows, subjects.found, values.found, measure, context),
    ...(read.rows.length === 0 && read.faults.length === 0 ? [noRows(layout)] : []),
  ]
  if (faults.length > 0) return { ok: false, faults: listed(faults.toSorted(byPlace)) }
  const rows = read.rows.map(({ name, source, approvedBy, approvedOn }, index): TableRow => {
    return {
      subject: subjects.found[index] as RowSubject,
      ...(name === '' ? {} : { name }),
      cells: values.found[index] as (number | null)[],
      ...(source === '' ? {} : { source }),
      ...(approvedBy === '' ? {} : { approvedBy }),
      ...(approvedOn === '' ? {} : { approvedOn }),
    }
  })
  const { kind, datum } = layout
  const definition: TableDefinition = {
    name: layout.title ?? context.name ?? sheet.name ?? '预警指标表',
    kind,
    ...(kind === 'threshold' && values.unit !== undefined ? { unit: values.unit } : {}),
    ...(kind === 'threshold' && datum !== undefined ? { datum } : {}),
    columns: read.columns.map(({ level, window }) => (window === undefined ? { level } : { level, window })),
    rows,
  }
  return {
    ok: true,
    definition,
    notes: [...layout.unread, ...read.notes, ...subjects.notes].toSorted(byPlace),
  }
}

/** All faults, unless the file is another document altogether. */
function listed(faults: readonly CellFault[]): readonly CellFault[] {
  const next = faults[MAX_FAULTS]
  if (!next) return faults
  const message = `${faults.length - MAX_FAULTS} faults from here on are not listed`
  return [...faults.slice(0, MAX_FAULTS), { ...next, message }]
}

function columnFaults({ values }: Layout): CellFault[] {
  const faults: CellFault[] = []
  const seen = new Map<string, number>()
  for (const { column, headRow, level, window, windowMs } of values) {
    const at = place(headRow, column)
    if (
      window !== undefined &&
      !(windowMs && windowMs >= SHORTEST_WINDOW_MS && windowMs <= LONGEST_WINDOW_MS)
    ) {
      faults.push({ ...at, message: `${window} is no window to sum rain over`, expected: '1 min to 7 days' })
    }
    const key = `${level} ${windowMs}`
    const earlier = seen.get(key)
    if (earlier !== undefined) {
      const message = `the same level and window stand in ${place(headRow, earlier).cell} already`
      faults.push({ ...at, message, expected: 'one column for each level and window' })
    }
    seen.set(key, column)
  }
  return faults
}

function readSubjects(rows: readonly ReadRow[], layout: Layout, context: TableContext) {
  const faults: CellFault[] = []
  const notes: CellNote[] = []
  const found: (RowSubject | undefined)[] = []
  const seen = new Map<string, string>()
  for (const { subject } of rows) {
    const at = place(subject.at.row, subject.at.column)
    if (subject.text === '') {
      faults.push({
        ...at,
        message: 'nothing says whom the row is about',
        expected: 'a station, datastream or area',
      })
    }
    const resolved = subject.text === '' ? undefined : resolveSubject(subject.text, context)
    found.push(resolved?.ok ? resolved.subject : undefined)
    if (!resolved) continue
    if (!resolved.ok) {
      faults.push({ ...at, ...resolved.fault })
      continue
    }
    const key = subjectText(resolved.subject)
    const earlier = seen.get(key)
    if (earlier === undefined) seen.set(key, at.cell)
    else
      faults.push({ ...at, message: `${key} has a row already in ${earlier}`, expected: 'one row for each' })
    notes.push(...withoutRain(resolved.subject, at, layout, context))
  }
  return { found, faults, notes }
}

function withoutRain(subject: RowSubject, at: Place, { kind }: Layout, context: TableContext): CellNote[] {
  if (kind !== 'accumulation' || 'area' in subject) return []
  if (measuredAt(subject, (one) => stationsOf(one, context)).some(({ property }) => property === 'rainfall'))
    return []
  return [{ ...at, message: `${subjectText(subject)} does not measure rain: the row will judge nothing` }]
}

/** What the rows name is measured in another unit or over another datum, or can never come to such a value. */
function misfits(
  rows: readonly ReadRow[],
  subjects: readonly (RowSubject | undefined)[],
  values: readonly (readonly (number | null)[])[],
  measure: Measure,
  context: TableContext,
): CellFault[] {
  return rows.flatMap(({ subject: { at }, spots }, index) => {
    const subject = subjects[index]
    if (subject === undefined) return []
    const measured = measuredAt(subject, (one) => stationsOf(one, context))
    const misfit = measureMisfit(subject, measure, measured)
    if (misfit !== undefined) return [{ ...place(at.row, at.column), ...misfit }]
    return spots.flatMap((spot, column): CellFault[] => {
      const value = values[index]?.[column]
      const outside =
        typeof value === 'number' ? spanMisfit(value, measure, measured, subjectText(subject)) : undefined
      return spot === undefined || outside === undefined
        ? []
        : [{ ...place(spot.row, spot.column), ...outside }]
    })
  })
}

function readValues(
  cells: MergedCells,
  layout: Layout,
  columns: readonly ReadColumn[],
  rows: readonly ReadRow[],
  { direction = 'above' }: TableContext,
) {
  const faults: CellFault[] = []
  let unit = layout.kind === 'accumulation' ? 'mm' : layout.unit
  const found = rows.map(({ spots }) => {
    const placed: PlacedValue[] = []
    const amounts = spots.map((spot, index): number | null => {
      if (!spot) return null
      const at = place(spot.row, spot.column)
      const amount = readAmount(cells.at(spot.row, spot.column))
      if (amount.kind === 'not-used') return null
      const expected = 'a number, or — for not used'
      if (amount.kind === 'empty') faults.push({ ...at, message: 'the cell is empty', expected })
      else if (amount.kind === 'text')
        faults.push({ ...at, message: `"${amount.text}" is no number`, expected })
      // A water level over a local datum may lie under it; a sum of rain may not.
      else if (layout.kind === 'accumulation' && !(amount.value > 0)) {
        faults.push({ ...at, message: `${amount.value} mm of rain is no threshold`, expected: 'more than 0' })
      } else {
        unit ??= amount.unit
        if (amount.unit !== undefined && amount.unit !== unit) {
          faults.push({ ...at, message: `the value is in ${amount.unit}`, expected: `${unit}, as the table` })
        }
        placed.push({ column: columns[index] as ReadColumn, spot, value: amount.value })
        return amount.value
      }
      return null
    })
    const first = spots.find((spot) => spot !== undefined)
    if (
      first &&
      spots.every((spot) => spot && readAmount(cells.at(spot.row, spot.column)).kind === 'not-used')
    ) {
      const at = place(first.row, first.column)
      faults.push({ ...at, message: 'the row uses no value at all', expected: 'at least one number' })
    }
    faults.push(...orderFaults(placed, layout.kind === 'accumulation' ? 'above' : direction))
    return amounts
  })
  return { found, faults, unit }
}

function noRows({ firstRow }: Layout): CellFault {
  return {
    ...place(firstRow, 0),
    message: 'the table has no rows',
    expected: 'a row for each village or station',
  }
}

function byPlace(a: Place, b: Place): number {
  return a.row - b.row || a.column - b.column
}
