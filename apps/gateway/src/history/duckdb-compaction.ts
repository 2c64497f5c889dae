import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY, type DurationMs, HOUR, type Instant } from '@tocsin/core'
import {
  daysFrom,
  type Kind,
  type PeriodTables,
  RAW_COLUMNS,
  ROLLED_COLUMNS,
  rolledFrom,
  unionOf,
} from './duckdb-tables.ts'
import type { Gate } from './gate.ts'
import type { TimeRange } from './history.ts'
import type { Keeping } from './keeping.ts'
import { type Period, periodOf } from './period.ts'

/** A day is taken for over so long after its end: most of what comes late has come by then. */
export const SETTLED_AFTER: DurationMs = HOUR
/** Sorted in one piece: some tens of megabytes, and well under a second. */
const SLICE_ROWS = 250_000
/** A month of so many rows is done again in a second or two: each day, if anything has come for it. */
const FEW_ROWS = 2_000_000
/** A larger one at once, if so much has come late. */
const MUCH_LATE = 0.01
/** Otherwise what is late waits for the day of the week on which large months are done again. It is read correctly meanwhile. */
const WEEKLY = 7
/** A box that has received nothing for longer cannot be sure of the date. */
const TRUSTED_FOR: DurationMs = 31 * DAY

export interface CompactionOptions {
  readonly connection: DuckDBConnection
  readonly tables: PeriodTables
  /** Reads pass it; tables are replaced when nobody is reading. */
  readonly gate: Gate
  readonly slow: () => Promise<void>
}

/** What one compaction did. */
export interface Compacted {
  readonly period: string
  /** Observations that were moved, and those that the period holds now; 0 where raw values have been given up. */
  readonly moved: number
  readonly rows: number
}

/** Up to here days are over. */
export function settledBefore(now: Instant): Instant {
  return Math.floor((now - SETTLED_AFTER) / DAY) * DAY
}

/**
 * Which periods are to be compacted. `doneAt` says up to where each was compacted last, as far as is known: so that what trickles in late
 * does not rewrite a month every time somebody looks.
 */
export async function duePeriods(
  connection: DuckDBConnection,
  tables: PeriodTables,
  now: Instant,
  doneAt: ReadonlyMap<string, Instant>,
): Promise<Period[]> {
  const before = settledBefore(now)
  const counts = await numbers(
    connection,
    `SELECT (phenomenon_time // ${DAY})::DOUBLE AS day, count(*)::DOUBLE FROM observation WHERE phenomenon_time < ${before} GROUP BY day`,
  )
  const waiting = new Map<string, { period: Period; rows: number }>()
  for (const [day = 0, rows = 0] of counts) {
    // Truncated, not floored: before 1970 it is one day off, and one period all the same.
    const period = periodOf(day * DAY)
    waiting.set(period.name, { period, rows: rows + (waiting.get(period.name)?.rows ?? 0) })
  }
  const current = periodOf(before - 1).name
  const due: Period[] = []
  for (const { period, rows } of waiting.values()) {
    const raw = tables.tableOf('raw', period)
    const held = raw === undefined ? 0 : await count(connection, raw)
    const isNew = raw === undefined && tables.tableOf('daily', period) === undefined
    const isItsDay = period.name === current || held <= FEW_ROWS || (before / DAY) % WEEKLY === 0
    const isMuch = rows >= FEW_ROWS * MUCH_LATE && rows >= held * MUCH_LATE
    if (isNew || isMuch || (isItsDay && doneAt.get(period.name) !== before)) due.push(period)
  }
  return due.sort((a, b) => a.from - b.from)
}

/**
 * Moves what `observation` holds of a period's days that are over into the period's tables: one row a key, sorted by datastream and time,
 * and what hours and days come to, all of it anew. One transaction: a crash at any moment leaves everything as it was before or after.
 * Doing it again with nothing new changes nothing.
 */
export async function compactPeriod(
  period: Period,
  before: Instant,
  options: CompactionOptions,
): Promise<Compacted> {
  const { connection, tables, gate } = options
  const range = { from: period.from, to: Math.min(period.to, before) }
  await connection.run('BEGIN')
  try {
    const givenUp =
      tables.tableOf('raw', period) === undefined && tables.tableOf('daily', period) !== undefined
    const made = givenUp ? await fill(period, range, options) : await rewrite(period, range, options)
    const moved = await changes(connection, `DELETE FROM observation WHERE ${within(range)}`)
    await gate.changing(async () => {
      for (const kind of Object.keys(made) as Kind[]) {
        const old = tables.tableOf(kind, period)
        if (old !== undefined) await connection.run(`DROP TABLE ${old}`)
      }
      await connection.run('COMMIT')
      await tables.load(connection)
    })
    return {
      period: period.name,
      moved,
      rows: made.raw === undefined ? 0 : await count(connection, made.raw),
    }
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {})
    throw error
  }
}

/** The tables that are new, by kind. */
type Made = Partial<Record<Kind, string>>

async function rewrite(period: Period, range: TimeRange, options: CompactionOptions): Promise<Made> {
  const { connection, tables, slow } = options
  const old = tables.tableOf('raw', period)
  const { raw, hourly, daily } = tables.next(period)
  await connection.run(
    `CREATE TABLE ${raw} (${RAW_COLUMNS}); CREATE TABLE ${hourly} (${ROLLED_COLUMNS}); CREATE TABLE ${daily} (${ROLLED_COLUMNS})`,
  )
  const sizes = await numbers(
    connection,
    `SELECT datastream::DOUBLE, count(*)::DOUBLE FROM (
       SELECT datastream FROM observation WHERE ${within(range)} ${old === undefined ? '' : `UNION ALL SELECT datastream FROM ${old}`}
     ) GROUP BY datastream ORDER BY datastream`,
  )
  for (const { first, last } of slicesOf(sizes)) {
    const some = `datastream BETWEEN ${first} AND ${last}`
    const settled = `UNION ALL SELECT * FROM ${old} ANTI JOIN fresh USING (datastream, phenomenon_time) WHERE ${some}`
    await connection.run(
      `INSERT INTO ${raw} WITH fresh AS MATERIALIZED (${newest(`${some} AND ${within(range)}`)})
       SELECT * FROM (SELECT * FROM fresh ${old === undefined ? '' : settled}) ORDER BY datastream, phenomenon_time`,
    )
    await slow()
    await connection.run(
      `INSERT INTO ${hourly} ${rolledFrom(`(SELECT * FROM ${raw} WHERE ${some})`, HOUR)} ORDER BY datastream, start`,
    )
    await slow()
  }
  await connection.run(`INSERT INTO ${daily} ${daysFrom(hourly)} ORDER BY datastream, start`)
  return { raw, hourly, daily }
}

/**
 * Raw values of the period have been given up: what comes now cannot be put beside those that are no more. It fills hours, or days, of
 * which nothing is known, and is given up where something is. So that the same comes to the same however often it is brought.
 */
async function fill(
  period: Period,
  range: TimeRange,
  { connection, tables }: CompactionOptions,
): Promise<Made> {
  const names = tables.next(period)
  const old = { hourly: tables.tableOf('hourly', period), daily: tables.tableOf('daily', period) as string }
  const hours = rolledFrom(`(${newest(within(range))})`, HOUR)
  if (old.hourly === undefined) {
    await connection.run(
      `CREATE TABLE ${names.daily} AS SELECT * FROM (
         SELECT * FROM ${old.daily} UNION ALL SELECT * FROM (${daysFrom(`(${hours})`)}) ANTI JOIN ${old.daily} USING (datastream, start)
       ) ORDER BY datastream, start`,
    )
    return { daily: names.daily }
  }
  await connection.run(
    `CREATE TABLE ${names.hourly} AS SELECT * FROM (
       SELECT * FROM ${old.hourly} UNION ALL SELECT * FROM (${hours}) ANTI JOIN ${old.hourly} USING (datastream, start)
     ) ORDER BY datastream, start`,
  )
  await connection.run(
    `CREATE TABLE ${names.daily} AS SELECT * FROM (${daysFrom(names.hourly)}) ORDER BY datastream, start`,
  )
  return { hourly: names.hourly, daily: names.daily }
}

/**
 * Gives up what is older than it is to be kept: of each kind the oldest period, and no more at a time. A clock that is wrong must not cost years, so
 * age counts from what was received last, where that is long ago. Answers the names of the tables that are no more.
 */
export async function giveUp(keeping: Keeping, now: Instant, options: CompactionOptions): Promise<string[]> {
  const { connection, tables, gate } = options
  const oldest = (at: Instant) =>
    (Object.keys(keeping) as Kind[]).flatMap((kind) => {
      const kept = keeping[kind]
      const old = tables.of(kind).find(({ period }) => kept !== undefined && period.to <= at - kept)
      return old ?? []
    })
  if (oldest(now).length === 0) return []
  const old = oldest(Math.min(now, (await lastReceived(connection, tables)) + TRUSTED_FOR))
  if (old.length === 0) return []
  await gate.changing(async () => {
    await connection.run('BEGIN')
    try {
      for (const { name } of old) await connection.run(`DROP TABLE ${name}`)
      await connection.run('COMMIT')
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {})
      throw error
    }
    await tables.load(connection)
  })
  return old.map(({ name }) => name)
}

/** When the newest of what is here came. */
async function lastReceived(connection: DuckDBConnection, tables: PeriodTables): Promise<Instant> {
  const selects = tables
    .of('raw')
    .slice(-2)
    .map(({ name }) => `SELECT max(phenomenon_time + delay) AS received FROM ${name}`)
  const [[at] = []] = await numbers(
    connection,
    `SELECT max(received)::DOUBLE FROM (${unionOf(['SELECT max(received_at) AS received FROM observation', ...selects])})`,
  )
  return at ?? Number.NEGATIVE_INFINITY
}

/** One row a key, that with the greatest position. */
function newest(where: string): string {
  return `
    SELECT datastream, phenomenon_time, arg_max(received_at, position) - phenomenon_time AS delay, arg_max(value, position) AS value,
      arg_max(flag, position) AS flag, arg_max(checks, position) AS checks
    FROM observation WHERE ${where} GROUP BY datastream, phenomenon_time`
}

function within({ from, to }: TimeRange): string {
  return `phenomenon_time >= ${from} AND phenomenon_time < ${to}`
}

/** Neighbouring datastreams together make a slice. */
function slicesOf(sizes: readonly (readonly number[])[]): { first: number; last: number }[] {
  const slices: { first: number; last: number; rows: number }[] = []
  for (const [datastream = 0, rows = 0] of sizes) {
    const open = slices.at(-1)
    if (open !== undefined && open.rows + rows <= SLICE_ROWS) {
      open.last = datastream
      open.rows += rows
    } else slices.push({ first: datastream, last: datastream, rows })
  }
  return slices
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  return (await (await connection.run(sql)).getRows()) as number[][]
}

async function count(connection: DuckDBConnection, table: string): Promise<number> {
  const [[rows = 0] = []] = await numbers(connection, `SELECT count(*)::DOUBLE FROM ${table}`)
  return rows
}

async function changes(connection: DuckDBConnection, sql: string): Promise<number> {
  return (await connection.run(sql)).rowsChanged
}
