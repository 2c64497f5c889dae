import type { DurationMs } from '@tocsin/core'

/** A token bucket. Time is the monotonic clock: a stepped wall clock must neither open nor shut it. */
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

  /** Takes one. The answer is how long the taker must wait for it: 0 while the burst lasts. */
  take(now = performance.now()): DurationMs {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs) - 1
    this.#at = now
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#perMs
  }

  /** Nothing was taken for long enough that forgetting it changes nothing. */
  isFull(now = performance.now()): boolean {
    return this.#tokens + (now - this.#at) * this.#perMs >= this.#burst
  }
}

/** A rate for each key, forgotten when it is full again, so that many addresses do not fill the memory. */
export class RateByKey {
  readonly #perSecond: number
  readonly #burst: number
  readonly #rates = new Map<string, Rate>()

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond
    this.#burst = burst
  }

  take(key: string): DurationMs {
    let rate = this.#rates.get(key)
    if (rate === undefined) {
      if (this.#rates.size >= MOST_KEYS) this.#sweep()
      rate = new Rate(this.#perSecond, this.#burst)
      this.#rates.set(key, rate)
    }
    return rate.take()
  }

  #sweep(): void {
    for (const [key, rate] of this.#rates) if (rate.isFull()) this.#rates.delete(key)
    // All of them busy: an attack from everywhere. Starting afresh errs on the side of letting stations in.
    if (this.#rates.size >= MOST_KEYS) this.#rates.clear()
  }
}

const MOST_KEYS = 10_000
