import { DAY, type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'

/** The ranges one click away. */
export const PRESETS = ['1h', '6h', '24h', '3d', '7d', '30d'] as const
export type Preset = (typeof PRESETS)[number]

export const PRESET_MS: Record<Preset, DurationMs> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '3d': 3 * DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
}

/** What a chart shows: the time up to now, moving on, or a stretch that stands still. */
export type Range =
  | { readonly kind: 'follow'; readonly length: DurationMs }
  | { readonly kind: 'fixed'; readonly from: Instant; readonly to: Instant }

/** Zooming further in shows nothing, and an axis of milliseconds has hung chart libraries before. */
export const SHORTEST_RANGE: DurationMs = MINUTE

/** Up to this many observations are read one by one; longer stretches in buckets. */
const MOST_RAW = 2200
/** Buckets of a line: with a low and a high each they are as good as every point at the widths charts have. */
const LINE_BUCKETS = 600

/** How a stretch of history is read: what in buckets, what one by one. */
export interface Reading {
  readonly from: Instant
  readonly rawFrom: Instant
  readonly to: Instant
  readonly buckets: number
}

/** How to read a line: one by one while that is little, else buckets with the newest part one by one, to be joined with the live values. */
export function lineReading(range: Range, intervalMs: DurationMs, now: Instant): Reading {
  const from = range.kind === 'follow' ? now - range.length : range.from
  const to = range.kind === 'follow' ? now : Math.min(range.to, now)
  if (to - from <= MOST_RAW * intervalMs) return { from, rawFrom: from, to, buckets: 0 }
  const rawFrom = range.kind === 'follow' ? to - Math.max(10 * intervalMs, 10 * MINUTE) : to
  return { from, rawFrom, to, buckets: LINE_BUCKETS }
}

const BAR_WIDTHS: readonly DurationMs[] = [
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
]
const MOST_BARS = 62

/** The width of a bar of rain: round, at least the interval, and few enough to be told apart. */
export function barWidth(length: DurationMs, intervalMs: DurationMs): DurationMs {
  return BAR_WIDTHS.find((width) => width >= intervalMs && length / width <= MOST_BARS) ?? DAY
}

/** Start of the bar that a report at `time` belongs to. Rain reported at 14:00 fell before 14:00: (13:00, 14:00]. */
export function barStart(time: Instant, width: DurationMs, zoneOffset: DurationMs): Instant {
  return Math.ceil((time + zoneOffset) / width) * width - width - zoneOffset
}

/** How to read rain: whole bars in buckets of exactly their width, the newest one report by report. */
export function barReading(range: Range, width: DurationMs, zoneOffset: DurationMs, now: Instant): Reading {
  const start = range.kind === 'follow' ? now - range.length : range.from
  const to = range.kind === 'follow' ? now : Math.min(range.to, now)
  // One millisecond on: buckets are [from, to), bars are (from, to].
  const from = barStart(start, width, zoneOffset) + 1
  const rawFrom = Math.max(from, barStart(to, width, zoneOffset) + 1)
  return { from, rawFrom, to, buckets: Math.round((rawFrom - from) / width) }
}

export interface Bar {
  readonly from: Instant
  readonly to: Instant
  readonly sum: number
}

/** Points of rain put together to bars. */
export function bars(
  points: readonly { readonly time: Instant; readonly value: number }[],
  width: DurationMs,
  zoneOffset: DurationMs,
): Bar[] {
  const sums = new Map<Instant, number>()
  for (const { time, value } of points) {
    const start = barStart(time, width, zoneOffset)
    sums.set(start, (sums.get(start) ?? 0) + value)
  }
  return [...sums].sort(([a], [b]) => a - b).map(([from, sum]) => ({ from, to: from + width, sum }))
}
