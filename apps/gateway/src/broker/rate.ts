import type { DurationMs } from '@tocsin/core'

/**
 * A token bucket that may go into debt: what is taken is known only once it has come, and is then waited for. Time is the
 * monotonic clock: a stepped wall clock must neither open nor shut it.
 */
export class Rate {
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(perSecond: number, burst: number, now = performance.now()) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Takes `count`. The answer is how long until that is paid for: 0 while the burst lasts. */
  take(count: number, now = performance.now()): DurationMs {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs) - count
    this.#at = now
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#perMs
  }

  /** Nothing was taken for long enough that forgetting it changes nothing. */
  isFull(now = performance.now()): boolean {
    return this.#tokens + (now - this.#at) * this.#perMs >= this.#burst
  }
}

/** Keys remembered at once; beyond it the ones that are full again are forgotten. */
const MOST_KEYS = 10_000

/** A rate for each key, forgotten when it is full again, so that many addresses do not fill the memory. */
export class RateByKey {
  readonly #perSecond: number
  readonly #burst: number
  readonly #most: number
  readonly #rates = new Map<string, Rate>()

  constructor(perSecond: number, burst: number, most = MOST_KEYS) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#most = most
  }

  of(key: string): Rate {
    let rate = this.#rates.get(key)
    if (rate === undefined) {
      if (this.#rates.size >= this.#most) this.#sweep()
      rate = new Rate(this.#perSecond, this.#burst)
      this.#rates.set(key, rate)
    }
    return rate
  }

  get size(): number {
    return this.#rates.size
  }

  #sweep(): void {
    for (const [key, rate] of this.#rates) if (rate.isFull()) this.#rates.delete(key)
    // All of them busy: an attack from everywhere. Starting afresh errs on the side of letting stations in.
    if (this.#rates.size >= this.#most) this.#rates.clear()
  }
}
