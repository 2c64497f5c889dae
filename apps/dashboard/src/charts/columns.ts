import type { DurationMs, Instant } from '@tocsin/core'
import type { Point } from './joined-series.ts'

/** Points as uPlot wants them: times strictly ascending, in seconds, `null` where there is nothing. */
export interface Columns {
  readonly times: number[]
  readonly values: (number | null)[]
  readonly lows: (number | null)[]
  readonly highs: (number | null)[]
  /** Values with a hole on either side: no line reaches them, so they are drawn as dots. */
  readonly alone: number[]
}

/** Never interpolate over missing data: a step longer than `gapMs` becomes a hole, and so does an impossible value. */
export function columns(points: readonly Point[], gapMs: DurationMs): Columns {
  const times: number[] = []
  const values: (number | null)[] = []
  const lows: (number | null)[] = []
  const highs: (number | null)[] = []
  let before: Instant | undefined
  for (const { time, value, low, high, flag } of points) {
    if (before !== undefined && time <= before) continue
    if (before !== undefined && time - before > gapMs) {
      times.push((before + 1) / 1000)
      values.push(null)
      lows.push(null)
      highs.push(null)
    }
    const usable = flag !== 'fail' && flag !== 'missing'
    times.push(time / 1000)
    values.push(usable ? value : null)
    lows.push(usable ? low : null)
    highs.push(usable ? high : null)
    before = time
  }
  const alone: number[] = []
  for (const [index, value] of values.entries()) {
    if (value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null)
      alone.push(index)
  }
  return { times, values, lows, highs, alone }
}

/** Lowest and highest of what is in view, with the thresholds, and some room. */
export function extent(
  points: readonly Point[],
  from: Instant,
  to: Instant,
  thresholds: readonly number[],
): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const point of points) {
    if (point.time < from || point.time > to || point.flag === 'fail' || point.flag === 'missing') continue
    low = Math.min(low, point.low)
    high = Math.max(high, point.high)
  }
  for (const threshold of thresholds) {
    low = Math.min(low, threshold)
    high = Math.max(high, threshold)
  }
  if (!Number.isFinite(low)) return [0, 1]
  const room = (high - low) * 0.06 || Math.abs(high) * 0.05 || 0.5
  return [low - room, high + room]
}
