import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'
import { type Instrument, rounded } from './instrument.ts'
import { chance, noise } from './noise.ts'

/** Showers that come again and again, the first at `origin`. */
export interface Storms {
  readonly seed: number
  /** Nothing has fallen before it. */
  readonly origin: Instant
  readonly periodMs: DurationMs
  readonly lengthMs: DurationMs
  /** Intensity at the height of the heaviest shower. The others reach 40 % of it at least. */
  readonly peakMmPerHour: number
}

/** How much has fallen since `origin`, in mm: it never falls, and rises by less than `peakMmPerHour`. */
export type Fallen = (time: Instant) => number

/** Makes the rain of showers. Intensity swells and fades over each of them, with gusts of some minutes. */
export function rainfall(storms: Storms): Fallen {
  const { seed, origin, periodMs, lengthMs, peakMmPerHour } = storms
  const totals: number[] = []

  /** Rain of one shower until `age` after its start, summed minute by minute. */
  function shower(index: number, age: DurationMs): number {
    const strength = index === 0 ? 1 : 0.4 + 0.6 * chance(seed, index)
    let mm = 0
    for (let start = 0; start < Math.min(age, lengthMs); start += MINUTE) {
      const swell = Math.sin((Math.PI * (start + MINUTE / 2)) / lengthMs) ** 2
      const gust = 0.75 + 0.25 * noise(seed + 1, index * periodMs + start, 5 * MINUTE)
      const part = Math.min(MINUTE, age - start, lengthMs - start)
      mm += peakMmPerHour * strength * swell * gust * (part / HOUR)
    }
    return mm
  }

  /** Rain of all showers before that one. */
  function before(index: number): number {
    for (let next = totals.length; next < index; next++) {
      totals.push((totals[next - 1] ?? 0) + shower(next, lengthMs))
    }
    return index === 0 ? 0 : (totals[index - 1] as number)
  }

  return (time) => {
    if (time <= origin) return 0
    const index = Math.floor((time - origin) / periodMs)
    return before(index) + shower(index, time - origin - index * periodMs)
  }
}

/** A tipping bucket: it knows rain by whole tips only. */
export interface Bucket {
  readonly name: string
  readonly everyMs: DurationMs
  /** What one tip is worth: 0.1, 0.2, 0.5 or 1 mm. */
  readonly tipMm: number
}

// A sum such as 0.2 + 0.2 + 0.2 may lie a hair under the tip it has reached.
const tipsIn = (mm: number, tipMm: number): number => Math.floor(mm / tipMm + 1e-9)

/** A gauge that reports the millimetres since its report before. */
export function incrementGauge(fallen: Fallen, { name, everyMs, tipMm }: Bucket): Instrument {
  return {
    name,
    everyMs,
    at: (time) => rounded((tipsIn(fallen(time), tipMm) - tipsIn(fallen(time - everyMs), tipMm)) * tipMm, 3),
  }
}

/** A gauge that reports a running total, which starts again from 0 at `modulusMm` (16 bits of 0.1 mm: 6,553.6). */
export function counterGauge(
  fallen: Fallen,
  { name, everyMs, tipMm }: Bucket,
  { modulusMm, startMm }: { modulusMm: number; startMm: number },
): Instrument {
  return {
    name,
    everyMs,
    at: (time) => rounded((startMm + tipsIn(fallen(time), tipMm) * tipMm) % modulusMm, 3),
  }
}
