export interface LatchLimits {
  /** At or above it looks bad. */
  readonly raiseAt: number
  /** Only below it looks well again. */
  readonly clearBelow: number
  /** Looks in a row that it takes either way. */
  readonly looks: number
}

/** A figure that is looked at again and again, and counts as bad once it has stayed bad: what is at the edge does not flicker. */
export class Latch {
  readonly limits: LatchLimits
  #bad = false
  #against = 0

  constructor(limits: LatchLimits) {
    this.limits = limits
  }

  get bad(): boolean {
    return this.#bad
  }

  /** One more look; answers how it counts now. */
  look(value: number): boolean {
    const { raiseAt, clearBelow, looks } = this.limits
    const contradicts = this.#bad ? value < clearBelow : value >= raiseAt
    this.#against = contradicts ? this.#against + 1 : 0
    if (this.#against >= looks) {
      this.#bad = !this.#bad
      this.#against = 0
    }
    return this.#bad
  }
}
