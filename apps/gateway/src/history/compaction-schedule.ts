import { type DurationMs, HOUR, type Instant, MINUTE, SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { CompactionReport, CompactionRequest } from './duckdb.ts'
import type { Keeping } from './keeping.ts'

/** How the compaction fares. */
export interface Compacting {
  /** Everything of days before this is compacted; undefined while it has not been looked at. */
  readonly before?: Instant | undefined
  /** How long the newest that did something took. */
  readonly took?: DurationMs | undefined
  readonly failure?: { readonly since: Instant; readonly detail: string } | undefined
  /** What the file takes, in bytes, and how much of that it will use again before it grows. */
  readonly bytes?: number | undefined
  readonly freeBytes?: number | undefined
}

/** The first look waits until a start is over. */
const FIRST_AFTER: DurationMs = MINUTE
const EVERY: DurationMs = 10 * MINUTE
const AGAIN_AFTER: DurationMs = HOUR
/** After each slice it rests three times as long as the slice took: it takes a quarter of one core at most. */
const REST = 3
const LONGEST_REST: DurationMs = 5 * SECOND

export interface ScheduleOptions {
  readonly compact: (request: CompactionRequest) => Promise<CompactionReport>
  readonly size: () => Promise<{ readonly bytes: number; readonly freeBytes: number }>
  readonly before: (now: Instant) => Instant
  readonly keeping: Keeping
  readonly clock: Clock
  readonly log: Log
  readonly onChange: (compacting: Compacting) => void
}

/** Looks every ten minutes whether a day is over and has to be compacted, and does it slowly. What fails is tried again an hour later. */
export class CompactionSchedule {
  readonly #options: ScheduleOptions
  #state: Compacting = {}
  #cancel: (() => void) | undefined
  #stopped = false
  #wake: (() => void) | undefined

  constructor(options: ScheduleOptions) {
    this.#options = options
  }

  start(): void {
    this.#next(FIRST_AFTER)
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#wake?.()
  }

  #next(delay: DurationMs): void {
    if (this.#stopped) return
    this.#cancel = this.#options.clock.after(delay, () => void this.#look())
  }

  async #look(): Promise<void> {
    const { compact, size, before, keeping, clock, log, onChange } = this.#options
    const now = clock.now()
    const begun = performance.now()
    try {
      const { compacted, givenUp } = await compact({ now, keeping, slow: this.#rests() })
      const didSomething = compacted.length + givenUp.length > 0
      const took = didSomething ? performance.now() - begun : this.#state.took
      if (didSomething) log.info('history.compacted', { compacted, givenUp, tookMs: Math.round(took ?? 0) })
      if (this.#state.failure !== undefined) log.info('history.compactionRecovered')
      this.#state = { before: before(now), took, ...(await size()) }
      this.#next(EVERY)
    } catch (error) {
      if (this.#stopped) return
      const detail = error instanceof Error ? error.message : String(error)
      log.warn('history.compactionFailed', { detail })
      this.#state = { ...this.#state, failure: { since: this.#state.failure?.since ?? now, detail } }
      this.#next(AGAIN_AFTER)
    }
    onChange(this.#state)
  }

  /** Between slices: long enough that live work does not notice. */
  #rests(): () => Promise<void> {
    let since = performance.now()
    return async () => {
      const rest = Math.min(LONGEST_REST, REST * (performance.now() - since))
      if (!this.#stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, rest)
          this.#wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      since = performance.now()
    }
  }
}
