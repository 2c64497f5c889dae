import { type DurationMs, decimal, type Instant } from '../model/index.ts'
import { Timeline, type TimelineSnapshot } from './timeline.ts'

/** What readings say of a window: the integral of the value, and how much of the window they cover. */
export interface Covered {
  /** Value × milliseconds. */
  readonly integral: number
  readonly coveredMs: DurationMs
}

/**
 * The values of one datastream as an integral over time. A value stands for the time since the one before it, at most `longestStep`; the
 * first for one interval.
 */
export class IntegralSeries {
  readonly #entries: Timeline
  readonly #interval: DurationMs
  readonly #longestStep: DurationMs

  constructor(snapshot: TimelineSnapshot | undefined, interval: DurationMs, longestStep: DurationMs) {
    this.#interval = interval
    this.#longestStep = longestStep
    // Running totals: value × milliseconds, and milliseconds covered.
    this.#entries = new Timeline(['f64', 'f64'], snapshot)
  }

  snapshot(): TimelineSnapshot {
    return this.#entries.snapshot()
  }

  #upTo(column: 0 | 1, index: number): number {
    return this.#entries.get(column, index)
  }

  /** Of two values for one time the last wins. A late value takes its part of the time that the one after it stood for. */
  store(time: Instant, value: number): void {
    const entries = this.#entries
    if (entries.isSettled(time)) return
    const known = entries.at(time)
    const index = known ?? entries.insert(time)
    if (known === undefined)
      for (const column of [0, 1] as const) this.#put(column, index, this.#upTo(column, index - 1))
    const length = this.#stretch(index)
    const next = index + 1 < entries.length ? this.#valueAt(index + 1) : undefined
    this.#amend(index, value * length, length)
    if (known === undefined && next !== undefined) {
      const rest = this.#stretch(index + 1)
      this.#amend(index + 1, next * rest, rest)
    }
  }

  /** Takes back what was stored for `time`: it was found impossible. The value after it takes over its part of the time. */
  drop(time: Instant): void {
    const entries = this.#entries
    const index = entries.at(time)
    if (index === undefined || entries.isSettled(time)) return
    const next = index + 1 < entries.length ? this.#valueAt(index + 1) : undefined
    this.#amend(index, 0, 0)
    entries.remove(index)
    if (next === undefined) return
    const length = this.#stretch(index)
    this.#amend(index, next * length, length)
  }

  /** The value stored for exactly `time`. */
  at(time: Instant): number | undefined {
    const index = this.#entries.at(time)
    return index === undefined || this.#entries.isSettled(time) ? undefined : decimal(this.#valueAt(index))
  }

  /** The time that entry `index` stands for. */
  #stretch(index: number): DurationMs {
    // What lies before the first one held was forgotten, unless there never was anything.
    if (index === 0) return this.#upTo(1, -1) === 0 ? this.#interval : this.#longestStep
    return Math.min(this.#entries.time(index) - this.#entries.time(index - 1), this.#longestStep)
  }

  #valueAt(index: number): number {
    const integral = this.#upTo(0, index) - this.#upTo(0, index - 1)
    return integral / (this.#upTo(1, index) - this.#upTo(1, index - 1))
  }

  #put(column: 0 | 1, index: number, total: number): void {
    this.#entries.set(column, index, total)
  }

  /** Gives entry `index` this integral and stretch, and moves all that is counted from there on. */
  #amend(index: number, integral: number, length: DurationMs): void {
    const integralBy = integral - (this.#upTo(0, index) - this.#upTo(0, index - 1))
    const lengthBy = length - (this.#upTo(1, index) - this.#upTo(1, index - 1))
    for (let at = index; at < this.#entries.length; at++) {
      this.#put(0, at, this.#upTo(0, at) + integralBy)
      this.#put(1, at, this.#upTo(1, at) + lengthBy)
    }
  }

  /** What is known of the half-open window (end − window, end]. */
  over(end: Instant, window: DurationMs): Covered {
    const entries = this.#entries
    const upTo = entries.after(end) - 1
    if (upTo < 0) return { integral: 0, coveredMs: 0 }
    const start = end - window
    const before = entries.after(start) - 1
    let integral = this.#upTo(0, upTo) - this.#upTo(0, before)
    let coveredMs = this.#upTo(1, upTo) - this.#upTo(1, before)
    // The first entry within may stand for time before the window, too.
    const first = before + 1
    if (first <= upTo) {
      const length = this.#upTo(1, first) - this.#upTo(1, before)
      const outside = start - (entries.time(first) - length)
      if (outside > 0) {
        integral -= this.#valueAt(first) * outside
        coveredMs -= outside
      }
    }
    return { integral, coveredMs }
  }

  keep(newest: Instant, horizon: DurationMs): void {
    this.#entries.keep(newest - horizon, horizon)
  }
}
