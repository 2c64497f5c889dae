import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'

/** A point of a small chart: what was measured, or the sum of a bucket of rain. */
export interface SparkPoint {
  readonly time: Instant
  readonly value: number
}

/** How a value moves. */
export interface Trend {
  /** Change per unit of its scale. */
  readonly rate: number
  readonly direction: 'rising' | 'falling' | 'steady'
}

/** A river moves in hours, gas in minutes. */
export interface TrendScale {
  readonly per: 'h' | 'min'
  readonly perMs: DurationMs
  /** How far back the change is taken over; over less than a part of it, it says more about the sensor. */
  readonly spanMs: DurationMs
}

const SLOW: TrendScale = { per: 'h', perMs: HOUR, spanMs: HOUR }
const FAST: TrendScale = { per: 'min', perMs: MINUTE, spanMs: 10 * MINUTE }
const SHORTEST_PART = 1 / 6

const SLOW_PROPERTIES = ['water-level', 'flow', 'temperature', 'battery']

export function trendScale(property: string): TrendScale {
  return SLOW_PROPERTIES.includes(property) ? SLOW : FAST
}

/**
 * Undefined when too little is known, or when what is known is stale: where a value went before it fell silent says nothing about now.
 * `noise` is the change per unit that means nothing.
 */
export function trendOf(
  points: readonly SparkPoint[],
  { perMs, spanMs }: TrendScale,
  noise: number,
  intervalMs: DurationMs,
  now: Instant,
): Trend | undefined {
  const last = points.at(-1)
  if (last === undefined || now - last.time > 2 * intervalMs) return undefined
  const first = points.find(({ time }) => time >= last.time - spanMs)
  if (first === undefined || last.time - first.time < spanMs * SHORTEST_PART) return undefined
  const rate = ((last.value - first.value) / (last.time - first.time)) * perMs
  const direction = Math.abs(rate) <= noise ? 'steady' : rate > 0 ? 'rising' : 'falling'
  return { rate, direction }
}

/** Change per unit of the scale below which a value is called steady, by its unit; otherwise a hundredth of what it is. */
const NOISE: ReadonlyMap<string, number> = new Map(
  Object.entries({
    m: 0.02,
    '%LEL': 0.2,
    '%VOL': 0.03,
    '%vol': 0.03,
    ppm: 0.3,
    V: 0.1,
    '°C': 0.5,
  }),
)

export function noiseOf(unit: string, value: number): number {
  return NOISE.get(unit) ?? Math.abs(value) / 100
}

/** What fell over the last hour. */
export function lastHour(points: readonly SparkPoint[], now: Instant): number {
  return points.reduce((sum, { time, value }) => (time > now - HOUR && time <= now ? sum + value : sum), 0)
}
