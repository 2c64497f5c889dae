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

/** Why a value can never be reached: none of the sensors can report it. Of an area: none of those that are there today. */
export function spanMisfit(
  value: number,
  table: Measure,
  measured: readonly Datastream[],
  about: string,
): Misfit | undefined {
  if (table.kind !== 'threshold') return undefined
  const spans = inUnitOf(table, measured).map(({ span }) => span)
  if (spans.length === 0) return undefined
  if (spans.some((span) => span === undefined || (span[0] <= value && value <= span[1]))) return undefined
  return {
    message: `${about} never reports ${value}`,
    expected: [...new Set(spans.map((span) => `${span?.[0]} to ${span?.[1]}`))].join(' or '),
  }
}

/** What in a table does not fit the datastreams that its rows name: `rows[3].subject`, `rows[3].cells[2]`. */
export function tableMisfits(table: TableDefinition, stationsOf: StationsOf): Fault[] {
  return table.rows.flatMap(({ subject }, index) => {
    const measured = measuredAt(subject, stationsOf)
    const misfit = measureMisfit(subject, table, measured)
    return misfit === undefined
      ? spanMisfits(table, index, measured, subjectText(subject))
      : [{ path: `rows[${index}].subject`, ...misfit }]
  })
}

/**
 * What in a table does not fit the datastreams that a rule would judge by it. Each row is told of once. A value that one sensor of an area cannot
 * report is meant for another; one that none of those can report which the rule covers is a mistake.
 */
export function coveredMisfits(
  { appliesTo }: Pick<Rule, 'appliesTo'>,
  table: Table,
  stations: readonly Station[],
): Fault[] {
  if (table.kind !== 'threshold') return []
  const found = new Map<number, Fault[]>()
  const ofAreas = new Map<number, Datastream[]>()
  for (const station of stations) {
    for (const datastream of station.datastreams) {
      if (!covers(appliesTo, station, datastream)) continue
      const id = datastreamId(station.id, datastream.name)
      const index = rowFor(table, station, id)
      if (index === undefined || found.has(index)) continue
      const row = table.rows[index] as Table['rows'][number]
      const misfit = measureMisfit({ datastream: id }, table, [datastream], id)
      const faults = misfit
        ? [{ path: `rows[${index}].subject`, ...misfit }]
        : 'area' in row.subject
          ? []
          : spanMisfits(table, index, [datastream], id)
      if (faults.length > 0) found.set(index, faults)
      if ('area' in row.subject) ofAreas.set(index, [...(ofAreas.get(index) ?? []), datastream])
    }
  }
  for (const [index, measured] of ofAreas) {
    const subject = (table.rows[index] as Table['rows'][number]).subject
    const faults = found.has(index) ? [] : spanMisfits(table, index, measured, subjectText(subject))
    if (faults.length > 0) found.set(index, faults)
  }
  return [...found.values()].flat()
}

/** The cells of a row that none of these can ever report. */
function spanMisfits(
  table: TableDefinition,
  index: number,
  measured: readonly Datastream[],
  about: string,
): Fault[] {
  return (table.rows[index]?.cells ?? []).flatMap((value, column) => {
    const outside = typeof value === 'number' ? spanMisfit(value, table, measured, about) : undefined
    return outside === undefined ? [] : [{ path: `rows[${index}].cells[${column}]`, ...outside }]
  })
}

/** A table that states no unit is in whatever its datastreams are. */
function inUnitOf({ unit }: Measure, measured: readonly Datastream[]): readonly Datastream[] {
  if (unit === undefined) return measured
  const wanted = readUnit(unit)
  return measured.filter((one) => readUnit(one.unit) === wanted)
}
