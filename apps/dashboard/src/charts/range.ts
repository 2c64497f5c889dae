import { DAY, type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'

/** The ranges one click away. */
export const PRESETS = ['1h', '6h', '24h', '3d', '7d', '30d', '90d', '1y', '3y'] as const
export type Preset = (typeof PRESETS)[number]

export const PRESET_MS: Record<Preset, DurationMs> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '3d': 3 * DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
  '3y': 3 * 365 * DAY,
}

/** What a chart shows: the time up to now, moving on, or a stretch that stands still. */
export type Range =
  | { readonly kind: 'follow'; readonly length: DurationMs }
  | { readonly kind: 'fixed'; readonly from: Instant; readonly to: Instant }

/** The range as an address holds it: a preset up to now, or a stretch. */
export interface RangeSearch {
  readonly range?: Preset | undefined
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

export function rangeOf({ range = '24h', from, to }: RangeSearch): Range {
  return from !== undefined && to !== undefined && to - from >= SHORTEST_RANGE
    ? { kind: 'fixed', from, to }
    : { kind: 'follow', length: PRESET_MS[range] }
}

/** `known` keeps the preset that 「back to live」 returns to. */
export function searchOf(range: Range, known: RangeSearch): RangeSearch {
  if (range.kind === 'follow') return { range: presetOf(range) }
  return { range: known.range, from: Math.round(range.from), to: Math.round(range.to) }
}

export function presetOf(range: Range): Preset | undefined {
  return range.kind === 'fixed' ? undefined : PRESETS.find((one) => PRESET_MS[one] === range.length)
}

/** The stretch a range shows at this moment. */
export function shownOf(range: Range, now: Instant): [Instant, Instant] {
  return range.kind === 'follow' ? [now - range.length, now] : [range.from, range.to]
}

const LONGEST_RANGE: DurationMs = 20 * 365 * DAY

/** A stretch that somebody dragged or zoomed to, as far as there is something to see: not into the future, nor closer than a minute. */
export function clampRange(from: Instant, to: Instant, now: Instant): Range & { kind: 'fixed' } {
  const length = Math.min(LONGEST_RANGE, Math.max(SHORTEST_RANGE, to - from))
  const middle = (from + to) / 2
  const end = Math.min(now, middle + length / 2)
  return { kind: 'fixed', from: Math.round(end - length), to: Math.round(end) }
}

/** Zooms by a factor (2: twice as close) about a moment, which stays where it is. */
export function zoomed([from, to]: [Instant, Instant], factor: number, about: Instant): [Instant, Instant] {
  return [about - (about - from) / factor, about + (to - about) / factor]
}

/** Zooming further in shows nothing, and an axis of milliseconds has hung chart libraries before. */
export const SHORTEST_RANGE: DurationMs = MINUTE

/** Up to this many observations are read one by one; longer stretches in buckets. */
const MOST_RAW = 2200
/** Buckets to a pixel: with a low and a high each, one is as good as every point. Never more than four. */
const BUCKETS_PER_PIXEL = 1
/** As many as one read may ask for. */
const MOST_BUCKETS = 5000

/** How a stretch of history is read: what in buckets, what one by one. */
export interface Reading {
  readonly from: Instant
  readonly rawFrom: Instant
  readonly to: Instant
  readonly buckets: number
}

/**
 * What is read of a stretch that stands still: more than is shown, so that dragging finds something there, and the same for all stretches
 * nearby, so that a small step reads nothing new. Five half lengths, at least one on each side.
 */
export function readWindow({ from, to }: { from: Instant; to: Instant }): [Instant, Instant] {
  const step = Math.max(1, Math.round((to - from) / 2))
  const start = (Math.floor(from / step) - 1) * step
  return [start, start + 5 * step]
}

/**
 * How to read a line on a chart so many pixels wide: one by one while that is little, else buckets with the newest part one by one, to be
 * joined with the live values.
 */
export function lineReading(range: Range, intervalMs: DurationMs, now: Instant, pixels: number): Reading {
  const [from, end] = range.kind === 'follow' ? [now - range.length, now] : readWindow(range)
  const to = Math.min(end, now)
  const length = range.kind === 'follow' ? range.length : range.to - range.from
  if (length <= Math.min(MOST_RAW, 4 * pixels) * intervalMs) return { from, rawFrom: from, to, buckets: 0 }
  const rawFrom = range.kind === 'follow' ? to - Math.max(10 * intervalMs, 10 * MINUTE) : to
  const wanted = Math.round((BUCKETS_PER_PIXEL * pixels * (rawFrom - from)) / length)
  return { from, rawFrom, to, buckets: Math.min(MOST_BUCKETS, Math.max(1, wanted)) }
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
  return (
    BAR_WIDTHS.find((width) => width >= intervalMs && length / width <= MOST_BARS) ??
    (length <= 400 * DAY ? DAY : 7 * DAY)
  )
}

/** Start of the bar that a report at `time` belongs to. Rain reported at 14:00 fell before 14:00: (13:00, 14:00]. */
export function barStart(time: Instant, width: DurationMs, zoneOffset: DurationMs): Instant {
  return Math.ceil((time + zoneOffset) / width) * width - width - zoneOffset
}

/** How to read rain: whole bars in buckets of exactly their width, the newest one report by report. */
export function barReading(range: Range, width: DurationMs, zoneOffset: DurationMs, now: Instant): Reading {
  const [start, end] = range.kind === 'follow' ? [now - range.length, now] : readWindow(range)
  const to = Math.min(end, now)
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
