import type { Part, Stage, StageView } from '@tocsin/contract'
import { type DurationMs, MINUTE, SECOND } from '@tocsin/core'
import { type Counted, type Histogram, quantile } from './histogram.ts'

/** What a stage tells of itself whenever it is asked. Counts are since the start and never go back; undefined: there is no such figure. */
export interface StageMeter {
  readonly stage: Stage
  readonly done?: () => number
  readonly errors?: () => number
  readonly waiting?: () => number | undefined
  readonly lagMs?: () => DurationMs | undefined
  readonly took?: Histogram
}

interface Note {
  readonly atMs: number
  readonly done: readonly number[]
  readonly errors: readonly number[]
  readonly took: readonly (Counted | undefined)[]
}

/** Counts are noted so often, and kept so long. */
const NOTE_EVERY: DurationMs = 2 * SECOND
const KEPT: DurationMs = 5 * MINUTE
/** A rate is taken over about this long. */
const RATE_OVER: DurationMs = 10 * SECOND
const TOOK_OVER: DurationMs = MINUTE

/** What every stage does, over time: rates, errors and durations of lately, out of counts that are noted every two seconds. */
export class StageFigures {
  readonly #meters: readonly StageMeter[]
  readonly #nowMs: () => number
  /** Oldest first. */
  #notes: Note[] = []
  #timer: NodeJS.Timeout | undefined

  /** `nowMs`: a clock that nobody sets. */
  constructor(meters: readonly StageMeter[], nowMs: () => number = () => performance.now()) {
    this.#meters = meters
    this.#nowMs = nowMs
    this.note()
  }

  start(): void {
    this.#timer = setInterval(() => this.note(), NOTE_EVERY)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  note(): void {
    const atMs = this.#nowMs()
    this.#notes.push({
      atMs,
      done: this.#meters.map(({ done }) => done?.() ?? 0),
      errors: this.#meters.map(({ errors }) => errors?.() ?? 0),
      took: this.#meters.map(({ took }) => took?.counted()),
    })
    const old = this.#notes.findIndex((note) => atMs - note.atMs <= KEPT)
    // One from before the stretch stays, so that the whole of it is covered.
    if (old > 1) this.#notes = this.#notes.slice(old - 1)
  }

  /** Errors of a stage within the last five minutes. */
  errorsLately(stage: Stage): number {
    const index = this.#meters.findIndex((meter) => meter.stage === stage)
    const total = this.#meters[index]?.errors?.() ?? 0
    return total - (this.#notes[0]?.errors[index] ?? total)
  }

  /** What a stage has done within the last five minutes. */
  doneLately(stage: Stage): number {
    const index = this.#meters.findIndex((meter) => meter.stage === stage)
    const total = this.#meters[index]?.done?.() ?? 0
    return total - (this.#notes[0]?.done[index] ?? total)
  }

  views(partOf: (stage: Stage) => Part): StageView[] {
    return this.#meters.map((meter, index) => ({
      stage: meter.stage,
      ...partOf(meter.stage),
      ...this.#figures(meter, index),
    }))
  }

  #figures(
    { stage, done, errors, waiting, lagMs, took }: StageMeter,
    index: number,
  ): Omit<StageView, keyof Part | 'stage'> {
    const rates = done === undefined ? [] : this.#rates(index)
    return {
      done: done?.() ?? null,
      perSecond: rates.at(-1) ?? null,
      trend: rates,
      waiting: waiting?.() ?? null,
      lagMs: lagMs?.() ?? null,
      took: took === undefined ? null : this.#took(took, index),
      errors: errors === undefined ? null : { lately: this.errorsLately(stage), total: errors() },
    }
  }

  /** A second, ten seconds each, the newest last. */
  #rates(index: number): number[] {
    const rates: number[] = []
    let end = this.#notes.length - 1
    while (end > 0 && rates.length < KEPT / RATE_OVER) {
      const last = this.#notes[end] as Note
      let begin = end - 1
      while (begin > 0 && last.atMs - (this.#notes[begin] as Note).atMs < RATE_OVER) begin--
      const first = this.#notes[begin] as Note
      const seconds = (last.atMs - first.atMs) / 1000
      if (seconds > 0) rates.unshift(((last.done[index] ?? 0) - (first.done[index] ?? 0)) / seconds)
      end = begin
    }
    return rates
  }

  #took(took: Histogram, index: number): StageView['took'] {
    const now = took.counted()
    const atMs = this.#nowMs()
    const before = this.#notes.find((note) => atMs - note.atMs <= TOOK_OVER)?.took[index]
    const median = quantile(0.5, now, before)
    const p99 = quantile(0.99, now, before)
    return median === null || p99 === null ? null : { medianMs: median * 1000, p99Ms: p99 * 1000 }
  }
}
