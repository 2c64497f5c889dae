import { type DurationMs, MINUTE } from '../model/index.ts'

/** How long something took, over many. Null where there is nothing to take it of. */
export interface Spread {
  readonly count: number
  readonly median: DurationMs | null
  /** 95 of 100 took no longer. */
  readonly most95: DurationMs | null
  readonly slowest: DurationMs | null
}

/** Ends of the bands into which times to an answer are sorted. */
export const BANDS: readonly DurationMs[] = [1, 2, 3, 5, 10].map((minutes) => minutes * MINUTE)

/** Median of an even number: the mean of the two in the middle. */
export function spreadOf(times: readonly DurationMs[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  const { length } = sorted
  const at = (index: number) => sorted[index] ?? null
  const [low, high] = [at(Math.floor((length - 1) / 2)), at(Math.floor(length / 2))]
  return {
    count: length,
    median: low === null || high === null ? null : (low + high) / 2,
    most95: at(Math.ceil(length * 0.95) - 1),
    slowest: at(length - 1),
  }
}

/** How many took no longer than each band's end and longer than the one before it; the last: longer than all. */
export function bandsOf(times: readonly DurationMs[]): number[] {
  const counts = Array.from({ length: BANDS.length + 1 }, () => 0)
  for (const time of times) {
    const band = BANDS.findIndex((end) => time <= end)
    const index = band === -1 ? BANDS.length : band
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}
