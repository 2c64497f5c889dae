import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'
import { type Instrument, rounded } from './instrument.ts'
import { noise } from './noise.ts'
import type { Fallen } from './rain.ts'

/** A stream and the gauge in it. */
export interface Stream {
  readonly seed: number
  readonly name: string
  readonly everyMs: DurationMs
  /** Level in dry weather, m above the gauge's datum. */
  readonly baseMetres: number
  /** How far 1 mm of rain over the catchment lifts it, m. */
  readonly metresPerMm: number
  /** After this time a rise has fallen to 37 %. */
  readonly recessionMs: DurationMs
}

/** Rain older than this many recession times no longer shows in the level. */
const MEMORY = 5
const STEP = 5 * MINUTE

/** A water-level station on a stream that rises with the rain and falls away after it; waves of a few millimetres on top. */
export function waterLevel(stream: Stream, fallen: Fallen): Instrument {
  const { seed, baseMetres, metresPerMm, recessionMs } = stream
  const rise = (time: Instant): number => {
    let metres = 0
    let after = fallen(time)
    // Whole steps of the clock, so that the level does not jump as the window slides over the rain.
    for (let start = Math.floor(time / STEP) * STEP; time - start < MEMORY * recessionMs; start -= STEP) {
      const before = fallen(start)
      if (after > before) metres += (after - before) * metresPerMm * Math.exp(-(time - start) / recessionMs)
      after = before
    }
    return metres
  }
  return {
    name: stream.name,
    everyMs: stream.everyMs,
    at: (time) =>
      rounded(
        baseMetres + rise(time) + 0.05 * noise(seed, time, 9 * HOUR) + 0.004 * noise(seed + 1, time, MINUTE),
        3,
      ),
  }
}
