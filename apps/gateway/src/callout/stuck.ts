import type { CalloutId, Instant } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

/** Since when something does not go on, and why. */
export interface Failure {
  readonly since: Instant
  readonly detail: string
}

/** Call-outs that cannot go on, each by itself: one that throws holds up no other. */
export class Stuck {
  readonly #failures = new Map<CalloutId, Failure>()
  readonly #clock: Clock
  readonly #log: Log

  constructor(clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  /** The one that has stood longest. */
  first(): (Failure & { readonly callout: CalloutId }) | undefined {
    for (const [callout, failure] of this.#failures) return { callout, ...failure }
    return undefined
  }

  /** Does something for a call-out; false, and remembered, when it throws. */
  tries(id: CalloutId, work: () => void): boolean {
    try {
      work()
      this.#failures.delete(id)
      return true
    } catch (error) {
      const detail = detailOf(error)
      if (!this.#failures.has(id)) this.#log.error('callout.stuck', { callout: id, detail })
      this.#failures.set(id, { since: this.#failures.get(id)?.since ?? this.#clock.now(), detail })
      return false
    }
  }

  /** Forgets those that are over. */
  keep(isBusy: (id: CalloutId) => boolean): void {
    for (const id of this.#failures.keys()) if (!isBusy(id)) this.#failures.delete(id)
  }
}

export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
