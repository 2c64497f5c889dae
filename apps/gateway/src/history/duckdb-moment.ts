import { type DuckDBConnection, INTEGER, LIST, listValue } from '@duckdb/node-api'
import { type DatastreamId, HOUR } from '@tocsin/core'
import { columns } from './duckdb-reads.ts'
import { type PeriodTables, unionOf } from './duckdb-tables.ts'
import type { LatestAt, SumAt, TimeRange } from './history.ts'
import { FAIL_CODE, flagOf } from './stored-codes.ts'

/** Knows the datastreams of the file by their numbers. */
export type NameOf = (id: number) => DatastreamId | undefined

/** Added up piece by piece: a key for every observation of three days of a county would not fit the memory that is given. */
const PIECE = 6 * HOUR

/** The newest observation of every datastream in a range, of what has been shipped. To be called within a transaction. */
export async function readLatest(
  connection: DuckDBConnection,
  tables: PeriodTables,
  nameOf: NameOf,
  range: TimeRange,
): Promise<[DatastreamId, LatestAt][]> {
  // The later in the world wins, and of corrections of it the last.
  const newest = '(phenomenon_time, position)'
  const [ids, times, values, flags] = await columns<[number[], number[], number[], number[]]>(
    await connection.run(`
      SELECT datastream, arg_max(phenomenon_time, ${newest})::DOUBLE, arg_max(value, ${newest}), arg_max(flag, ${newest})
      FROM (${rawIn(tables, range)}) GROUP BY datastream`),
  )
  return ids.flatMap((id, row): [DatastreamId, LatestAt][] => {
    const name = nameOf(id)
    if (name === undefined) return []
    const flag = flagOf(flags[row] as number)
    return [[name, { phenomenonTime: times[row] as number, value: values[row] as number, flag }]]
  })
}

/** What the datastreams' values add up to in a range, `fail` left out, of what has been shipped. To be called within a transaction. */
export async function readSums(
  connection: DuckDBConnection,
  tables: PeriodTables,
  nameOf: NameOf,
  ids: readonly number[],
  { from, to }: TimeRange,
): Promise<[DatastreamId, SumAt][]> {
  const sums = new Map<DatastreamId, { mm: number; count: number }>()
  for (let start = from; start < to && ids.length > 0; start += PIECE) {
    const piece = { from: start, to: Math.min(start + PIECE, to) }
    const [found, totals, counts] = await columns<[number[], number[], number[]]>(
      await connection.run(
        `WITH current AS (
           SELECT datastream, phenomenon_time, arg_max(value, position) AS value, arg_max(flag, position) AS flag
           FROM (${rawIn(tables, piece)}) WHERE datastream IN (SELECT unnest($datastreams)) GROUP BY datastream, phenomenon_time)
         SELECT datastream, sum(value), count(*)::DOUBLE FROM current WHERE flag <> ${FAIL_CODE} GROUP BY datastream`,
        { datastreams: listValue([...ids]) },
        { datastreams: LIST(INTEGER) },
      ),
    )
    for (const [row, id] of found.entries()) {
      const name = nameOf(id)
      if (name === undefined) continue
      const sum = sums.get(name) ?? { mm: 0, count: 0 }
      sum.mm += totals[row] as number
      sum.count += counts[row] as number
      sums.set(name, sum)
    }
  }
  return [...sums]
}

/** All raw values in a range. What was compacted has no position any more: whatever came after that wins. */
function rawIn(tables: PeriodTables, range: TimeRange): string {
  const [from, to] = [Math.trunc(range.from), Math.trunc(range.to)]
  const within = `WHERE phenomenon_time >= ${from} AND phenomenon_time < ${to}`
  return unionOf([
    `SELECT datastream, phenomenon_time, value, flag, position FROM observation ${within}`,
    ...tables
      .of('raw', range)
      .map(
        ({ name }) => `SELECT datastream, phenomenon_time, value, flag, -1::BIGINT FROM ${name} ${within}`,
      ),
  ])
}
