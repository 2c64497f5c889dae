/** How many observations were at most so many seconds, bound by bound, and how many there were in all. */
export interface Counted {
  readonly counts: readonly number[]
  readonly total: number
  readonly sum: number
}

const NOTHING: Counted = { counts: [], total: 0, sum: 0 }

/** From half a millisecond to a minute: an fsync on a good disk, and a batch to a store that is far away. */
const BOUNDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
]

/** Durations in seconds, counted into buckets as Prometheus has them. One comparison or a few each: it stands on the hot path. */
export class Histogram {
  readonly bounds = BOUNDS
  readonly #counts = new Float64Array(BOUNDS.length + 1)
  #sum = 0

  observe(seconds: number): void {
    let index = 0
    while (index < BOUNDS.length && seconds > (BOUNDS[index] as number)) index++
    this.#counts[index] = (this.#counts[index] as number) + 1
    this.#sum += seconds
  }

  /** What has been counted so far; buckets by themselves, the last of them beyond every bound. */
  counted(): Counted {
    const counts = [...this.#counts]
    return { counts, total: counts.reduce((sum, count) => sum + count, 0), sum: this.#sum }
  }
}

/**
 * Seconds that a share `q` of what came between two counts did not exceed: linear within its bucket, as Prometheus' `histogram_quantile` has it. Beyond the
 * last bound, that bound. Null when nothing came.
 */
export function quantile(q: number, now: Counted, before: Counted = NOTHING): number | null {
  const total = now.total - before.total
  if (total <= 0) return null
  let left = q * total
  for (const [index, bound] of BOUNDS.entries()) {
    const count = (now.counts[index] ?? 0) - (before.counts[index] ?? 0)
    if (count > 0 && left <= count) {
      const from = BOUNDS[index - 1] ?? 0
      return from + (bound - from) * (left / count)
    }
    left -= count
  }
  return BOUNDS.at(-1) ?? null
}
