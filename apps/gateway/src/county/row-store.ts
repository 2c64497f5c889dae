import type { DatabaseSync } from 'node:sqlite'
import type { Instant, Sl323Table } from '@tocsin/core'
import { transaction } from '../registry/database.ts'
import type { Row } from './server.ts'

/** A row that was taken, or is to be. */
export interface TimedRow {
  readonly at: Instant
  /** Its values, without STCD and TM. */
  readonly values: Row
}

/** Which rows of a database were taken, and what stood in them. It is the checkpoint: reading goes on behind a station's newest row. */
export class RowStore {
  readonly #database: DatabaseSync
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = {
      newest: database.prepare(
        'SELECT source, code, max(at) AS at FROM county_rows WHERE county = ? AND at <= ? GROUP BY source, code',
      ),
      between: database.prepare(
        'SELECT at, content FROM county_rows WHERE county = ? AND source = ? AND code = ? AND at >= ? AND at <= ? ORDER BY at',
      ),
      put: database.prepare(
        'INSERT OR REPLACE INTO county_rows (county, source, code, at, content) VALUES (?, ?, ?, ?, ?)',
      ),
      forget: database.prepare(
        'DELETE FROM county_rows WHERE county = ? AND source = ? AND code = ? AND at < ?',
      ),
    }
  }

  /** The newest row of each station in each table that is not after `now`: a clock that was wrong once must not hide what comes after. */
  newest(county: string, now: Instant): Map<string, Instant> {
    const rows = this.#statements.newest.all(county, now)
    return new Map(rows.map((row) => [`${row['source']}/${row['code']}`, row['at'] as number]))
  }

  between(county: string, source: Sl323Table, code: string, from: Instant, to: Instant): TimedRow[] {
    return this.#statements.between
      .all(county, source, code, from, to)
      .map((row) => ({ at: row['at'] as number, values: JSON.parse(row['content'] as string) as Row }))
  }

  /** Remembers rows as taken, all of them or none. */
  take(
    county: string,
    taken: readonly {
      readonly source: Sl323Table
      readonly code: string
      readonly rows: readonly TimedRow[]
      /** Nothing of the station that is older is read again. */
      readonly keepFrom: Instant
    }[],
  ): void {
    const { put, forget } = this.#statements
    transaction(this.#database, () => {
      for (const { source, code, rows, keepFrom } of taken) {
        for (const { at, values } of rows) put.run(county, source, code, at, JSON.stringify(values))
        forget.run(county, source, code, keepFrom)
      }
    })
  }
}
