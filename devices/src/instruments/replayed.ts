import type { DurationMs, Instant } from '@tocsin/core'
import type { RecordedPoint, RecordedSeries } from '../recordings/index.ts'
import { type Instrument, rounded } from './instrument.ts'

/** Index of the first point at or after `time`. */
function from(points: readonly RecordedPoint[], time: Instant): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((points[middle] as RecordedPoint)[0] < time) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * A recorded level, `shiftMs` later than it was: straight lines between readings, to the millimetre. Where the recording has a
 * gap it reports nothing; after the recording's end it holds the last value.
 */
export function replayedLevel(series: RecordedSeries, shiftMs: DurationMs, everyMs: DurationMs): Instrument {
  const { points, intervalMs } = series
  const last = points.findLast(([, value]) => value !== null)?.[1] ?? null
  return {
    name: series.name,
    everyMs,
    at(now) {
      const time = now - shiftMs
      const index = from(points, time)
      const after = points[index]
      if (after === undefined) return last
      if (after[0] === time) return after[1]
      const before = points[index - 1]
      if (before === undefined || before[1] === null || after[1] === null) return null
      if (after[0] - before[0] > intervalMs) return null
      const part = (time - before[0]) / (after[0] - before[0])
      return rounded(before[1] + part * (after[1] - before[1]), 3)
    },
  }
}

/**
 * Recorded rain, `shiftMs` later than it fell, in millimetres since the report before. The tips of a recorded interval are spread
 * evenly over it, so every report is a whole number of tips and their sum is the recording's, exactly. What the recording does
 * not know is not reported, and never 0; after its end it is dry.
 */
export function replayedRain(series: RecordedSeries, shiftMs: DurationMs, everyMs: DurationMs): Instrument {
  const { points, intervalMs, tipMm } = series
  if (tipMm === undefined) throw new Error(`"${series.name}" is no rain series: it has no tipMm`)
  const tips: Instant[] = []
  for (const [end, mm] of points) {
    const count = Math.round((mm ?? 0) / tipMm)
    for (let tip = 1; tip <= count; tip++) tips.push(end - intervalMs + (tip / count) * intervalMs)
  }
  const upTo = (time: Instant): number => {
    let low = 0
    let high = tips.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((tips[middle] as Instant) <= time) low = middle + 1
      else high = middle
    }
    return low
  }
  const known = (time: Instant): boolean => {
    const point = points[from(points, time)]
    return point === undefined || (point[1] !== null && time > point[0] - intervalMs)
  }
  return {
    name: series.name,
    everyMs,
    at(now) {
      const time = now - shiftMs
      const count = upTo(time) - upTo(time - everyMs)
      if (count === 0 && !known(time)) return null
      return rounded(count * tipMm, 3)
    },
  }
}
