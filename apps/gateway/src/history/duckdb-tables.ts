import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY, type DurationMs, HOUR, type Instant } from '@tocsin/core'
import type { TimeRange } from './history.ts'
import { overlaps, type Period, periodNamed } from './period.ts'
import { FAIL_CODE, flagCode } from './stored-codes.ts'

// `observation` takes what is shipped: append-only, without an index; a correction is one more row, and reads take the greatest position
// of a key. What lies in it of days that are over moves into tables of its period: `raw_202607_3` holds one row a key, sorted by datastream
// and time, `hourly_…` and `daily_…` what it comes to. The last number counts how often the period was compacted: a new table replaces the
// old one whole. There is no other list of them than DuckDB's own, which changes in the same transaction.
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS datastream (id INTEGER NOT NULL, name VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS observation (
    datastream INTEGER NOT NULL,
    phenomenon_time BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    value DOUBLE NOT NULL,
    flag UTINYINT NOT NULL,
    checks INTEGER NOT NULL,
    position BIGINT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS checkpoint (position BIGINT NOT NULL);
  INSERT INTO checkpoint SELECT 0 WHERE NOT EXISTS (FROM checkpoint);
`

/**
 * Columns of a compacted observation. How long it took to arrive instead of when it arrived, and no position: neither grows with the time
 * of day, and so each costs next to nothing. What is in `observation` was shipped later and wins.
 */
export const RAW_COLUMNS = `
  datastream INTEGER NOT NULL, phenomenon_time BIGINT NOT NULL, delay BIGINT NOT NULL, value DOUBLE NOT NULL,
  flag UTINYINT NOT NULL, checks INTEGER NOT NULL`

/**
 * What an hour or a day of a datastream comes to; `start` is when it begins. Least, greatest and sum are of usable values (those without
 * the flag `fail`), `usable` counts them, and the further counts are of flags. `min_after` and `max_after`: how long after `start`.
 * `mark` is the value at `start` itself: a hydrological day ends with the amount that is reported at its end.
 */
export const ROLLED_COLUMNS = `
  datastream INTEGER NOT NULL, start BIGINT NOT NULL, min DOUBLE, min_after INTEGER, max DOUBLE, max_after INTEGER, sum DOUBLE, mark DOUBLE,
  usable INTEGER NOT NULL, good INTEGER NOT NULL, not_evaluated INTEGER NOT NULL, suspect INTEGER NOT NULL, fail INTEGER NOT NULL,
  missing INTEGER NOT NULL`

export type Rolled = 'hourly' | 'daily'
export type Kind = 'raw' | Rolled
export const LENGTH: Readonly<Record<Rolled, DurationMs>> = { hourly: HOUR, daily: DAY }
const KINDS: readonly Kind[] = ['raw', 'hourly', 'daily']

export interface PeriodTable {
  readonly name: string
  readonly period: Period
}

/** Which tables of periods there are. Looked up when a file is opened and after each change. */
export class PeriodTables {
  #tables: ReadonlyMap<string, { readonly period: Period; readonly names: Partial<Record<Kind, string>> }> =
    new Map()

  async load(connection: DuckDBConnection): Promise<void> {
    const found = await connection.run('SELECT table_name FROM duckdb_tables() WHERE NOT internal')
    const tables = new Map<string, { period: Period; names: Partial<Record<Kind, string>> }>()
    for (const name of (await found.getColumns())[0] ?? []) {
      const [, kind, periodName = ''] = /^(raw|hourly|daily)_(\w+)_\d+$/.exec(name as string) ?? []
      const period = periodNamed(periodName)
      if (kind === undefined || period === undefined) continue
      const known = tables.get(periodName) ?? { period, names: {} }
      known.names[kind as Kind] = name as string
      tables.set(periodName, known)
    }
    this.#tables = new Map([...tables].sort(([, a], [, b]) => a.period.from - b.period.from))
  }

  /** Those of a kind that a range touches, the oldest first. */
  of(kind: Kind, range?: TimeRange): PeriodTable[] {
    return [...this.#tables.values()].flatMap(({ period, names }) => {
      const name = names[kind]
      return name === undefined || (range !== undefined && !overlaps(period, range)) ? [] : [{ name, period }]
    })
  }

  tableOf(kind: Kind, period: Period): string | undefined {
    return this.#tables.get(period.name)?.names[kind]
  }

  /** Names for the tables that replace those of a period. */
  next(period: Period): Readonly<Record<Kind, string>> {
    const names = Object.values(this.#tables.get(period.name)?.names ?? {})
    const last = Math.max(0, ...names.map((name) => Number(/\d+$/.exec(name)?.[0])))
    const named = (kind: Kind) => `${kind}_${period.name}_${last + 1}`
    return { raw: named('raw'), hourly: named('hourly'), daily: named('daily') }
  }

  /** Before this, values of a kind were given up, and what they came to may be there still. */
  givenUpBefore(kind: 'raw' | 'hourly'): Instant {
    const coarser = KINDS.slice(KINDS.indexOf(kind) + 1)
    const gone = [...this.#tables.values()].filter(
      ({ names }) => names[kind] === undefined && coarser.some((one) => names[one] !== undefined),
    )
    return Math.max(Number.NEGATIVE_INFINITY, ...gone.map(({ period }) => period.to))
  }
}

/** The beginning of the hour or day that a time lies in; also of times before 1970. */
export function startOf(time: string, length: DurationMs): string {
  return `(${time} - ((${time} % ${length} + ${length}) % ${length}))`
}

/** What the rows of `source` (a table, or a query in brackets) come to by datastream and hour. Each key once. */
export function rolledFrom(source: string, length: DurationMs): string {
  const usable = `FILTER (flag <> ${FAIL_CODE})`
  const of = (flag: Parameters<typeof flagCode>[0]) =>
    `(count(*) FILTER (flag = ${flagCode(flag)}))::INTEGER AS ${flag.replace('-', '_')}`
  return `
    SELECT datastream, start, min(value) ${usable} AS min, arg_min(after, value) ${usable} AS min_after,
      max(value) ${usable} AS max, arg_max(after, value) ${usable} AS max_after, sum(value) ${usable} AS sum,
      max(value) FILTER (flag <> ${FAIL_CODE} AND after = 0) AS mark, (count(*) ${usable})::INTEGER AS usable,
      ${of('good')}, ${of('not-evaluated')}, ${of('suspect')}, ${of('fail')}, ${of('missing')}
    FROM (
      SELECT datastream, value, flag, start, (phenomenon_time - start)::INTEGER AS after
      FROM (SELECT datastream, value, flag, phenomenon_time, ${startOf('phenomenon_time', length)} AS start FROM ${source})
    ) GROUP BY datastream, start`
}

/** What hours come to by day. */
export function daysFrom(source: string): string {
  const total = (column: string) => `sum(${column})::INTEGER AS ${column}`
  return `
    SELECT datastream, day AS start, min(min) AS min, arg_min(start - day + min_after, min)::INTEGER AS min_after,
      max(max) AS max, arg_max(start - day + max_after, max)::INTEGER AS max_after, sum(sum) AS sum,
      max(mark) FILTER (start = day) AS mark, ${['usable', 'good', 'not_evaluated', 'suspect', 'fail', 'missing'].map(total).join(', ')}
    FROM (SELECT *, ${startOf('start', DAY)} AS day FROM ${source}) GROUP BY datastream, day`
}

export function unionOf(selects: readonly string[]): string {
  return selects.join('\n UNION ALL ')
}
