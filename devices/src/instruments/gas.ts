import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'
import { type Instrument, rounded } from './instrument.ts'
import { noise } from './noise.ts'

/** A leak that fills a room, is found, and is aired out; again every `periodMs`. */
export interface Leak {
  /** When the first one starts. */
  readonly from: Instant
  readonly periodMs: DurationMs
  readonly fillMs: DurationMs
  readonly holdMs: DurationMs
  /** After this time of airing 37 % of the gas is left. */
  readonly airingMs: DurationMs
}

/** How full the room is, from 0 to 1. */
export function filling(leak: Leak, time: Instant): number {
  const { from, periodMs, fillMs, holdMs, airingMs } = leak
  if (time < from) return 0
  const age = (time - from) % periodMs
  if (age < fillMs) {
    const part = age / fillMs
    return part * part * (3 - 2 * part)
  }
  return age < fillMs + holdMs ? 1 : Math.exp(-(age - fillMs - holdMs) / airingMs)
}

/** One cell of a detector: what it shows in clean air, and how far a full leak moves it. */
export interface GasCell {
  readonly name: string
  readonly clean: number
  readonly atFullLeak: number
  /** Half the width of its noise. */
  readonly unrest: number
  readonly decimals: number
}

/**
 * A four-gas detector. Methane displaces air, so oxygen falls as it rises; the peak passes 50 %LEL, both toxic limits of
 * GB/T 50493 (CO 17.2, H2S 7.1 ppm), and takes oxygen under 19.5 %.
 */
export const FOUR_GAS_CELLS: readonly GasCell[] = [
  { name: 'ch4', clean: 0.8, atFullLeak: 57, unrest: 0.5, decimals: 1 },
  { name: 'co', clean: 2, atFullLeak: 44, unrest: 1, decimals: 0 },
  { name: 'h2s', clean: 0.3, atFullLeak: 15.5, unrest: 0.2, decimals: 1 },
  { name: 'o2', clean: 20.9, atFullLeak: 18.7, unrest: 0.08, decimals: 1 },
]

/** The instruments of a gas detector. Each cell follows the leak and has its own slow and quick unrest. */
export function gasDetector(
  cells: readonly GasCell[],
  leak: Leak,
  { seed, everyMs }: { seed: number; everyMs: DurationMs },
): Instrument[] {
  return cells.map((cell, index) => ({
    name: cell.name,
    everyMs,
    at(time) {
      const unrest =
        0.6 * noise(seed + 2 * index, time, HOUR) + 0.4 * noise(seed + 2 * index + 1, time, MINUTE)
      const value = cell.clean + (cell.atFullLeak - cell.clean) * filling(leak, time) + cell.unrest * unrest
      return rounded(Math.max(0, value), cell.decimals)
    },
  }))
}
