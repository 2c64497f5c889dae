import type { DurationMs, Instant } from '@tocsin/core'
import { MINUTE } from '@tocsin/core'

/** So many in any minute. A token bucket would let twice as many through in its first one, and robots are locked for that. */
export class Pace {
  readonly #perMinute: number
  #taken: Instant[] = []

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** How long until one more may leave while `spare` stay free; 0: now. */
  wait(now: Instant, spare = 0): DurationMs {
    // A time in the future was taken before the clock was set back: it holds nothing up.
    this.#taken = this.#taken.filter((at) => at > now - MINUTE && at <= now)
    const inTheWay = this.#taken[this.#taken.length - (this.#perMinute - spare)]
    return inTheWay === undefined ? 0 : inTheWay + MINUTE - now
  }

  take(now: Instant): void {
    this.#taken.push(now)
  }
}
