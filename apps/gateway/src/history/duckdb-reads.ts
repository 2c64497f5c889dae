import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  UTINYINT,
} from '@duckdb/node-api'
import type { Bucket, FlaggedSpan } from '@tocsin/contract'
import type { DurationMs, Instant } from '@tocsin/core'
import { bucketCut, type Cut, WHOLE_DAYS_FROM, WHOLE_HOURS_FROM } from './bucket-width.ts'
import { withoutCorrectedInEntry } from './current-observations.ts'
import { LENGTH, type PeriodTables, type Rolled, startOf, unionOf } from './duckdb-tables.ts'
import type { PositionedObservation, StoredObservation, TimeRange } from './history.ts'
import { overlaps } from './period.ts'
import { checkBits, checksOf, FAIL_CODE, flagCode, flagOf, SUSPECT_CODE } from './stored-codes.ts'

/** One datastream over a range, by its number in the file, with what was not shipped yet. */
export interface Wanted {
  readonly datastream: number
  readonly range: TimeRange
  readonly unshipped: readonly PositionedObservation[]
}

/** With so many hours (or days) to be put together anew, adding up all raw values is no slower. */
const MOST_OPEN = 500

/** Its observations, the oldest first. */
export async function readObservations(
  connection: DuckDBConnection,
  tables: PeriodTables,
  wanted: Wanted,
  limit: number,
): Promise<StoredObservation[]> {
  const [times, received, values, flags, checks] = await run<
    [number[], number[], number[], number[], number[]]
  >(
    connection,
    `${current(wanted, rawOf(wanted, tables))}
     SELECT phenomenon_time::DOUBLE, received_at::DOUBLE, value, flag, checks FROM current ORDER BY phenomenon_time LIMIT ${limit}`,
    wanted,
  )
  return times.map((phenomenonTime, row) => ({
    phenomenonTime,
    receivedAt: received[row] as number,
    value: values[row] as number,
    flag: flagOf(flags[row] as number),
    checks: checksOf(checks[row] as number),
  }))
}

/**
 * Its buckets. Long ones are put together from hours or days; of those that something has come for since they were rolled up, or that lie
 * across the ends of the range, from raw values. To be called within a transaction: it reads twice.
 */
export async function readBuckets(
  connection: DuckDBConnection,
  tables: PeriodTables,
  wanted: Wanted,
  count: number,
): Promise<Bucket[]> {
  const { range } = wanted
  const [rawGone, hourlyGone] = [tables.givenUpBefore('raw'), tables.givenUpBefore('hourly')]
  const grain: Rolled | undefined =
    range.from < hourlyGone ? 'daily' : range.from < rawGone ? 'hourly' : undefined
  const cut = bucketCut(range, count, grain === undefined ? 0 : LENGTH[grain])
  const rolled =
    grain ?? (cut.width >= WHOLE_DAYS_FROM ? 'daily' : cut.width >= WHOLE_HOURS_FROM ? 'hourly' : undefined)
  const gone = rolled === 'daily' ? Math.max(rawGone, hourlyGone) : rawGone
  if (rolled !== undefined && tables.of(rolled, range).length > 0) {
    const open = await openStarts(connection, wanted, LENGTH[rolled], gone)
    if (open.length <= MOST_OPEN || range.from < gone) {
      return bucketsOf(
        await run(connection, rolledBuckets(tables, wanted, cut, rolled, open, gone), wanted),
        range,
        cut,
      )
    }
  }
  const sql = `${current(wanted, rawOf(wanted, tables))}
    SELECT ((phenomenon_time - ${cut.start}) // ${cut.width})::DOUBLE AS bucket, min(value), max(value), sum(value), count(*)::DOUBLE
    FROM current WHERE flag <> ${FAIL_CODE} GROUP BY bucket ORDER BY bucket`
  return bucketsOf(await run(connection, sql, wanted), range, cut)
}

/**
 * Stretches as wide as its buckets that hold suspect, impossible or late observations, from raw values: where these are given up nothing is
 * known of it.
 */
export async function readFlagged(
  connection: DuckDBConnection,
  tables: PeriodTables,
  wanted: Wanted,
  count: number,
  latenessMs: DurationMs,
): Promise<FlaggedSpan[]> {
  const { range } = wanted
  const { start, width } = bucketCut(range, count, 0)
  const late = `received_at - phenomenon_time > ${latenessMs}`
  const [indexes, suspects, fails, lates] = await run<[number[], number[], number[], number[]]>(
    connection,
    `${current(wanted, rawOf(wanted, tables))}
     SELECT ((phenomenon_time - ${start}) // ${width})::DOUBLE AS bucket,
       (count(*) FILTER (flag = ${SUSPECT_CODE}))::DOUBLE,
       (count(*) FILTER (flag = ${FAIL_CODE}))::DOUBLE,
       (count(*) FILTER (${late}))::DOUBLE
     FROM current WHERE flag IN (${SUSPECT_CODE}, ${FAIL_CODE}) OR ${late} GROUP BY bucket ORDER BY bucket`,
    wanted,
  )
  return indexes.map((index, row) => ({
    from: Math.max(start + index * width, range.from),
    to: Math.min(start + (index + 1) * width, range.to),
    suspect: suspects[row] as number,
    fail: fails[row] as number,
    late: lates[row] as number,
  }))
}

/** Beginnings of those hours or days that have to be put together from raw values; where these are given up there are none. */
async function openStarts(
  connection: DuckDBConnection,
  wanted: Wanted,
  length: number,
  gone: Instant,
): Promise<Instant[]> {
  const { range } = wanted
  const [late] = await run<[number[]]>(
    connection,
    `WITH late AS (${uncompacted(wanted)}) SELECT DISTINCT ${startOf('phenomenon_time', length)}::DOUBLE FROM late`,
    wanted,
  )
  const starts = new Set(late)
  for (const end of [range.from, range.to]) {
    if (end % length !== 0) starts.add(Math.floor(end / length) * length)
  }
  return [...starts].filter((start) => start >= gone).sort((a, b) => a - b)
}

function rolledBuckets(
  tables: PeriodTables,
  wanted: Wanted,
  { start, width }: Cut,
  rolled: Rolled,
  open: readonly Instant[],
  gone: Instant,
): string {
  const { datastream, range } = wanted
  const length = LENGTH[rolled]
  const list = open.join(', ')
  const closed = open.length === 0 ? '' : `AND start NOT IN (${list})`
  const first = Math.floor(range.from / length) * length
  const kept = tables.of(rolled, { from: first, to: range.to }).map(
    ({ name }) => `
      SELECT start, min, max, sum, usable FROM ${name}
      WHERE datastream = ${datastream} AND start >= ${first} AND start < ${range.to} AND usable > 0 ${closed}`,
  )
  // Of raw values only what lies in the open hours is looked at.
  const raw = tables.of('raw', range).flatMap(({ name, period }) => {
    const inside = open.filter((one) => overlaps({ from: one, to: one + length }, period))
    const [least, most] = [inside[0], inside.at(-1)]
    if (least === undefined || most === undefined) return []
    const part = { from: Math.max(least, range.from), to: Math.min(most + length, range.to) }
    return [
      settled(name, datastream, part, `AND ${startOf('phenomenon_time', length)} IN (${inside.join(', ')})`),
    ]
  })
  // What is late for hours whose raw values are given up counts only where nothing is known of the hour.
  const known = `phenomenon_time < ${gone} AND ${startOf('phenomenon_time', length)} IN (SELECT start FROM rolled)`
  return `${current(wanted, raw)},
    rolled AS (${kept.length === 0 ? 'SELECT NULL::BIGINT AS start, NULL::DOUBLE AS min, NULL::DOUBLE AS max, NULL::DOUBLE AS sum, 0 AS usable WHERE false' : unionOf(kept)})
    SELECT bucket::DOUBLE, min(min), max(max), sum(sum), sum(usable)::DOUBLE FROM (
      SELECT (start - ${start}) // ${width} AS bucket, min(min) AS min, max(max) AS max, sum(sum) AS sum, sum(usable) AS usable
      FROM rolled GROUP BY bucket
      UNION ALL
      SELECT (phenomenon_time - ${start}) // ${width} AS bucket, min(value), max(value), sum(value), count(*)
      FROM current WHERE flag <> ${FAIL_CODE} ${gone === Number.NEGATIVE_INFINITY ? '' : `AND NOT (${known})`} GROUP BY bucket
    ) GROUP BY bucket ORDER BY bucket`
}

function bucketsOf(
  [indexes, mins, maxes, sums, counts]: [number[], number[], number[], number[], number[]],
  range: TimeRange,
  { start, width }: Cut,
): Bucket[] {
  return indexes.map((index, row) => ({
    from: Math.max(start + index * width, range.from),
    to: Math.min(start + (index + 1) * width, range.to),
    min: mins[row] as number,
    mean: (sums[row] as number) / (counts[row] as number),
    max: maxes[row] as number,
    count: counts[row] as number,
    sum: sums[row] as number,
  }))
}

function rawOf({ datastream, range }: Wanted, tables: PeriodTables): string[] {
  return tables.of('raw', range).map(({ name }) => settled(name, datastream, range))
}

function settled(table: string, datastream: number, range: TimeRange, more = ''): string {
  return `
    SELECT phenomenon_time, phenomenon_time + delay AS received_at, value, flag, checks FROM ${table}
    WHERE datastream = ${datastream} AND ${within(range)} ${more}`
}

function uncompacted({ datastream, range, unshipped }: Wanted): string {
  const shipped = `
    SELECT phenomenon_time, received_at, value, flag, checks, position FROM observation
    WHERE datastream = ${datastream} AND ${within(range)}`
  if (unshipped.length === 0) return shipped
  return `${shipped}
    UNION ALL SELECT unnest($times), unnest($received), unnest($values), unnest($flags), unnest($checks), unnest($positions)`
}

/** One row per key: of those not compacted yet the one with the greatest position, and where there is none the compacted one. */
function current(wanted: Wanted, raw: readonly string[]): string {
  const compacted = `UNION ALL SELECT * FROM (${unionOf(raw)}) ANTI JOIN newest USING (phenomenon_time)`
  return `
    WITH late AS (${uncompacted(wanted)}),
    newest AS (
      SELECT phenomenon_time,
        arg_max(received_at, position) AS received_at,
        arg_max(value, position) AS value,
        arg_max(flag, position) AS flag,
        arg_max(checks, position) AS checks
      FROM late GROUP BY phenomenon_time
    ),
    current AS (SELECT * FROM newest ${raw.length === 0 ? '' : compacted})`
}

function within({ from, to }: TimeRange): string {
  return `phenomenon_time >= ${from} AND phenomenon_time < ${to}`
}

async function run<T extends readonly unknown[][]>(
  connection: DuckDBConnection,
  sql: string,
  { unshipped }: Wanted,
): Promise<T> {
  if (unshipped.length === 0) return columns(await connection.run(sql))
  const [values, types] = bound(withoutCorrectedInEntry(unshipped))
  return columns(await connection.run(sql, values, types))
}

function bound(
  unshipped: readonly PositionedObservation[],
): [Record<string, DuckDBValue>, Record<string, DuckDBType>] {
  const values: Record<string, DuckDBValue> = {}
  const types: Record<string, DuckDBType> = {}
  const bind = (name: string, type: DuckDBType, of: (observation: PositionedObservation) => DuckDBValue) => {
    values[name] = listValue(unshipped.map(of))
    types[name] = LIST(type)
  }
  bind('times', BIGINT, (observation) => BigInt(observation.phenomenonTime))
  bind('received', BIGINT, (observation) => BigInt(observation.receivedAt))
  bind('values', DOUBLE, (observation) => observation.value)
  bind('flags', UTINYINT, (observation) => flagCode(observation.flag))
  bind('checks', INTEGER, (observation) => checkBits(observation.checks))
  bind('positions', BIGINT, (observation) => BigInt(observation.position))
  return [values, types]
}

/** The columns of a result, typed by the one who wrote the query; empty ones for a result without rows. */
export async function columns<T extends readonly unknown[][]>(result: DuckDBMaterializedResult): Promise<T> {
  const read = await result.getColumns()
  return Array.from({ length: result.columnCount }, (_, index) => read[index] ?? []) as unknown as T
}
