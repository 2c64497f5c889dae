import type { DatabaseSync } from 'node:sqlite'
import type { BoxSummary } from '@tocsin/contract'
import { type BoxStanding, type Instant, observe, SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { BoxService } from '../http/box-service.ts'
import type { Log } from '../log.ts'
import type { BoxFound } from './box-warning.ts'
import { BoxWarningStore } from './box-warning-store.ts'
import type { Reachable, Seen } from './reach.ts'

/** The box is looked over so often. */
export const LOOK_EVERY = 10 * SECOND

export interface BoxWatchOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
  readonly reach: Reachable
  /** What else is wrong, each asked at every look. */
  readonly sources: readonly (() => readonly BoxFound[])[]
  /** Something was raised, cleared, acknowledged, or counts otherwise. */
  readonly onChange: (summary: BoxSummary) => void
}

/** Looks over the box every ten seconds, and keeps what is wrong with it as warnings of its own. It calls nobody and changes nothing else. */
export class BoxWatch {
  readonly #options: BoxWatchOptions
  readonly #store: BoxWarningStore
  #standing: readonly BoxStanding<BoxFound>[]
  #counts = { villages: 0, cannot: 0, soon: 0 }
  #cancelTick: (() => void) | undefined
  #cancelSlice: (() => void) | undefined
  #failure: { readonly since: Instant; readonly detail: string } | undefined
  #sliceMs = 0

  constructor(options: BoxWatchOptions) {
    this.#options = options
    this.#store = new BoxWarningStore(options.database)
    this.#standing = this.#store.standing()
  }

  /** Why the box is not looked over; undefined when it is. */
  get failure(): { readonly since: Instant; readonly detail: string } | undefined {
    return this.#failure
  }

  /** Villages, and how many of them cannot be warned now, or soon. */
  get counts(): { readonly villages: number; readonly cannot: number; readonly soon: number } {
    return this.#counts
  }

  /** How long the newest look held up the main thread in one piece, at the most. */
  get sliceMs(): number {
    return this.#sliceMs
  }

  start(): void {
    const tick = () => {
      this.#cancelTick = this.#options.clock.after(LOOK_EVERY, tick)
      this.#look()
    }
    tick()
  }

  stop(): void {
    this.#cancelTick?.()
    this.#cancelSlice?.()
    this.#cancelTick = undefined
    this.#cancelSlice = undefined
  }

  summary(): BoxSummary {
    const open = this.#store.open()
    const unacknowledged = open.filter(({ acknowledged }) => acknowledged === null).length
    return { ...this.#counts, open: open.length, unacknowledged }
  }

  /** Begins a look, unless the one before still goes on. */
  #look(): void {
    if (this.#cancelSlice !== undefined) return
    const { clock, reach } = this.#options
    let longest = 0
    const slices = reach.findings()
    const slice = () => {
      this.#cancelSlice = undefined
      const begun = performance.now()
      this.#guard(() => {
        const next = slices.next()
        if (next.done) this.#keep(next.value)
        // Readings that came meanwhile go first.
        else this.#cancelSlice = clock.after(0, slice)
      })
      longest = Math.max(longest, performance.now() - begun)
      if (this.#cancelSlice === undefined) this.#sliceMs = longest
    }
    slice()
  }

  #guard(work: () => void): void {
    const { clock, log } = this.#options
    try {
      work()
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      if (this.#failure === undefined) log.error('box.watchStands', { detail })
      this.#failure = { since: this.#failure?.since ?? clock.now(), detail }
    }
  }

  #keep({ found, ...counts }: Seen): void {
    const { clock, log, sources } = this.#options
    const now = clock.now()
    const before = new Map(this.#standing.map((one) => [one.finding.key, one.finding]))
    const observed = observe(this.#standing, [...found, ...sources.flatMap((source) => source())], now)
    const raised = new Set(observed.raised.map(({ finding }) => finding.key))
    const changed = observed.standing
      .filter(({ raisedAt }) => raisedAt !== null)
      .map(({ finding }) => finding)
      .filter(({ key }) => !raised.has(key))
      .filter((finding) => wordsOf(before.get(finding.key)) !== wordsOf(finding))
    this.#store.keep(observed.raised, observed.cleared, changed, now)
    // Only what is stored counts as told.
    this.#standing = observed.standing
    const isNews =
      observed.raised.length + observed.cleared.length + changed.length > 0 ||
      JSON.stringify(counts) !== JSON.stringify(this.#counts)
    this.#counts = counts
    this.#failure = undefined
    for (const { finding } of observed.raised) {
      const { kind, village, urgent, reason } = finding
      log[urgent ? 'error' : 'warn']('box.raised', { kind, village, detail: reason.en })
    }
    for (const { finding } of observed.cleared) {
      log.info('box.cleared', { kind: finding.kind, village: finding.village, detail: finding.reason.en })
    }
    if (isNews) this.#tell()
  }

  /** Tells of what has changed. */
  #tell(): void {
    this.#options.onChange(this.summary())
  }

  /** As HTTP sees it. */
  service(): BoxService {
    return {
      blindSpots: () => this.#options.reach.look(),
      warnings: () => ({ open: this.#store.open(), over: this.#store.over() }),
      summary: () => this.summary(),
      acknowledge: (ids, note, by) => {
        this.#store.acknowledge(ids, { by: by.id, name: by.name, at: this.#options.clock.now(), note })
        this.#tell()
      },
    }
  }
}

function wordsOf(finding: BoxFound | undefined): string {
  return JSON.stringify([finding?.reason, finding?.gauge, finding?.plan, finding?.person])
}
