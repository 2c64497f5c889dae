import type { BacktestCourse, Firing } from '@tocsin/contract'
import { type DurationMs, type Instant, parseDuration, UM_PER_MM } from '@tocsin/core'
import type { Feed, Plan } from './plan.ts'

/** A step longer than so many intervals is a gap, here as in the console's charts. */
const GAP_INTERVALS = 2.5
const MOST_GAPS = 500
const MOST_REAL = 200

/** What a course is of, and into how many stretches it is cut. */
export interface CourseWanted {
  readonly from: Instant
  readonly to: Instant
  readonly buckets: number
  readonly row: number | null
}

interface Line {
  readonly window: string | null
  readonly lengthMs: DurationMs
  readonly values: Float64Array
  /** Number of the oldest amount within the window, and what all of them come to in µm. */
  oldest: number
  sumUm: number
  record: { value: number; at: Instant } | null
}

/**
 * What a rule looked at in one datastream: its values, or for rain the sum over each window that the rule goes by, as the most extreme within each
 * stretch; and where nothing was observed. Sums are of whole micrometres and the window is half open at its old end, as the judge has it.
 */
export class Course {
  readonly feed: Feed
  readonly #wanted: CourseWanted
  readonly #sign: 1 | -1
  readonly #bucketMs: DurationMs
  readonly #lines: Line[]
  readonly #longestStep: DurationMs
  /** Rain that some window may still hold. */
  #times: number[] = []
  #amountsUm: number[] = []
  #last: Instant | undefined
  readonly #gaps: { from: Instant; to: Instant }[] = []
  #gapCount = 0
  #gapMs: DurationMs = 0

  constructor(feed: Feed, plan: Plan, wanted: CourseWanted) {
    const { condition } = plan.rule
    this.feed = feed
    this.#wanted = wanted
    this.#sign = 'direction' in condition && condition.direction === 'below' ? -1 : 1
    this.#bucketMs = Math.max(1, Math.ceil((wanted.to - wanted.from) / wanted.buckets))
    this.#longestStep = GAP_INTERVALS * feed.datastream.intervalMs
    this.#lines = windowsOf(plan).map((window) => ({
      window,
      lengthMs: window === null ? 0 : (parseDuration(window) ?? 0),
      values: new Float64Array(wanted.buckets).fill(Number.NaN),
      oldest: 0,
      sumUm: 0,
      record: null,
    }))
  }

  /** A usable value, in order of time; of rain what fell since the one before. */
  take(time: Instant, value: number): void {
    const { from, to } = this.#wanted
    if (time >= to) return
    this.#step(time)
    const isRain = this.feed.datastream.form !== undefined
    if (isRain) {
      this.#times.push(time)
      this.#amountsUm.push(Math.round(value * UM_PER_MM))
    }
    for (const line of this.#lines) {
      const found = line.window === null ? value : this.#sumUm(line, time) / UM_PER_MM
      if (time < from) continue
      const at = Math.min(this.#wanted.buckets - 1, Math.floor((time - from) / this.#bucketMs))
      const known = line.values[at] as number
      if (Number.isNaN(known) || found * this.#sign > known * this.#sign) line.values[at] = found
      if (line.record === null || found * this.#sign > line.record.value * this.#sign)
        line.record = { value: found, at: time }
    }
    this.#forget()
  }

  /** Rain of the window that ends with `time`, which is no older than the last. */
  #sumUm(line: Line, time: Instant): number {
    line.sumUm += this.#amountsUm.at(-1) as number
    while ((this.#times[line.oldest] as number) <= time - line.lengthMs) {
      line.sumUm -= this.#amountsUm[line.oldest] as number
      line.oldest++
    }
    return line.sumUm
  }

  /** Amounts that no window holds any more, now and then. */
  #forget(): void {
    const spent = Math.min(...this.#lines.map(({ oldest }) => oldest))
    if (spent < 4096) return
    this.#times = this.#times.slice(spent)
    this.#amountsUm = this.#amountsUm.slice(spent)
    for (const line of this.#lines) line.oldest -= spent
  }

  #step(time: Instant): void {
    const before = this.#last ?? this.#wanted.from
    this.#last = time
    if (time - before > this.#longestStep) this.#gap(Math.max(before, this.#wanted.from), time)
  }

  #gap(from: Instant, to: Instant): void {
    if (to <= from) return
    this.#gapCount++
    this.#gapMs += to - from
    if (this.#gaps.length < MOST_GAPS) this.#gaps.push({ from, to })
  }

  /** All of it, once everything was taken; with what was really raised on the datastream. */
  finish(real: readonly Firing[]): BacktestCourse {
    const { from, to, row } = this.#wanted
    const last = this.#last ?? from
    if (this.#last === undefined || to - last > this.#longestStep) this.#gap(Math.max(last, from), to)
    return {
      datastream: this.feed.id,
      row,
      unit: this.feed.datastream.form === undefined ? this.feed.datastream.unit : 'mm',
      bucketMs: this.#bucketMs,
      lines: this.#lines.map(({ window, values, record }) => ({
        window,
        values: Array.from(values, (value) => (Number.isNaN(value) ? null : Number(value.toPrecision(12)))),
        record,
      })),
      gaps: this.#gaps,
      gapCount: this.#gapCount,
      gapMs: this.#gapMs,
      real: real.slice(0, MOST_REAL),
    }
  }
}

/** The windows over which a rule sums rain, the shortest first; of any other rule the value itself. */
function windowsOf({ rule, tables }: Plan): (string | null)[] {
  if (rule.condition.kind !== 'accumulation') return [null]
  const { condition } = rule
  const named =
    'table' in condition
      ? (tables.find(({ id }) => id === condition.table)?.columns ?? []).flatMap(({ window }) => window ?? [])
      : Object.values(rule.levels as Record<string, { anyOf: Record<string, number> }>).flatMap(({ anyOf }) =>
          Object.keys(anyOf),
        )
  return [...new Set(named)].sort((a, b) => (parseDuration(a) ?? 0) - (parseDuration(b) ?? 0))
}
