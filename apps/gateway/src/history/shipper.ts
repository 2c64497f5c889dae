import { type DurationMs, type Instant, type Position, SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import { JournalGap } from '../journal/file.ts'
import type { Log } from '../log.ts'
import type { ObservationSource, PositionedObservation } from './history.ts'

/** Where judged observations are shipped to, and how far that has got. */
export interface Projection {
  readonly name: string
  /** The durable position that everything up to has been shipped; 0 when nothing has. */
  checkpoint(): Promise<Position>
  /** Resolves once the observations and the position are durable. Must accept the same ones twice. */
  ship(observations: readonly PositionedObservation[], position: Position): Promise<void>
  /** What it would not take; undefined: nothing. */
  setAside?(): SetAside | undefined
}

/** How a projection fares. */
export interface Shipping {
  /** Everything up to here has been shipped; undefined while the projection could not be asked yet. */
  readonly position?: Position | undefined
  /** Why nothing can be shipped, and since when. */
  readonly failure?: { readonly since: Instant; readonly detail: string } | undefined
  /** Set while it takes observations, but slower than they come. */
  readonly behindSince?: Instant | undefined
  /** When the entry that waits longest began to; undefined while nothing waits. */
  readonly waitingSince?: Instant | undefined
  /** Entries that the journal no longer had when they were due: they are missing there. */
  readonly lost: number
  /** Observations shipped since the start, in how many batches, and how long the newest of them took. */
  readonly shipped: number
  readonly batches: number
  readonly tookMs: DurationMs
  /** Attempts that failed since the start. */
  readonly failures: number
  readonly setAside?: SetAside | undefined
}

/** Observations that a store refuses for good: kept aside, so that they hold up no others. */
export interface SetAside {
  readonly count: number
  readonly newestAt: Instant
  /** Their file in the data folder. */
  readonly file: string
}

export interface ShipperOptions {
  readonly projection: Projection
  readonly source: ObservationSource
  readonly clock: Clock
  readonly log: Log
  readonly onChange?: (shipping: Shipping) => void
}

/** Observations of one batch, about: some megabytes, and well under a second of work in either store. */
export const BATCH = 20_000
/** Readings gather this long, so that a quiet box commits once a second and not once a reading. */
export const GATHER: DurationMs = SECOND
/** With this many entries waiting there is a batch to ship at once. */
const FULL_BATCH = BATCH / 2
const FIRST_RETRY: DurationMs = SECOND
const LAST_RETRY: DurationMs = 30 * SECOND
/** Waiting this long without a failure means that the store is slower than the stations. */
const SLOW: DurationMs = 60 * SECOND

/** Ships judged observations from disk into one projection, in journal order, behind its checkpoint, for as long as it takes. */
export class Shipper {
  readonly #options: ShipperOptions
  #upTo: Position | undefined
  #position: Position | undefined
  #failure: Shipping['failure']
  #retryAfter: DurationMs = FIRST_RETRY
  /** An entry that waited, and since when: once it is shipped the next one is marked. */
  #mark: { readonly position: Position; readonly at: Instant } | undefined
  #lost = 0
  #shipped = 0
  #batches = 0
  #tookMs: DurationMs = 0
  #failures = 0
  #stopped = false
  #wake: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(options: ShipperOptions) {
    this.#options = options
  }

  /** Entries up to `upTo` may be shipped: what the judge made of them is durable. The first call starts the shipping. */
  offer(upTo: Position): void {
    this.#upTo = Math.max(this.#upTo ?? 0, upTo)
    this.#running ??= this.#run()
    if (this.#waiting() >= FULL_BATCH && this.#failure === undefined) this.#wake?.()
  }

  state(): Shipping {
    const now = this.#options.clock.now()
    const mark = this.#mark
    return {
      position: this.#position,
      failure: this.#failure,
      behindSince: mark !== undefined && now - mark.at >= SLOW ? mark.at : undefined,
      waitingSince: this.#waiting() > 0 ? mark?.at : undefined,
      lost: this.#lost,
      shipped: this.#shipped,
      batches: this.#batches,
      tookMs: this.#tookMs,
      failures: this.#failures,
      setAside: this.#options.projection.setAside?.(),
    }
  }

  /** Ends after the batch that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#wake?.()
    await this.#running
  }

  #waiting(): number {
    return this.#position === undefined ? 0 : (this.#upTo ?? 0) - this.#position
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#shipAll()
        this.#recover()
      } catch (error) {
        if (error instanceof JournalGap) this.#skip(error)
        else this.#fail(error)
      }
      if (!this.#stopped) await this.#pause(this.#failure === undefined ? GATHER : this.#retryAfter)
    }
  }

  async #shipAll(): Promise<void> {
    const { projection, source } = this.#options
    this.#position ??= this.#checked(await projection.checkpoint())
    while (!this.#stopped) {
      const upTo = this.#upTo as Position
      this.#track(upTo)
      if (this.#position >= upTo) return
      const { position, observations } = source.read(this.#position, upTo, BATCH)
      if (position <= this.#position) return
      const begun = performance.now()
      await projection.ship(observations, position)
      this.#tookMs = performance.now() - begun
      this.#batches++
      this.#shipped += observations.length
      this.#position = position
      this.#recover()
      this.#changed()
    }
  }

  /** A checkpoint beyond the journal was made with another journal, which has been replaced since. */
  #checked(checkpoint: Position): Position {
    const upTo = this.#upTo as Position
    if (checkpoint <= upTo) return checkpoint
    this.#options.log.error('shipping.journal-replaced', {
      projection: this.#options.projection.name,
      checkpoint,
      journal: upTo,
      effect: 'shipping starts again from the beginning of the journal',
    })
    return 0
  }

  #track(upTo: Position): void {
    if (this.#mark !== undefined && (this.#position as Position) < this.#mark.position) return
    this.#mark =
      (this.#position as Position) < upTo ? { position: upTo, at: this.#options.clock.now() } : undefined
  }

  #skip(gap: JournalGap): void {
    const from = this.#position ?? 0
    const lost = gap.oldest - 1 - from
    this.#lost += lost
    this.#position = gap.oldest - 1
    this.#options.log.error('shipping.gap', {
      projection: this.#options.projection.name,
      after: from,
      resumedAt: gap.oldest,
      entries: lost,
    })
    this.#changed()
  }

  #fail(error: unknown): void {
    const { clock, log, projection } = this.#options
    const detail = reasonOf(error)
    this.#failures++
    this.#retryAfter = this.#failure === undefined ? FIRST_RETRY : Math.min(this.#retryAfter * 2, LAST_RETRY)
    if (this.#failure?.detail !== detail) {
      log.warn('shipping.failed', { projection: projection.name, detail, waiting: this.#waiting() })
    }
    this.#failure = { since: this.#failure?.since ?? clock.now(), detail }
    this.#changed()
  }

  #recover(): void {
    if (this.#failure === undefined) return
    const { log, projection } = this.#options
    log.info('shipping.recovered', { projection: projection.name, failedSince: this.#failure.since })
    this.#failure = undefined
    this.#changed()
  }

  #changed(): void {
    this.#options.onChange?.(this.state())
  }

  #pause(delay: DurationMs): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(delay, () => this.#wake?.())
      this.#wake = () => {
        this.#wake = undefined
        cancel()
        resolve()
      }
    })
  }
}

/** The innermost reason: `fetch failed` and the like hide it in their cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return reasonOf(error.cause)
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error.message === '' ? error.name : error.message
}
