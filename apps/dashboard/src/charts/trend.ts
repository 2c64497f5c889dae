import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'

/** A point of a small chart: what was measured, or the sum of a bucket of rain. */
export interface SparkPoint {
  readonly time: Instant
  readonly value: number
}

/** How a value moves: per hour, over the last hour or what is known of it. */
export interface Trend {
  readonly perHour: number
  readonly direction: 'rising' | 'falling' | 'steady'
}

/** Shorter stretches say more about the sensor than about the river. */
const SHORTEST: DurationMs = 10 * MINUTE
const SPAN: DurationMs = HOUR

/** Undefined when too little is known, or when what is known is old. `noise` is the change per hour that means nothing. */
export function trendOf(points: readonly SparkPoint[], noise: number, now: Instant): Trend | undefined {
  const last = points.at(-1)
  if (last === undefined || now - last.time > SPAN) return undefined
  const first = points.find(({ time }) => time >= last.time - SPAN)
  if (first === undefined || last.time - first.time < SHORTEST) return undefined
  const perHour = ((last.value - first.value) / (last.time - first.time)) * HOUR
  const direction = Math.abs(perHour) <= noise ? 'steady' : perHour > 0 ? 'rising' : 'falling'
  return { perHour, direction }
}

/** Change per hour below which a value is called steady, by unit; otherwise a hundredth of what it is. */
const NOISE: Readonly<Record<string, number>> = {
  m: 0.02,
  '%LEL': 0.5,
  '%VOL': 0.2,
  ppm: 1,
  V: 0.1,
  '°C': 0.5,
}

export function noiseOf(unit: string, value: number): number {
  return NOISE[unit] ?? Math.abs(value) / 100
}

/** What fell over the last hour. */
export function lastHour(points: readonly SparkPoint[], now: Instant): number {
  return points.reduce((sum, { time, value }) => (time > now - HOUR && time <= now ? sum + value : sum), 0)
}
