/** Buckets per doubling: a quantile is off by at most 1/64, 1.6 %. */
const PER_DOUBLING = 64
const DOUBLINGS = 32

/** Latencies in logarithmic buckets, as HdrHistogram keeps them: constant memory, cheap to add to, mergeable across threads. */
export class Histogram {
  readonly counts: Float64Array
  #count = 0
  #max = 0

  constructor(counts: Float64Array = new Float64Array(PER_DOUBLING * DOUBLINGS)) {
    this.counts = counts
    for (const [bucket, count] of counts.entries()) {
      this.#count += count
      if (count > 0) this.#max = upperBound(bucket)
    }
  }

  get count(): number {
    return this.#count
  }

  /** Largest value added, in ms (after a merge: the bound of its bucket). */
  get max(): number {
    return this.#max
  }

  /** Adds a value in milliseconds, from a microsecond to over an hour. */
  add(ms: number): void {
    const bucket = bucketOf(ms)
    this.counts[bucket] = (this.counts[bucket] as number) + 1
    this.#count++
    if (ms > this.#max) this.#max = ms
  }

  merge(other: Histogram): void {
    for (const [bucket, count] of other.counts.entries())
      this.counts[bucket] = (this.counts[bucket] as number) + count
    this.#count += other.count
    this.#max = Math.max(this.#max, other.max)
  }

  /** The value, in ms, that a part `q` of all values does not exceed; 0 when there are none. */
  quantile(q: number): number {
    let left = Math.max(1, Math.ceil(q * this.#count))
    if (this.#count === 0) return 0
    for (const [bucket, count] of this.counts.entries()) {
      left -= count
      if (left <= 0) return Math.min(upperBound(bucket), this.#max)
    }
    return this.#max
  }
}

function bucketOf(ms: number): number {
  const microseconds = ms * 1000
  if (microseconds <= 1) return 0
  return Math.min(Math.ceil(Math.log2(microseconds) * PER_DOUBLING), PER_DOUBLING * DOUBLINGS - 1)
}

const upperBound = (bucket: number): number => 2 ** (bucket / PER_DOUBLING) / 1000
