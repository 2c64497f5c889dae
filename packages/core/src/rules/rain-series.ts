import type { DurationMs, Instant } from '../model/index.ts'
import { Timeline, type TimelineSnapshot } from './timeline.ts'

/** The most that one entry holds: 4,294 mm. */
const MOST_UM = 2 ** 32 - 1

/** What storing an amount did. */
export type Stored = 'new' | 'duplicate' | 'corrected'

/**
 * The rain of one datastream over the last hours, by phenomenonTime, summed over any window exactly: amounts are whole
 * micrometres, so sums are integers.
 */
export class RainSeries {
  readonly #entries: Timeline
  readonly #isCounter: boolean
  readonly #longestStep: DurationMs

  /**
   * @param longestStep a counter's rise over a longer time than this fell somewhere in it: a window that reaches into it takes its share
   */
  constructor(snapshot: TimelineSnapshot | undefined, isCounter: boolean, longestStep: DurationMs) {
    this.#isCounter = isCounter
    this.#longestStep = longestStep
    // Rain so far in µm, of which only differences count: four kilometres of it run over. For counters also the total of each entry, in mm.
    this.#entries = new Timeline(isCounter ? ['u32', 'f64'] : ['u32'], snapshot)
  }

  snapshot(): TimelineSnapshot {
    return this.#entries.snapshot()
  }

  /** Rain of the entries after `before` up to and including `upTo`; -1 stands before the first. */
  #between(before: number, upTo: number): number {
    return (this.#entries.get(0, upTo) - this.#entries.get(0, before)) >>> 0
  }

  /** Adds to the rain of entry `index`, and so to all that is counted from there on. */
  #add(index: number, um: number): void {
    const entries = this.#entries
    if (um === 0) return
    for (let at = index; at < entries.length; at++) entries.set(0, at, entries.get(0, at) + um)
  }

  /** Stores the rain reported for `time`. Of two amounts for one time the last wins. `total` is a counter's own, in mm. */
  store(time: Instant, um: number, total = 0): Stored {
    const entries = this.#entries
    // A counter may have risen by more in months of silence; no window holds so much of it.
    const amountUm = Math.min(um, MOST_UM)
    const known = entries.at(time)
    if (known !== undefined) {
      const before = this.#between(known - 1, known)
      if (this.#isCounter ? entries.get(1, known) === total : before === amountUm) return 'duplicate'
      this.#add(known, amountUm - before)
      this.#setTotal(known, total)
      return 'corrected'
    }
    // A dry report changes no sum, and needs no room.
    if (amountUm === 0 && !this.#isCounter) return 'new'
    const index = entries.insert(time)
    entries.set(0, index, entries.get(0, index - 1))
    this.#add(index, amountUm)
    this.#setTotal(index, total)
    return 'new'
  }

  #setTotal(index: number, total: number): void {
    if (this.#isCounter) this.#entries.set(1, index, total)
  }

  /** Replaces the amount of an entry that exists: a counter's neighbour when a total came between. */
  amend(time: Instant, amountUm: number): void {
    const index = this.#entries.at(time)
    if (index !== undefined) this.#add(index, Math.min(amountUm, MOST_UM) - this.#between(index - 1, index))
  }

  /** The total before and after `time` (counters); an entry at `time` itself is neither. */
  neighbours(time: Instant): {
    before: { time: Instant; total: number } | undefined
    same: number | undefined
    next: { time: Instant; total: number } | undefined
  } {
    const entries = this.#entries
    const after = entries.after(time)
    const same = entries.at(time)
    const total = (index: number) => entries.get(1, index)
    const at = (index: number) =>
      index >= 0 && index < entries.length ? { time: entries.time(index), total: total(index) } : undefined
    return {
      before: at((same ?? after) - 1),
      same: same === undefined ? undefined : total(same),
      next: at(after),
    }
  }

  /** Rain in the half-open window (end − window, end], in micrometres. */
  sumUm(end: Instant, window: DurationMs): number {
    const entries = this.#entries
    const upTo = entries.after(end) - 1
    if (upTo < 0) return 0
    const start = end - window
    const before = entries.after(start) - 1
    const sum = this.#between(before, upTo)
    if (!this.#isCounter || before < 0 || before === upTo) return sum
    const [from, to] = [entries.time(before), entries.time(before + 1)]
    if (to - from <= this.#longestStep) return sum
    const rise = this.#between(before, before + 1)
    return sum - Math.round((rise * (start - from)) / (to - from))
  }

  /** True when `time` lies before everything still held one by one, so that what came then can no longer be told from a duplicate. */
  forgot(time: Instant): boolean {
    return this.#entries.isSettled(time)
  }

  /** Keeps what windows that end at `newest` or later can still need: what is older than `fine` for rules that come later. */
  keep(newest: Instant, horizon: DurationMs, fine: DurationMs): void {
    this.#entries.keep(newest - horizon, horizon, newest - fine)
  }
}
