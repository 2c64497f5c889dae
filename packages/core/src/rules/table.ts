import {
  areaContains,
  type DatastreamId,
  decimal,
  LEVELS,
  type Level,
  parseDuration,
  type RowSubject,
  type Rule,
  type Station,
  type Table,
  type TableAccumulationRule,
  type TableDefinition,
  type TableLevel,
  type TableRow,
  type TableThresholdRule,
} from '../model/index.ts'
import { type Amount, accumulations, type CompiledAccumulation } from './accumulation.ts'
import type { RuleFault } from './fault.ts'
import { type Rung, rungOf } from './ladder.ts'
import { type Band, type CompiledThreshold, thresholds } from './threshold.ts'

export type TableRule = TableAccumulationRule | TableThresholdRule

export function usesTable(rule: Rule): rule is Rule & TableRule {
  return 'table' in rule.condition && rule.condition.table !== undefined
}

/** What is wrong with a table by itself, each fault at its row and column: `rows[3].cells[2]`. */
export function tableFaults(table: TableDefinition): RuleFault[] {
  const faults: RuleFault[] = []
  checkColumns(table, faults)
  if (table.rows.length === 0) {
    faults.push({ path: 'rows', message: 'the table is empty', expected: 'at least one row' })
  }
  const seen = new Map<string, number>()
  const isReadable = faults.length === 0
  for (const [index, row] of table.rows.entries()) {
    const path = `rows[${index}]`
    const found = faults.length
    const key = subjectKeyOf(row.subject)
    const before = seen.get(key)
    if (before !== undefined) {
      faults.push({
        path: `${path}.subject`,
        message: `${key} has row ${before + 1} already`,
        expected: 'each subject once',
      })
    }
    seen.set(key, index)
    if (row.cells.length !== table.columns.length) {
      faults.push({
        path: `${path}.cells`,
        message: `${row.cells.length} cells, but ${table.columns.length} columns`,
        expected: 'one cell by column; null where it is not used',
      })
      continue
    }
    for (const [column, cell] of row.cells.entries()) {
      if (cell === undefined || (cell !== null && !Number.isFinite(cell))) {
        faults.push({
          path: `${path}.cells[${column}]`,
          message: 'a hole: nobody has said what holds here',
          expected: 'a number, or null where it is deliberately not used',
        })
      }
    }
    if (row.cells.every((cell) => cell === null)) {
      faults.push({ path: `${path}.cells`, message: 'no value at all', expected: 'at least one number' })
    }
    // What is not even whole has no order.
    if (isReadable && faults.length === found) faults.push(...orderFaults(table, index, row))
  }
  return faults
}

const PROBE: Record<TableDefinition['kind'], Rule & TableRule> = {
  accumulation: {
    id: '',
    version: 0,
    name: '',
    appliesTo: {},
    condition: { kind: 'accumulation', table: '' },
    levels: {},
  },
  threshold: {
    id: '',
    version: 0,
    name: '',
    appliesTo: {},
    condition: { kind: 'threshold', direction: 'above', table: '' },
    levels: {},
  },
}

/** What is out of order in a row. Of thresholds only what would be so in either direction: which one is meant, the rule says. */
function orderFaults(table: TableDefinition, index: number, row: TableRow): RuleFault[] {
  const faults: RuleFault[] = []
  compileRow(PROBE[table.kind], table, index, row, faults)
  if (table.kind === 'accumulation' || faults.length === 0) return faults
  const downwards: RuleFault[] = []
  const below = { kind: 'threshold', direction: 'below', table: '' } as const
  compileRow({ ...PROBE.threshold, condition: below } as Rule & TableRule, table, index, row, downwards)
  return downwards.length === 0 ? [] : faults
}

function checkColumns({ kind, columns }: TableDefinition, faults: RuleFault[]): void {
  if (columns.length === 0) {
    faults.push({ path: 'columns', message: 'the table has no columns', expected: 'at least one level' })
  }
  const seen = new Set<string>()
  for (const [index, { level, window }] of columns.entries()) {
    const path = `columns[${index}]`
    if ((kind === 'accumulation') !== (window !== undefined)) {
      faults.push({
        path: `${path}.window`,
        message: kind === 'accumulation' ? 'rain needs a window' : 'a threshold has no window',
        expected: kind === 'accumulation' ? 'such as "1h"' : 'only a level',
      })
    }
    const key = `${level} ${(window && parseDuration(window)) ?? window ?? ''}`
    if (seen.has(key))
      faults.push({
        path,
        message: `${window === undefined ? level : `${level} ${window}`} stands twice`,
        expected: 'each column once',
      })
    seen.add(key)
  }
}

/** What is wrong with a rule that takes its values from this table; nothing of the table's own. */
export function tableRuleFaults(rule: Rule & TableRule, table: Table | undefined): RuleFault[] {
  if (table === undefined) {
    return [
      {
        path: 'condition.table',
        message: `there is no table ${rule.condition.table}`,
        expected: 'the id of a saved table',
      },
    ]
  }
  if (table.kind !== rule.condition.kind) {
    return [
      {
        path: 'condition.table',
        message: `"${table.name}" holds ${table.kind === 'accumulation' ? 'rain sums' : 'thresholds'}`,
        expected: `a table of kind ${rule.condition.kind}`,
      },
    ]
  }
  const faults: RuleFault[] = []
  for (const level of Object.keys(rule.levels)) {
    if (table.columns.some((column) => column.level === level)) continue
    faults.push({
      path: `levels.${level}`,
      message: `"${table.name}" has no column for ${level}`,
      expected: `only ${[...new Set(table.columns.map((column) => column.level))].join(', ')}`,
    })
  }
  const rows: RuleFault[] = []
  for (const [index, row] of table.rows.entries()) compileRow(rule, table, index, row, rows)
  for (const { path, message, expected } of rows.slice(0, MOST_ROW_FAULTS)) {
    faults.push({ path: 'condition.table', message: `${path} of "${table.name}": ${message}`, expected })
  }
  return faults
}

/** A rule in the wrong direction finds every row wrong; a few say so as well. */
const MOST_ROW_FAULTS = 5

/** A rule made ready with the values of one row. */
export function compileRow(
  rule: Rule & TableRule,
  table: TableDefinition & Partial<Pick<Table, 'id' | 'version'>>,
  index: number,
  row: TableRow,
  faults: RuleFault[],
): CompiledAccumulation | CompiledThreshold | undefined {
  const levels = LEVELS.filter((level) =>
    table.columns.some((column, at) => column.level === level && typeof row.cells[at] === 'number'),
  )
  const how = rule.levels as Partial<Record<Level, TableLevel>>
  const rungs: Rung[] = levels.map((level) => rungOf(level, how[level] ?? {}, faults))
  const reference = { id: table.id ?? '', version: table.version ?? 0 }
  if (rule.condition.kind === 'accumulation') {
    const amounts: Amount[][] = levels.map((level) =>
      table.columns.flatMap((column, at) => {
        const mm = row.cells[at]
        if (column.level !== level || typeof mm !== 'number') return []
        return [{ label: column.window ?? '', mm, path: `rows[${index}].cells[${at}]` }]
      }),
    )
    return { ...accumulations(rule, rungs, amounts, faults), table: reference }
  }
  const above = rule.condition.direction === 'above'
  const bands: Band[] = levels.map((level) => {
    const raise = row.cells[table.columns.findIndex((column) => column.level === level)] as number
    const margin = how[level]?.clearMargin ?? 0
    return above
      ? {
          low: Number.NEGATIVE_INFINITY,
          high: raise,
          clearLow: Number.NEGATIVE_INFINITY,
          clearHigh: decimal(raise - margin),
        }
      : {
          low: raise,
          high: Number.POSITIVE_INFINITY,
          clearLow: decimal(raise + margin),
          clearHigh: Number.POSITIVE_INFINITY,
        }
  })
  const path = (level: Level) =>
    `rows[${index}].cells[${table.columns.findIndex((column) => column.level === level)}]`
  return { ...thresholds(rule, levels, rungs, bands, path, faults), table: reference }
}

/** The row that holds for a datastream: its own, else its station's, else the nearest area's above it; undefined when none. */
export function rowFor(table: Table, station: Station, datastream: DatastreamId): number | undefined {
  let found: number | undefined
  let closeness = -1
  for (const [index, { subject }] of table.rows.entries()) {
    const close =
      'datastream' in subject
        ? subject.datastream === datastream
          ? Number.POSITIVE_INFINITY
          : -1
        : 'station' in subject
          ? subject.station === station.id
            ? Number.MAX_SAFE_INTEGER
            : -1
          : areaContains(subject.area, station.area)
            ? subject.area.length
            : -1
    if (close > closeness) {
      closeness = close
      found = index
    }
  }
  return found
}

/** A subject as text, the same for the same subject. */
export function subjectKeyOf(subject: RowSubject): string {
  return 'datastream' in subject
    ? subject.datastream
    : 'station' in subject
      ? subject.station
      : `area ${subject.area}`
}
