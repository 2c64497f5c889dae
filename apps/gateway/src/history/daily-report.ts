import type { DailyDatastream, DailyReport } from '@tocsin/contract'
import type { DatastreamId, Instant } from '@tocsin/core'
import type { Dailies } from './duckdb-daily.ts'

export interface DailyWanted {
  readonly datastream: DatastreamId
  /** Values add up: rain that fell since the report before. */
  readonly isAmount: boolean
}

/** Columns by datastream of what was read by row: small, and as a table shows it. */
export function dailyReport(
  wanted: readonly DailyWanted[],
  bounds: readonly Instant[],
  dailies: Dailies,
): DailyReport {
  const days = bounds.length - 1
  const empty = () => Array.from({ length: days }, () => null)
  const datastreams = wanted.map(
    ({ datastream, isAmount }): DailyDatastream => ({
      datastream,
      count: Array.from({ length: days }, () => 0),
      ...(isAmount
        ? { sum: empty() }
        : { min: empty(), minAt: empty(), max: empty(), maxAt: empty(), mean: empty() }),
    }),
  )
  for (const [row, number] of dailies.datastreams.entries()) {
    const day = dailies.days[row] as number
    const one = datastreams[number] as DailyDatastream
    const count = (one.sum === undefined ? dailies.counts : dailies.amountCounts)[row] as number
    one.count[day] = count
    if (count === 0) continue
    if (one.sum !== undefined) one.sum[day] = dailies.amounts[row] as number
    if (one.mean === undefined) continue
    one.mean[day] = (dailies.totals[row] as number) / count
    if (one.min) one.min[day] = dailies.mins[row] ?? null
    if (one.minAt) one.minAt[day] = dailies.minTimes[row] ?? null
    if (one.max) one.max[day] = dailies.maxes[row] ?? null
    if (one.maxAt) one.maxAt[day] = dailies.maxTimes[row] ?? null
  }
  return { days: [...bounds], datastreams }
}
