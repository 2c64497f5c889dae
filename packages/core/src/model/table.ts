import type { AreaPath, DatastreamId, StationId, TableId } from './ids.ts'
import type { Level } from './level.ts'

/** Whom a row of a table is about. For a datastream the most particular row counts: its own, its station's, its nearest area's. */
export type RowSubject =
  | { readonly datastream: DatastreamId }
  | { readonly station: StationId }
  | { readonly area: AreaPath }

/** One column: a level, and for rain the window that its sums are over (`1h`). */
export interface TableColumn {
  readonly level: Level
  readonly window?: string | undefined
}

export interface TableRow {
  readonly subject: RowSubject
  /** The village, as the county's table calls it. */
  readonly name?: string | undefined
  /** One by column; null: deliberately not used. A hole is refused. */
  readonly cells: readonly (number | null)[]
  /** Where the values come from: 分析评价成果. */
  readonly source?: string | undefined
  /** Who approved them, and on which day: `2026-04-15`. */
  readonly approvedBy?: string | undefined
  readonly approvedOn?: string | undefined
}

/**
 * A threshold table (预警指标表): the values of one rule for many stations or villages. `accumulation` holds millimetres of rain by window
 * and level (准备转移 orange, 立即转移 red), `threshold` values in `unit` by level.
 */
export interface TableDefinition {
  readonly name: string
  readonly kind: 'accumulation' | 'threshold'
  /** Of a threshold table's values: `m`. */
  readonly unit?: string | undefined
  /** Of water levels; a row's datastreams must have the same. */
  readonly datum?: string | undefined
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
  /** The table in whose place this one is tried by rules in shadow, until it takes it or is given up. */
  readonly trialOf?: TableId | undefined
}

/** One saved version of a table. */
export type Table = TableDefinition & { readonly id: TableId; readonly version: number }
