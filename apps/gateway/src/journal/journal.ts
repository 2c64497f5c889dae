import { Worker } from 'node:worker_threads'
import type { DurationMs, Instant, JournalEntry, Position } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Counted, Histogram, quantile } from '../meters/histogram.ts'
import { Latch } from '../meters/latch.ts'
import { JournalReader, journalPath, type PositionedEntry } from './file.ts'
import { type Committed, Sheet } from './sheet.ts'
import { PRUNED_AT_ONCE, type WriterReply, type WriterRequest } from './writer-messages.ts'

export interface JournalOptions {
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
}

/** An entry that could not be written: nothing came of it, and it may be handed in again. */
export class NotKept extends Error {
  /** What HTTP answers with. */
  readonly statusCode = 503
}

/** After a failure new entries are refused at once, and the disk is tried again this often. */
const RETRY_EVERY: DurationMs = 500
/** Room for lines that is kept for another time: what large frames needed once is given back. */
const MOST_SPARE_BYTES = 1024 * 1024
const MOST_SPARE = 4
/** Most commits taking this long, for a minute, is a disk that stations wait for. */
const TOO_SLOW: DurationMs = 1000

/**
 * The append-only journal, the only input of what follows. While one group of entries is being fsynced the next one gathers, so that
 * the slower the disk, the larger the groups.
 */
export class Journal {
  readonly #options: JournalOptions
  readonly #path: string
  #worker: Worker | undefined
  #onCommitted: (entries: readonly PositionedEntry[]) => void = () => {}
  /** What gathers; the oldest goes next. */
  #waiting: Sheet[] = []
  /** What the writer has. */
  #flying: Sheet | undefined
  readonly #spare: ArrayBuffer[] = []
  #last: Position = 0
  #scheduled = false
  #failure: { readonly since: Instant; readonly detail: string } | undefined
  readonly #refusals = new Map<string, string>()
  #stopped: (() => void) | undefined
  #pruning: { readonly upTo: Position; readonly before: Instant } | undefined
  #sentAtMs = 0
  /** Entries and group commits since the start, and commits that failed: for the metrics. */
  entries = 0
  commits = 0
  failures = 0
  /** From handing a group of entries to the disk until it is on it. */
  readonly committing = new Histogram()
  #looked: Counted | undefined
  readonly #slowness = new Latch({ raiseAt: TOO_SLOW, clearBelow: TOO_SLOW / 4, looks: 6 })

  constructor(options: JournalOptions) {
    this.#options = options
    this.#path = journalPath(options.dataDir)
  }

  /** Position of the newest committed entry. */
  get last(): Position {
    return this.#last
  }

  /** Since when, and why, nothing can be written; undefined when all is well. */
  get failure(): { readonly since: Instant; readonly detail: string } | undefined {
    return this.#failure
  }

  /** Entries handed in and not yet on disk. */
  get backlog(): number {
    return this.#waiting.reduce((sum, { entries }) => sum + entries.length, this.#flying?.entries.length ?? 0)
  }

  /** How long the group that is being written has waited for the disk. */
  get lagMs(): DurationMs {
    return this.#flying === undefined ? 0 : performance.now() - this.#sentAtMs
  }

  /** To be called every ten seconds: whether the disk keeps entries waiting. */
  look(): void {
    const counted = this.committing.counted()
    const median = quantile(0.5, counted, this.#looked) ?? 0
    this.#looked = counted
    this.#slowness.look(Math.max(median * 1000, this.lagMs))
  }

  /** How long most entries have waited for the disk at least, for a minute; undefined when it is quick enough. */
  get slow(): DurationMs | undefined {
    return this.#slowness.bad ? TOO_SLOW : undefined
  }

  /**
   * @param judgedTo positions go on after it, also where the journal was moved away: an id must not be given twice
   * @param onCommitted is handed what was committed, in order, after its callbacks were called
   */
  async start(judgedTo: Position, onCommitted: (entries: readonly PositionedEntry[]) => void): Promise<void> {
    this.#onCommitted = onCommitted
    const worker = new Worker(new URL('./writer.ts', import.meta.url), { workerData: { path: this.#path } })
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve())
      worker.once('error', reject)
    })
    worker.on('message', (reply: WriterReply) => this.#hear(reply))
    // A writer that dies leaves a gateway that cannot keep its promise: it must stop, and be started again.
    worker.on('error', (error) => {
      throw error
    })
    this.#worker = worker
    const reader = this.reader()
    const { newest } = reader.bounds()
    reader.close()
    if (newest < judgedTo) {
      this.#options.log.warn('journal.behind', {
        newest,
        judgedTo,
        effect: 'entries are missing that were judged already; warnings stand, the history may have a hole',
      })
    }
    this.#last = Math.max(newest, judgedTo)
  }

  reader(): JournalReader {
    return new JournalReader(this.#path)
  }

  /** With a reason, readings are refused until `who` takes it back: the disk runs short, or what was judged cannot be saved. */
  refuseReadings(who: string, reason: string | undefined): void {
    if (reason === undefined) this.#refusals.delete(who)
    else this.#refusals.set(who, reason)
  }

  /** Why readings are refused at present; undefined when they are not. */
  get refusal(): string | undefined {
    if (this.#failure !== undefined) return this.#failure.detail
    return this.#refusals.size === 0 ? undefined : [...this.#refusals.values()].join('; ')
  }

  /** Position of the oldest entry that is kept. */
  oldest(): Position {
    const reader = this.reader()
    try {
      return reader.bounds().oldest
    } finally {
      reader.close()
    }
  }

  append(entry: JournalEntry, committed: Committed): void {
    const reason = entry.type === 'readings' ? this.refusal : this.#failure?.detail
    // Whoever asks is told at once, and asks again; only time itself cannot.
    if (reason !== undefined && entry.type !== 'clock') {
      committed(new NotKept(reason))
      return
    }
    this.#put(entry, committed)
    if (this.#scheduled || this.#flying !== undefined) return
    // The end of this turn of the event loop: frames of one chunk from a socket share a commit.
    this.#scheduled = true
    setImmediate(() => this.#send())
  }

  #put(entry: JournalEntry, committed: Committed): void {
    let sheet = this.#waiting.at(-1)
    if (sheet === undefined || sheet.isFull) {
      sheet = new Sheet(this.#spare.pop())
      this.#waiting.push(sheet)
    }
    sheet.append(entry, committed)
  }

  /** Forgets entries up to `upTo` that are older than `before`, a thousand commits at a time so that no commit waits long. */
  prune(upTo: Position, before: Instant): void {
    if (this.#pruning !== undefined) return
    this.#pruning = { upTo, before }
    this.#post({ kind: 'prune', upTo, before })
  }

  #pruned({ commits, failure }: WriterReply & { kind: 'pruned' }): void {
    const pruning = this.#pruning
    this.#pruning = undefined
    if (failure !== undefined) this.#options.log.warn('journal.prune-failed', { detail: failure })
    // There may be more; commits go first meanwhile.
    else if (commits >= PRUNED_AT_ONCE && pruning !== undefined) {
      setTimeout(() => this.prune(pruning.upTo, pruning.before), 50).unref()
    }
  }

  /** Commits what was handed in, then closes the file. */
  async stop(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    if (this.backlog > 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#stopped = resolve
      })
    }
    this.#worker = undefined
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    worker.postMessage({ kind: 'stop' } satisfies WriterRequest)
    await exited
  }

  #post(request: WriterRequest, given: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(request, given)
  }

  #send(): void {
    this.#scheduled = false
    if (this.#flying !== undefined) return
    const sheet = this.#waiting.shift()
    if (sheet === undefined) return
    this.#flying = sheet
    this.#sentAtMs = performance.now()
    const { entries, body } = sheet
    const newest = entries.at(-1) as JournalEntry
    this.#post(
      { kind: 'commit', first: this.#last + 1, last: this.#last + entries.length, at: newest.at, body },
      [body.buffer],
    )
  }

  #hear(reply: WriterReply): void {
    if (reply.kind === 'ready') return
    if (reply.kind === 'pruned') {
      this.#pruned(reply)
      return
    }
    const { entries, callbacks } = this.#flying as Sheet
    this.#flying = undefined
    if (reply.room.byteLength <= MOST_SPARE_BYTES && this.#spare.length < MOST_SPARE)
      this.#spare.push(reply.room)
    if (reply.kind === 'committed') {
      const first = this.#last + 1
      this.#last = reply.last
      this.commits++
      this.entries += entries.length
      this.committing.observe((performance.now() - this.#sentAtMs) / 1000)
      if (this.#failure !== undefined) {
        this.#options.log.info('journal.recovered', { failedSince: this.#failure.since })
        this.#failure = undefined
      }
      // The next group first: the disk works while this one is acknowledged and judged.
      this.#send()
      for (const committed of callbacks) committed()
      this.#onCommitted(entries.map((entry, index) => ({ position: first + index, entry })))
    } else {
      this.#fail(reply.failure, { entries, callbacks })
    }
    if (this.backlog === 0) this.#stopped?.()
  }

  #fail(detail: string, failed: Pick<Sheet, 'entries' | 'callbacks'>): void {
    this.failures++
    const { clock, log } = this.#options
    if (this.#failure?.detail !== detail) {
      log.error('journal.failed', {
        detail,
        effect: 'readings are not acknowledged; devices will send them again',
      })
    }
    this.#failure = { since: this.#failure?.since ?? clock.now(), detail }
    // Devices keep their readings, people are told; what the clock says has nobody who would say it again, and waits.
    const sheets = [failed, ...this.#waiting]
    this.#waiting = []
    for (const { entries, callbacks } of sheets) {
      for (const [index, entry] of entries.entries()) {
        const committed = callbacks[index] as Committed
        if (entry.type === 'clock') this.#put(entry, committed)
        else committed(new NotKept(detail))
      }
    }
    // Something harmless to try the disk with.
    if (this.#waiting.length === 0) {
      this.#put({ type: 'clock', at: clock.now(), cause: 'due' }, () => {})
    }
    this.#scheduled = true
    setTimeout(() => this.#send(), RETRY_EVERY)
    if (this.#stopped) this.#stopped()
  }
}
