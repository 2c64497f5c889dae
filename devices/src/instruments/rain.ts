import { type DurationMs, type Instant, MINUTE } from '@tocsin/core'
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
  const minutes = Math.ceil(lengthMs / MINUTE)
  const showers: Float64Array[] = []

  /** What had fallen by the start of each minute of a shower, and at its end. Kept: others ask for every time again and again. */
  function shower(index: number): Float64Array {
    for (let next = showers.length; next <= index; next++) {
      const strength = next === 0 ? 1 : 0.4 + 0.6 * chance(seed, next)
      const byMinute = new Float64Array(minutes + 1)
      byMinute[0] = showers[next - 1]?.[minutes] ?? 0
      for (let minute = 0; minute < minutes; minute++) {
        const swell = Math.sin((Math.PI * (minute + 0.5)) / minutes) ** 2
        const gust = 0.75 + 0.25 * noise(seed + 1, next * periodMs + minute * MINUTE, 5 * MINUTE)
        byMinute[minute + 1] = (byMinute[minute] as number) + (peakMmPerHour / 60) * strength * swell * gust
      }
      showers.push(byMinute)
    }
    return showers[index] as Float64Array
  }

  return (time) => {
    if (time <= origin) return 0
    const index = Math.floor((time - origin) / periodMs)
    const byMinute = shower(index)
    const age = (time - origin - index * periodMs) / MINUTE
    if (age >= minutes) return byMinute[minutes] as number
    const minute = Math.floor(age)
    const before = byMinute[minute] as number
    return before + (age - minute) * ((byMinute[minute + 1] as number) - before)
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
