import type { DurationMs, Instant } from '@tocsin/core'
import type { Point } from './joined-series.ts'
import type { Bar } from './range.ts'

/** Bars of rain with the curve of what has fallen since the left edge, as uPlot wants them: seconds, `null` where nothing is known. */
export interface Accumulation {
  readonly times: number[]
  readonly sums: (number | null)[]
  /** Up to the start of the bar at that time. */
  readonly totals: (number | null)[]
}

/** The curve breaks where bars are missing: nobody knows what fell meanwhile. Bars before `from` are drawn and not counted. */
export function accumulation(bars: readonly Bar[], from: Instant, to: Instant): Accumulation {
  const times: number[] = []
  const sums: (number | null)[] = []
  const totals: (number | null)[] = []
  let total = 0
  const put = (at: Instant, sum: number | null, known: boolean) => {
    times.push(at / 1000)
    sums.push(sum)
    totals.push(known && at >= from && at <= to ? total : null)
  }
  for (const [index, bar] of bars.entries()) {
    put(bar.from, bar.sum, true)
    if (bar.from >= from) total = Math.round((total + bar.sum) * 1000) / 1000
    if (bars[index + 1]?.from !== bar.to) {
      put(bar.to - 1, null, true)
      if (index < bars.length - 1) put(bar.to, null, false)
    }
  }
  return { times, sums, totals }
}

/**
 * The rise per `perMs` up to each point, over `spanMs`; null where no value of that time ago is known, or one of the two is not usable.
 * Where points lie further apart than the span, from one to the next.
 */
export function rises(
  points: readonly Pick<Point, 'time' | 'value' | 'flag'>[],
  spanMs: DurationMs,
  perMs: DurationMs,
): (number | null)[] {
  let start = 0
  return points.map((point, index) => {
    if (index === 0) return null
    while (start < index - 1 && (points[start + 1] as Point).time <= point.time - spanMs) start++
    const first = points[start] as Point
    const length = point.time - first.time
    // A hole of hours is no rise over an hour, and a few minutes say more about the sensor.
    if (length < spanMs / 2 || length > 2 * spanMs) return null
    const usable = ({ flag }: Pick<Point, 'flag'>) => flag !== 'fail' && flag !== 'missing'
    return usable(point) && usable(first) ? ((point.value - first.value) / length) * perMs : null
  })
}
