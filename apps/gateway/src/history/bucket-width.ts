import type { DurationMs } from '@tocsin/core'
import type { TimeRange } from './history.ts'

/** Length of a bucket when a range is cut into at most `count` of them. Whole milliseconds, so that every store cuts alike. */
export function bucketWidth({ from, to }: TimeRange, count: number): DurationMs {
  return Math.max(1, Math.ceil((to - from) / count))
}
