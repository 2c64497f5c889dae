import { type Callout, type EventRecord, type Figures, Tally } from '@tocsin/core'

/** Gathers what counts of real call-outs. Exercises, and what trial operation kept from everybody but the duty desk, count for nothing. */
export class Tallying {
  readonly #tally = new Tally()
  readonly #callouts = { byWarning: 0, byHand: 0, cancelled: 0 }
  readonly #leftOut = { exercises: 0, trial: 0 }

  add(record: EventRecord, { origin, exercise, state }: Callout): void {
    if (exercise) {
      this.#leftOut.exercises++
      return
    }
    if (record.rounds.some(({ trial }) => trial)) {
      this.#leftOut.trial++
      return
    }
    if (origin.kind === 'warning') this.#callouts.byWarning++
    else this.#callouts.byHand++
    // Called in error: it happened, and people were called; how they answered counts.
    if (state.kind === 'ended' && state.how === 'cancelled') this.#callouts.cancelled++
    this.#tally.add(record)
  }

  figures(): Figures {
    return this.#tally.figures()
  }

  counts() {
    return { callouts: this.#callouts, leftOut: this.#leftOut }
  }
}
