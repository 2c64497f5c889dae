import type { DurationMs, Instant } from '@tocsin/core'

/** A number in [0, 1) that depends on the seed and the index only (mixing steps of MurmurHash3). */
export function chance(seed: number, index: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index | 0, 0xc2b2ae35)
  // An index past 2³² would otherwise repeat.
  hash ^= Math.imul(Math.floor(index / 2 ** 32) | 0, 0x27d4eb2f)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Smooth noise in [-1, 1]: a new value each `period`, eased from one to the next. The same seed and time give the same value. */
export function noise(seed: number, time: Instant, period: DurationMs): number {
  const index = Math.floor(time / period)
  const part = time / period - index
  const eased = part * part * (3 - 2 * part)
  return 2 * (chance(seed, index) * (1 - eased) + chance(seed, index + 1) * eased) - 1
}
