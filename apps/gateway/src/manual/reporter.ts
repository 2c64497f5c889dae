import type { ManualReportView } from '@tocsin/contract'
import {
  beyond,
  DAY,
  type Datastream,
  type DurationMs,
  datastreamId,
  type Instant,
  MINUTE,
  type ReadingsEntry,
  SECOND,
  type Station,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { NewReport, ReportStore } from './report-store.ts'

/** Nobody reports from memory what was longer ago. */
const OLDEST: DurationMs = DAY
/** A phone's clock may run ahead. */
const AHEAD: DurationMs = 5 * MINUTE
const AGAIN_AFTER: DurationMs = 15 * SECOND

/** Why a value is not taken; it can be asked for again. */
export type Implausible =
  | { readonly kind: 'beyond'; readonly low: number; readonly high: number; readonly unit: string }
  | { readonly kind: 'time' }

export interface ReporterOptions {
  readonly store: ReportStore
  readonly clock: Clock
  readonly log: Log
  /** Journals an entry; calls back when it is on disk. */
  keep(entry: ReadingsEntry, done: (failure?: Error) => void): void
  station(id: string): Station | undefined
}

/**
 * Takes what people report. It is stored first, then journalled as every reading is; what is stored and was not journalled, because the gateway stopped in
 * between or the disk refused, is handed to the journal again. The judge knows a repetition by its time and value.
 */
export class Reporter {
  readonly #options: ReporterOptions
  #cancel: (() => void) | undefined
  #stopped = true

  constructor(options: ReporterOptions) {
    this.#options = options
  }

  start(): void {
    this.#stopped = false
    for (const report of this.#options.store.pending()) this.journal(report)
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  /** What speaks against a value; undefined: nothing does. */
  refusal(datastream: Datastream, value: number, at: Instant): Implausible | undefined {
    const now = this.#options.clock.now()
    if (at > now + AHEAD || at < now - OLDEST) return { kind: 'time' }
    const bounds = beyond(datastream, value)
    return bounds && { kind: 'beyond', low: bounds[0], high: bounds[1], unit: datastream.unit }
  }

  /** Stores a report. To be called within a transaction or alone; `journal` comes after it. */
  store(report: NewReport): { readonly isNew: boolean; readonly report: ManualReportView } {
    const now = this.#options.clock.now()
    return this.#options.store.add({ ...report, phenomenonTime: Math.min(report.phenomenonTime, now) })
  }

  /** Hands a stored reading to the journal; `done` is called once it is on disk, or cannot be now and is tried again later. */
  journal(report: ManualReportView, done: (failure?: Error) => void = () => {}): void {
    const { store, clock, keep, station } = this.#options
    const { id, kept, value, datastream: name } = report
    const found = station(report.station ?? '')
    if (kept || value === null || name === null || found === undefined || this.#stopped) {
      done(kept || value === null ? undefined : new Error('the gateway cannot take it now'))
      return
    }
    const at = clock.now()
    const reading = {
      datastream: datastreamId(found.id, name),
      phenomenonTime: report.phenomenonTime,
      receivedAt: at,
      value,
    }
    keep({ type: 'readings', at, station: found.id, readings: [reading], rejections: [] }, (failure) => {
      if (failure === undefined) store.keep(id)
      else this.#again(failure)
      done(failure)
    })
  }

  #again(failure: Error): void {
    this.#options.log.error('manual.notKept', { detail: failure.message, againInMs: AGAIN_AFTER })
    this.#cancel?.()
    this.#cancel = this.#options.clock.after(AGAIN_AFTER, () => {
      if (!this.#stopped) for (const report of this.#options.store.pending()) this.journal(report)
    })
  }
}
