import { HOLD } from './intake.ts'
import type { Link } from './link.ts'

/** What all links together have on its way to the journal; over the limit, whoever sends is held until half of it is kept. */
export class Budget {
  readonly #limit: number
  readonly #held = new Set<Link>()
  frames = 0
  bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  begin(link: Link, bytes: number): void {
    this.frames++
    this.bytes += bytes
    if (this.bytes >= this.#limit) {
      link.intake.hold(HOLD.budget)
      this.#held.add(link)
    }
  }

  end(bytes: number): void {
    this.frames--
    this.bytes -= bytes
    if (this.#held.size > 0 && this.bytes <= this.#limit / 2) this.#release()
  }

  #release(): void {
    // In the order in which they were held; one that is released may fill the budget again.
    for (const link of this.#held) {
      if (this.bytes >= this.#limit) break
      this.#held.delete(link)
      link.intake.release(HOLD.budget)
    }
  }

  forget(link: Link): void {
    this.#held.delete(link)
  }
}
