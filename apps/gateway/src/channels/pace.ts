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

  /** How long until the last of `count` more has left, each as soon as it may; 0: all of them now. */
  waitForAll(count: number, now: Instant): DurationMs {
    const leaves = this.#taken.filter((at) => at > now - this.#window && at <= now)
    for (let left = count; left > 0; left -= 1) {
      const inTheWay = leaves[leaves.length - this.#most]
      leaves.push(inTheWay === undefined ? now : Math.max(now, inTheWay + this.#window))
    }
    return count > 0 ? (leaves.at(-1) as Instant) - now : 0
  }

  take(now: Instant): void {
    this.#taken.push(now)
  }
}
