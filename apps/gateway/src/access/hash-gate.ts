/** Password hashes take threads that files and names need too, and 19 MiB each. */
const AT_ONCE = 2
/** About half a second of work; who comes later is told to come again. */
const WAITING = 16

/** More sign-ins at once than the box will queue. */
export class TooBusy extends Error {
  readonly retryAfterMs = 2000
  constructor() {
    super('Too many sign-ins at once')
  }
}

/** Lets two hashes run at once and sixteen wait. */
export class HashGate {
  #running = 0
  readonly #waiting: (() => void)[] = []

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING) throw new TooBusy()
      // Whoever leaves hands its place on, so #running stays as it is.
      await new Promise<void>((enter) => this.#waiting.push(enter))
    } else {
      this.#running++
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
