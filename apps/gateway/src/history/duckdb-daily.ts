import { type DuckDBConnection, INTEGER, LIST, listValue } from '@duckdb/node-api'
import { DAY, HOUR, type Instant } from '@tocsin/core'
import { columns } from './duckdb-reads.ts'
import { LENGTH, type PeriodTables, type Rolled, rolledFrom, startOf, unionOf } from './duckdb-tables.ts'
import { overlaps } from './period.ts'

/**
 * What days of many datastreams come to. Row `n` is of datastream number `datastreams[n]` of those asked for and of day `days[n]`; sorted so.
 * Days without usable values have no row.
 */
export interface Dailies {
  readonly datastreams: readonly number[]
  readonly days: readonly number[]
  readonly mins: readonly (number | null)[]
  readonly minTimes: readonly (Instant | null)[]
  readonly maxes: readonly (number | null)[]
  readonly maxTimes: readonly (Instant | null)[]
  /** Of all values from the beginning of the day up to its end. */
  readonly totals: readonly number[]
  /** After its beginning up to and with its end: amounts are stamped with the end of what they are of. */
  readonly amounts: readonly number[]
  readonly counts: readonly number[]
  readonly amountCounts: readonly number[]
}

/**
 * Puts days together from hours, and from raw values what has come since those were rolled up. Where days begin at 00:00 UTC, from days.
 * @param ids numbers in the file
 * @param bounds the beginnings of the days, and the end of the last; on whole hours
 */
export async function readDailies(
  connection: DuckDBConnection,
  tables: PeriodTables,
  ids: readonly number[],
  bounds: readonly Instant[],
): Promise<Dailies> {
  const [from = 0, to = 0] = [bounds[0], bounds.at(-1)]
  const rolled: Rolled = bounds.every((bound) => bound % DAY === 0) ? 'daily' : 'hourly'
  const length = LENGTH[rolled]
  const since = Math.max(from, tables.givenUpBefore('raw'))
  // With the moment at the end: an amount that is stamped with it belongs to the last day.
  const range = { from: since, to: to + 1 }
  const numbers = await lateIn(connection, tables, rolled, range)
  const raw = numbers.map(
    ({ name, least, most }) => `
      SELECT datastream, phenomenon_time, value, flag FROM (
        SELECT datastream, phenomenon_time, value, flag, ${startOf('phenomenon_time', length)} AS start FROM ${name}
        WHERE phenomenon_time >= ${startFor(least, length)} AND phenomenon_time < ${startFor(most, length) + length}
      ) SEMI JOIN open USING (datastream, start) ANTI JOIN newest USING (datastream, phenomenon_time)`,
  )
  const kept = tables.of(rolled, range.from === from ? range : { from, to: to + 1 }).map(
    ({ name }) => `
      SELECT * FROM ${name} SEMI JOIN wanted USING (datastream) ANTI JOIN open USING (datastream, start)
      WHERE start >= ${from} AND start <= ${to}`,
  )
  const day = dayOf(bounds)
  const sql = `
    WITH wanted AS (SELECT unnest($ids) AS datastream, generate_subscripts($ids, 1) - 1 AS number),
    newest AS MATERIALIZED (
      SELECT datastream, phenomenon_time, arg_max(value, position) AS value, arg_max(flag, position) AS flag
      FROM observation SEMI JOIN wanted USING (datastream)
      WHERE phenomenon_time >= ${range.from} AND phenomenon_time < ${range.to} GROUP BY datastream, phenomenon_time
    ),
    open AS MATERIALIZED (SELECT DISTINCT datastream, ${startOf('phenomenon_time', length)} AS start FROM newest),
    grain AS (
      ${unionOf([...kept, rolledFrom(`(${unionOf(['SELECT datastream, phenomenon_time, value, flag FROM newest', ...raw])})`, length)])}
    ),
    part AS (
      SELECT datastream, ${day('start')} AS day, min, start + min_after AS min_at, max, start + max_after AS max_at, sum AS total,
        sum - coalesce(mark, 0) AS amount, usable, usable - if(mark IS NULL, 0, 1) AS amounts
      FROM grain WHERE start < ${to} AND usable > 0
      UNION ALL
      SELECT datastream, ${day('(start - 1)')} AS day, NULL, NULL, NULL, NULL, 0, mark, 0, 1 FROM grain WHERE start > ${from} AND mark IS NOT NULL
    )
    SELECT number::DOUBLE, day::DOUBLE, min(min), arg_min(min_at, min)::DOUBLE, max(max), arg_max(max_at, max)::DOUBLE, sum(total),
      sum(amount), sum(usable)::DOUBLE, sum(amounts)::DOUBLE
    FROM part JOIN wanted USING (datastream) GROUP BY number, day ORDER BY number, day`
  const result = await connection.run(sql, { ids: listValue([...ids]) }, { ids: LIST(INTEGER) })
  const [datastreams, days, mins, minTimes, maxes, maxTimes, totals, amounts, counts, amountCounts] =
    await columns<number[][]>(result)
  return {
    datastreams,
    days,
    mins,
    minTimes,
    maxes,
    maxTimes,
    totals,
    amounts,
    counts,
    amountCounts,
  } as Dailies
}

/** Where something has come for hours that were rolled up before, and between which times: only there raw values have to be looked at. */
async function lateIn(
  connection: DuckDBConnection,
  tables: PeriodTables,
  rolled: Rolled,
  range: { from: Instant; to: Instant },
): Promise<{ name: string; least: Instant; most: Instant }[]> {
  const found: { name: string; least: Instant; most: Instant }[] = []
  for (const { name: hours, period } of tables.of(rolled, range)) {
    const name = tables.tableOf('raw', period)
    if (name === undefined || !overlaps(period, range)) continue
    const [least = [], most = []] = await columns<(number | null)[][]>(
      await connection.run(
        `SELECT min(phenomenon_time)::DOUBLE, max(phenomenon_time)::DOUBLE FROM observation
         WHERE phenomenon_time >= ${Math.max(range.from, period.from)} AND phenomenon_time < ${Math.min(range.to, period.to)}
           AND phenomenon_time < (SELECT coalesce(max(start), 0) FROM ${hours}) + ${LENGTH[rolled]}`,
      ),
    )
    const [first, last] = [least[0], most[0]]
    if (typeof first === 'number' && typeof last === 'number') found.push({ name, least: first, most: last })
  }
  return found
}

function startFor(time: Instant, length: number): Instant {
  return Math.floor(time / length) * length
}

/** The number of the day that a time lies in. Days are 24 hours long but for those on which clocks change. */
function dayOf(bounds: readonly Instant[]): (time: string) => string {
  const pieces: { from: Instant; to: Instant; first: number }[] = []
  for (const [index, from] of bounds.slice(0, -1).entries()) {
    const to = bounds[index + 1] as Instant
    const open = pieces.at(-1)
    if (open !== undefined && to - from === DAY && (open.to - open.from) % DAY === 0) open.to = to
    else pieces.push({ from, to, first: index })
  }
  const within = (time: string, { from, first }: { from: Instant; first: number }) =>
    `${first} + (${time} - ${from}) // ${DAY + HOUR}`
  return (time) => {
    const cases = pieces.map((piece) => {
      const number =
        (piece.to - piece.from) % DAY === 0
          ? `${piece.first} + (${time} - ${piece.from}) // ${DAY}`
          : within(time, piece)
      return `WHEN ${time} < ${piece.to} THEN ${number}`
    })
    return `(CASE ${cases.join(' ')} END)`
  }
}
