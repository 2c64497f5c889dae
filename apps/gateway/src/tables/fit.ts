import {
  covers,
  type Datastream,
  datastreamId,
  type RowSubject,
  type Rule,
  rowFor,
  type Station,
  type Table,
  type TableDefinition,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import { readUnit } from './amount.ts'
import { subjectText } from './subjects.ts'

/** What a table's values are. */
export type Measure = Pick<TableDefinition, 'kind' | 'unit' | 'datum'>
export type Misfit = Pick<Fault, 'message' | 'expected'>

/** The stations that a subject speaks of. */
export type StationsOf = (subject: RowSubject) => readonly Station[]

/** What is measured there that a row may be about. */
export function measuredAt(subject: RowSubject, stationsOf: StationsOf): Datastream[] {
  const datastreams = (station: Station) =>
    'datastream' in subject
      ? station.datastreams.filter(({ name }) => datastreamId(station.id, name) === subject.datastream)
      : station.datastreams
  return stationsOf(subject).flatMap(datastreams)
}

/** Why none of these can be judged by a table: 390 cm are no limit for a level in metres, nor those over another datum. */
export function measureMisfit(
  subject: RowSubject,
  table: Measure,
  measured: readonly Datastream[],
  about = subjectText(subject),
): Misfit | undefined {
  if (table.kind !== 'threshold' || measured.length === 0) return undefined
  const fitting = inUnitOf(table, measured)
  if (fitting.length === 0) {
    const units = [...new Set(measured.map(({ unit }) => unit))].join(' or ')
    return {
      message: `${about} is measured in ${units}, the table is in ${table.unit}`,
      expected: `values in ${units}`,
    }
  }
  const { datum } = table
  // Of an area only the datastreams that a rule covers say which datum is meant.
  if (datum === undefined || 'area' in subject) return undefined
  const other = fitting.find((one) => one.datum !== undefined && one.datum !== datum)
  if (other === undefined) return undefined
  return {
    message: `${about} is measured over ${other.datum}, the table is over ${datum}`,
    expected: 'values over the datum of the station',
  }
}

/** Why a value can never be reached: none of the sensors can report it. Of an area nothing is said. */
export function spanMisfit(
  subject: RowSubject,
  value: number,
  table: Measure,
  measured: readonly Datastream[],
  about = subjectText(subject),
): Misfit | undefined {
  if (table.kind !== 'threshold' || 'area' in subject) return undefined
  const spans = inUnitOf(table, measured).map(({ span }) => span)
  if (spans.length === 0) return undefined
  if (spans.some((span) => span === undefined || (span[0] <= value && value <= span[1]))) return undefined
  return {
    message: `${about} never reports ${value}`,
    expected: spans.map((span) => `${span?.[0]} to ${span?.[1]}`).join(' or '),
  }
}

/** What in a table does not fit the datastreams that its rows name: `rows[3].subject`, `rows[3].cells[2]`. */
export function tableMisfits(table: TableDefinition, stationsOf: StationsOf): Fault[] {
  return table.rows.flatMap(({ subject }, index) => {
    const measured = measuredAt(subject, stationsOf)
    return rowMisfits(table, index, measured, subjectText(subject))
  })
}

/** What in a table does not fit the datastreams that a rule would judge by it. Each row is told of once. */
export function coveredMisfits(
  { appliesTo }: Pick<Rule, 'appliesTo'>,
  table: Table,
  stations: readonly Station[],
): Fault[] {
  if (table.kind !== 'threshold') return []
  const found = new Map<number, Fault[]>()
  for (const station of stations) {
    for (const datastream of station.datastreams) {
      if (!covers(appliesTo, station, datastream)) continue
      const id = datastreamId(station.id, datastream.name)
      const index = rowFor(table, station, id)
      if (index === undefined || found.has(index)) continue
      const faults = rowMisfits(table, index, [datastream], id, { datastream: id })
      if (faults.length > 0) found.set(index, faults)
    }
  }
  return [...found.values()].flat()
}

function rowMisfits(
  table: TableDefinition,
  index: number,
  measured: readonly Datastream[],
  about: string,
  judged?: RowSubject,
): Fault[] {
  const row = table.rows[index] as TableDefinition['rows'][number]
  const misfit = measureMisfit(judged ?? row.subject, table, measured, about)
  if (misfit !== undefined) return [{ path: `rows[${index}].subject`, ...misfit }]
  return row.cells.flatMap((value, column) => {
    const outside =
      typeof value === 'number' ? spanMisfit(row.subject, value, table, measured, about) : undefined
    return outside === undefined ? [] : [{ path: `rows[${index}].cells[${column}]`, ...outside }]
  })
}

/** A table that states no unit is in whatever its datastreams are. */
function inUnitOf({ unit }: Measure, measured: readonly Datastream[]): readonly Datastream[] {
  if (unit === undefined) return measured
  const wanted = readUnit(unit)
  return measured.filter((one) => readUnit(one.unit) === wanted)
}
