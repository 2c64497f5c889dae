import type { DurationMs, Instant } from '@tocsin/core'
import { MINUTE } from '@tocsin/core'

/** So many in any minute. A token bucket would let twice as many through in its first one, and robots are locked for that. */
export class Pace {
  readonly #most: number
  readonly #window: DurationMs
  #taken: Instant[] = []

  constructor(most: number, window: DurationMs = MINUTE) {
    this.#most = most
    this.#window = window
  }

  /** How long until one more may leave while `spare` stay free; 0: now. */
  wait(now: Instant, spare = 0): DurationMs {
    // A time in the future was taken before the clock was set back: it holds nothing up.
    this.#taken = this.#taken.filter((at) => at > now - this.#window && at <= now)
    const inTheWay = this.#taken[this.#taken.length - (this.#most - spare)]
    return inTheWay === undefined ? 0 : inTheWay + this.#window - now
  }

  take(now: Instant): void {
    this.#taken.push(now)
  }
}
