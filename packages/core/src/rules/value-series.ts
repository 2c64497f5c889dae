import type { DurationMs, Instant } from '../model/index.ts'
import { Timeline, type TimelineSnapshot } from './timeline.ts'

/** The sound values of one datastream over the last hours: what a rate of change looks back at. */
export class ValueSeries {
  readonly #entries: Timeline

  constructor(snapshot?: TimelineSnapshot) {
    this.#entries = new Timeline(['f64'], snapshot)
  }

  snapshot(): TimelineSnapshot {
    return this.#entries.snapshot()
  }

  /** Of two values for one time the last wins. */
  store(time: Instant, value: number): void {
    const entries = this.#entries
    if (entries.isSettled(time)) return
    entries.set(0, entries.at(time) ?? entries.insert(time), value)
  }

  /** The value stored for exactly `time`. */
  at(time: Instant): number | undefined {
    const index = this.#entries.at(time)
    return index === undefined ? undefined : this.#entries.get(0, index)
  }

  /** Takes back what was stored for `time`: it was corrected to something that is not sound. */
  drop(time: Instant): void {
    const index = this.#entries.at(time)
    if (index !== undefined) this.#entries.remove(index)
  }

  /** The newest value at or before `time`, unless it is older than `oldest`. */
  before(time: Instant, oldest: Instant): number | undefined {
    const index = this.#entries.after(time) - 1
    if (index < 0 || this.#entries.time(index) < oldest) return undefined
    return this.#entries.get(0, index)
  }

  keep(newest: Instant, horizon: DurationMs): void {
    this.#entries.keep(newest - horizon, horizon)
  }
}
