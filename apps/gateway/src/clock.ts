import type { DurationMs, Instant } from '@tocsin/core'

/** Where the gateway gets the time from. Tests move a manual one by hand. */
export interface Clock {
  now(): Instant
  /** Calls back once, `delay` from now; the answer cancels it. */
  after(delay: DurationMs, callback: () => void): () => void
}

/** setTimeout holds 31 bits; a longer wait is taken in steps. */
const LONGEST_TIMEOUT: DurationMs = 2 ** 31 - 1

/** The host's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    let timer: NodeJS.Timeout
    const wait = (left: DurationMs) => {
      timer = setTimeout(
        () => (left > LONGEST_TIMEOUT ? wait(left - LONGEST_TIMEOUT) : callback()),
        Math.max(0, Math.min(left, LONGEST_TIMEOUT)),
      )
    }
    wait(delay)
    return () => clearTimeout(timer)
  },
}

/** A clock that stands still until it is moved: whole floods are replayed under it in seconds. */
export class ManualClock implements Clock {
  #now: Instant
  #timers: { due: Instant; callback: () => void }[] = []

  constructor(now: Instant) {
    this.#now = now
  }

  now(): Instant {
    return this.#now
  }

  after(delay: DurationMs, callback: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, delay), callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Moves to `to`, calling every timer that falls due on the way, in order, at its own time. */
  advanceTo(to: Instant): void {
    for (;;) {
      let next: { due: Instant; callback: () => void } | undefined
      for (const timer of this.#timers) {
        if (timer.due <= to && (next === undefined || timer.due < next.due)) next = timer
      }
      if (next === undefined) break
      const due = next
      this.#timers = this.#timers.filter((other) => other !== due)
      this.#now = Math.max(this.#now, due.due)
      due.callback()
    }
    this.#now = Math.max(this.#now, to)
  }

  advance(by: DurationMs): void {
    this.advanceTo(this.#now + by)
  }

  /** Sets the time without calling timers: what an operator's wrong `date` does to the host. */
  step(to: Instant): void {
    this.#now = to
  }
}
