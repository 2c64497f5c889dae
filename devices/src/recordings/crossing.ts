import type { Instant } from '@tocsin/core'
import type { RecordedSeries } from './recording.ts'

/**
 * When a level, interpolated between its readings, first reaches `threshold` from below at or after `from`. Throws when it
 * never does.
 */
export function crossing(series: RecordedSeries, threshold: number, from: Instant): Instant {
  for (const [index, [time, value]] of series.points.entries()) {
    const [timeBefore, before] = series.points[index - 1] ?? []
    if (time < from || value === null || typeof before !== 'number' || timeBefore === undefined) continue
    if (before < threshold && value >= threshold) {
      return Math.round(timeBefore + ((threshold - before) / (value - before)) * (time - timeBefore))
    }
  }
  throw new Error(
    `"${series.name}" never rises through ${threshold} ${series.unit} after ${new Date(from).toISOString()}`,
  )
}
