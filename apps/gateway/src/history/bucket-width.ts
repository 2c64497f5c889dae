import { DAY, type DurationMs, HOUR, type Instant } from '@tocsin/core'
import type { TimeRange } from './history.ts'

/** How a range is cut: bucket n reaches from `start + n * width`, and the first and the last no further than the range. */
export interface Cut {
  readonly start: Instant
  readonly width: DurationMs
}

/** From this width on buckets are cut at whole hours, of which at most a fifth more is then in one. */
export const WHOLE_HOURS_FROM: DurationMs = 4 * HOUR
/** From this width on at the beginnings of days (UTC). */
export const WHOLE_DAYS_FROM: DurationMs = 4 * DAY

/**
 * Cuts a range into at most `count` buckets of equal length, in whole milliseconds, so that every store cuts alike. Long buckets are cut at
 * whole hours or days, so that they can be put together from what is rolled up.
 * @param least the shortest there may be, an hour or a day: where nothing finer is kept
 */
export function bucketCut({ from, to }: TimeRange, count: number, least: 0 | typeof HOUR = 0): Cut {
  const width = Math.max(1, Math.ceil((to - from) / count))
  const grain = width >= WHOLE_DAYS_FROM || least >= DAY ? DAY : width >= WHOLE_HOURS_FROM ? HOUR : least
  if (grain === 0) return { start: from, width }
  const start = Math.floor(from / grain) * grain
  return { start, width: Math.max(grain, Math.ceil((to - start) / count / grain) * grain) }
}
