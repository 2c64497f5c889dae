import type { DurationMs, Instant } from '../model/index.ts'

/** What storing an amount did. */
export type Stored = 'new' | 'duplicate' | 'corrected'

/** The serialisable form: parallel arrays, oldest first; micrometres, and for counters the totals. */
export interface RainSnapshot {
  readonly times: readonly Instant[]
  readonly amounts: readonly number[]
  readonly totals?: readonly number[] | undefined
  /** Up to here entries were forgotten. */
  readonly forgotten?: Instant | undefined
}

/**
 * The rain of one datastream over the last hours, by phenomenonTime, summed over any window exactly: amounts are whole
 * micrometres, so sums are integers. `sums[i]` is the rain from the start of the series up to and including entry i.
 */
export class RainSeries {
  #times: Instant[]
  #amounts: number[]
  #sums: number[] = []
  /** Counter datastreams only: the running total of each entry, in mm. */
  #totals: number[] | undefined

  readonly #longestStep: DurationMs

  /**
   * @param longestStep a counter's rise over a longer time than this fell somewhere in it: a window that reaches into it takes its share
   */
  constructor(snapshot: RainSnapshot | undefined, withTotals: boolean, longestStep: DurationMs) {
    this.#longestStep = longestStep
    this.#forgotten = snapshot?.forgotten ?? Number.NEGATIVE_INFINITY
    this.#times = [...(snapshot?.times ?? [])]
    this.#amounts = [...(snapshot?.amounts ?? [])]
    this.#totals = withTotals ? [...(snapshot?.totals ?? [])] : undefined
    this.#sum(0)
  }

  snapshot(): RainSnapshot {
    const forgotten = Number.isFinite(this.#forgotten) ? this.#forgotten : undefined
    return { times: this.#times, amounts: this.#amounts, totals: this.#totals, forgotten }
  }

  /** Index of the first entry after `time`. */
  #after(time: Instant): number {
    let low = 0
    let high = this.#times.length
    // The common case: `time` is the newest.
    if (high > 0 && (this.#times[high - 1] as number) <= time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times[middle] as number) <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Stores the rain reported for `time`. Of two amounts for one time the last wins. */
  store(time: Instant, amountUm: number, total?: number): Stored {
    const index = this.#after(time)
    const last = index - 1
    if (last >= 0 && this.#times[last] === time) {
      const same = this.#totals ? this.#totals[last] === total : this.#amounts[last] === amountUm
      if (same) return 'duplicate'
      this.#amounts[last] = amountUm
      if (this.#totals) this.#totals[last] = total ?? 0
      this.#sum(last)
      return 'corrected'
    }
    this.#times.splice(index, 0, time)
    this.#amounts.splice(index, 0, amountUm)
    this.#totals?.splice(index, 0, total ?? 0)
    this.#sum(index)
    return 'new'
  }

  /** Replaces the amount of an entry that exists: a counter's neighbour when a total came between. */
  amend(time: Instant, amountUm: number): void {
    const index = this.#after(time) - 1
    if (index < 0 || this.#times[index] !== time) return
    this.#amounts[index] = amountUm
    this.#sum(index)
  }

  /** The total before and after `time` (counters); an entry at `time` itself is neither. */
  neighbours(time: Instant): {
    before: { time: Instant; total: number } | undefined
    same: number | undefined
    next: { time: Instant; total: number } | undefined
  } {
    const after = this.#after(time)
    const same = after > 0 && this.#times[after - 1] === time
    const at = (index: number) =>
      index >= 0 && index < this.#times.length
        ? { time: this.#times[index] as number, total: this.#totals?.[index] as number }
        : undefined
    return {
      before: at(same ? after - 2 : after - 1),
      same: same ? this.#totals?.[after - 1] : undefined,
      next: at(after),
    }
  }

  /** Rain in the half-open window (end − window, end], in micrometres. */
  sumUm(end: Instant, window: DurationMs): number {
    const upTo = this.#after(end) - 1
    if (upTo < 0) return 0
    const start = end - window
    const before = this.#after(start) - 1
    const sum = (this.#sums[upTo] as number) - (before < 0 ? 0 : (this.#sums[before] as number))
    if (this.#totals === undefined || before < 0 || before === upTo) return sum
    const [from, to] = [this.#times[before] as number, this.#times[before + 1] as number]
    if (to - from <= this.#longestStep) return sum
    return sum - Math.round(((this.#amounts[before + 1] as number) * (start - from)) / (to - from))
  }

  /** True when `time` lies before everything still held, so that what came then can no longer be told from a duplicate. */
  forgot(time: Instant): boolean {
    return this.#forgotten >= time
  }

  #forgotten: Instant

  /** Forgets entries up to and including `time`. Trims only when that frees a good part, to stay cheap per reading. */
  forget(time: Instant): void {
    const count = this.#after(time)
    if (count < 64 || count * 2 < this.#times.length) return
    this.#forgotten = this.#times[count - 1] as number
    this.#times = this.#times.slice(count)
    this.#amounts = this.#amounts.slice(count)
    this.#totals = this.#totals?.slice(count)
    this.#sum(0)
  }

  #sum(from: number): void {
    let sum = from === 0 ? 0 : (this.#sums[from - 1] as number)
    this.#sums.length = this.#times.length
    for (let index = from; index < this.#amounts.length; index++) {
      sum += this.#amounts[index] as number
      this.#sums[index] = sum
    }
  }
}
