import {
  type Actor,
  type Change,
  type ClockEntry,
  type Command,
  type CommandOutcome,
  type DurationMs,
  type Instant,
  type JournalEntry,
  Judge,
  type Observation,
  type Position,
  type QualityFlag,
  type Reading,
  type Ruled,
  type StationId,
  type Verdict,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { PositionedEntry } from '../journal/file.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import { Histogram } from '../meters/histogram.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Gathered, Row } from './checkpoint-rows.ts'

/** What the rest of the gateway wants to hear of the judge's work. */
export interface HostListeners {
  /** Judged, not saved yet. Called once per commit, in journal order. */
  observed(observations: readonly Observation[], upTo: Position): void
  /** Saved: from here on it will not be unsaid. */
  ruled(events: readonly Ruled[]): void
  changed(change: Change): void
  /** The checkpoint has reached this position. */
  saved(position: Position): void
  /** The station's clock or sensor fault began or ended. */
  faulty(station: StationId): void
  duplicated(station: StationId, count: number): void
}

export interface HostOptions {
  readonly journal: Journal
  readonly checkpoint: Checkpoint
  readonly clock: Clock
  readonly log: Log
}

/** Without anything to tell, the state is saved this often; it bounds what a restart judges again. */
const SAVE_EVERY: DurationMs = 250
/** Events are saved at once, but two saves lie this far apart: each is an fsync, and a storm brings many. */
const SAVE_GAP: DurationMs = 10

/** What is written together, and who is told when it is. */
interface Batch {
  readonly rows: readonly Row[]
  readonly gathered: Gathered
  readonly answers: readonly (() => void)[]
  readonly position: Position
}

type Person = Actor & { readonly kind: 'person' }

/**
 * Hosts core's judge: feeds it the journal, wakes it when a timer falls due, saves it, and passes on what it ruled. Everything that
 * changes a warning goes through the journal, people's commands included.
 */
export class RulesHost {
  readonly #options: HostOptions
  readonly #judge: Judge
  #listeners: HostListeners | undefined
  #gathered = nothing()
  #answers: (() => void)[] = []
  readonly #awaited = new Map<JournalEntry, (outcome: CommandOutcome | undefined) => void>()
  /** Collected and not on disk: the writer has it, or could not write it and will be asked again. Nothing is collected meanwhile. */
  #batch: Batch | undefined
  #underWay: Promise<void> | undefined
  /** How soon the next save is wanted, once the one under way is done. */
  #nextGap: DurationMs | undefined
  #lastSave = Number.NEGATIVE_INFINITY
  #saveTimer: NodeJS.Timeout | undefined
  #saveDue = Number.POSITIVE_INFINITY
  #cancelTimer: (() => void) | undefined
  #timerDue: Instant | undefined
  #clockEntryUnderWay = false
  #stopped = false
  #failure: { readonly since: Instant; readonly detail: string } | undefined
  /** Totals since the start, for health and metrics. */
  readonly counts = { readings: 0, duplicates: 0, rejected: 0, events: 0, saves: 0, failedSaves: 0 }
  /** Observations since the start, by what their quality checks said. */
  readonly flags: Record<QualityFlag, number> = {
    good: 0,
    'not-evaluated': 0,
    suspect: 0,
    fail: 0,
    missing: 0,
  }
  /** Judging what was committed together; saving; and from the moment an event is about until it is saved. */
  readonly judging = new Histogram()
  readonly saving = new Histogram()
  readonly raising = new Histogram()

  /** @param saved what the checkpoint held when the gateway started, for whoever needs it as well */
  constructor(options: HostOptions, saved = options.checkpoint.load()) {
    this.#options = options
    this.#judge = new Judge(saved)
  }

  get judge(): Judge {
    return this.#judge
  }

  /** Since when, and why, nothing can be saved; undefined when all is well. */
  get failure(): { readonly since: Instant; readonly detail: string } | undefined {
    return this.#failure
  }

  /** Resolves when everything handed to the journal so far is judged and saved: for tests that read what came of it. */
  async settle(): Promise<void> {
    const { journal } = this.#options
    while (journal.backlog > 0 || this.backlog > 0) await new Promise((resolve) => setImmediate(resolve))
    await this.#atRest()
    this.#saveNow()
  }

  /** The end of a save may begin the next one. */
  async #atRest(): Promise<void> {
    while (this.#underWay !== undefined) await this.#underWay
  }

  /** Entries on disk that are not judged yet. */
  get backlog(): number {
    return this.#options.journal.last - this.#judge.position
  }

  /** Judges what the journal holds beyond the checkpoint, then notes in it that the gateway is up. */
  start(listeners: HostListeners): void {
    this.#listeners = listeners
    const { journal, clock } = this.#options
    const reader = journal.reader()
    let batch: PositionedEntry[] = []
    for (const one of reader.entries(this.#judge.position, journal.last)) {
      batch.push(one)
      if (batch.length < 10_000) continue
      this.take(batch)
      this.#saveNow()
      batch = []
    }
    reader.close()
    if (batch.length > 0) this.take(batch)
    this.#saveNow()
    // Not waited for: on a full disk it would keep the door shut behind which health says so. Readings queue up behind it.
    void this.#append({ type: 'clock', at: clock.now(), cause: 'started' })
    this.#wake()
  }

  /** Judges committed entries. */
  take(entries: readonly PositionedEntry[]): void {
    const begun = performance.now()
    const observed: Observation[] = []
    let urgent = false
    for (const { position, entry } of entries) {
      const verdict = this.#judge.take(entry, position)
      for (const observation of verdict.observations) {
        this.flags[observation.flag]++
        observed.push(observation)
      }
      if (this.#gather(entry, position, verdict)) urgent = true
    }
    this.judging.observe((performance.now() - begun) / 1000)
    const upTo = entries.at(-1)?.position ?? this.#judge.position
    this.#listeners?.observed(observed, upTo)
    if (urgent) this.#saveSoon(SAVE_GAP)
    else this.#saveSoon(SAVE_EVERY)
    this.#wake()
  }

  /** Collects what must be saved of a verdict; true when somebody waits for it. */
  #gather(entry: JournalEntry, position: Position, verdict: Verdict): boolean {
    const gathered = this.#gathered
    let urgent = false
    if (entry.type === 'readings') {
      this.counts.readings += entry.readings.length
      if (verdict.duplicates > 0) {
        this.counts.duplicates += verdict.duplicates
        this.#listeners?.duplicated(entry.station, verdict.duplicates)
      }
      if (verdict.faulty !== undefined) this.#listeners?.faulty(verdict.faulty)
      if (!isPlain(entry.readings, verdict.observations)) {
        gathered.verdicts.push({ position, observations: verdict.observations })
      }
      if (entry.rejections.length > 0) {
        this.counts.rejected += entry.rejections.length
        const { at, station, rejections, frame } = entry
        gathered.rejections.push({ at, station, rejections, frame })
      }
    } else {
      if (entry.type === 'config') {
        const by = entry.by.kind === 'person' ? entry.by.id : entry.by.kind
        gathered.changes.push({ at: entry.at, by, change: entry.change })
      }
      const answer = this.#awaited.get(entry)
      if (answer !== undefined) {
        this.#awaited.delete(entry)
        this.#answers.push(() => answer(verdict.outcome))
      }
      urgent = true
    }
    if (verdict.events.length > 0) {
      this.counts.events += verdict.events.length
      for (const ruled of verdict.events) gathered.events.push(ruled)
      urgent = true
    }
    for (const ruled of verdict.shadowEvents) gathered.shadowEvents.push(ruled)
    for (const missed of verdict.missedPeaks) gathered.missedPeaks.push(missed)
    return urgent
  }

  // -- saving

  // Paced by the host's monotonic clock: it is about disks, not about what time it is.
  #saveSoon(gap: DurationMs): void {
    if (this.#underWay !== undefined) {
      this.#nextGap = Math.min(gap, this.#nextGap ?? gap)
      return
    }
    const due = this.#lastSave + gap
    const wait = due - performance.now()
    if (wait <= 0) {
      this.#save()
    } else if (due < this.#saveDue) {
      this.#scheduleSave(due)
    }
  }

  #scheduleSave(due: number): void {
    clearTimeout(this.#saveTimer)
    this.#saveDue = due
    this.#saveTimer = setTimeout(() => this.#save(), Math.max(0, due - performance.now()))
  }

  /** Everything since the last checkpoint, in one transaction of the writer's thread; only then is anybody told. */
  #save(): void {
    const batch = this.#collect()
    if (batch === undefined) return
    const begun = performance.now()
    this.#underWay = this.#options.checkpoint
      .hand(batch.rows)
      .then(
        () => this.#saved(batch, begun),
        (error: Error) => this.#failSave(error.message),
      )
      .then(() => {
        this.#underWay = undefined
        const gap = this.#nextGap
        this.#nextGap = undefined
        if (gap !== undefined && this.#failure === undefined && !this.#stopped) this.#saveSoon(gap)
      })
  }

  /** The same in this thread: before anything is handed over, and at the end. */
  #saveNow(): void {
    const batch = this.#collect()
    if (batch === undefined) return
    const begun = performance.now()
    try {
      this.#options.checkpoint.write(batch.rows)
    } catch (error) {
      this.#failSave(error instanceof Error ? error.message : String(error))
      return
    }
    this.#saved(batch, begun)
  }

  /** What is to be written next: what could not be written comes first. */
  #collect(): Batch | undefined {
    clearTimeout(this.#saveTimer)
    this.#saveTimer = undefined
    this.#saveDue = Number.POSITIVE_INFINITY
    if (this.#stopped || this.#listeners === undefined || this.#underWay !== undefined) return undefined
    if (this.#batch === undefined) {
      const rows = this.#options.checkpoint.collect(this.#judge, this.#gathered)
      this.#batch = { rows, gathered: this.#gathered, answers: this.#answers, position: this.#judge.position }
      this.#gathered = nothing()
      this.#answers = []
    }
    return this.#batch
  }

  #saved({ gathered, answers, position }: Batch, begun: number): void {
    const { log, journal } = this.#options
    const listeners = this.#listeners
    this.#batch = undefined
    if (this.#failure !== undefined) {
      log.info('checkpoint.recovered', { failedSince: this.#failure.since })
      this.#failure = undefined
      journal.refuseReadings('checkpoint', undefined)
      // What gathered meanwhile.
      this.#nextGap = SAVE_GAP
    }
    this.#lastSave = performance.now()
    this.saving.observe((this.#lastSave - begun) / 1000)
    const now = this.#options.clock.now()
    for (const { event } of gathered.events) this.raising.observe(Math.max(0, now - event.at) / 1000)
    this.counts.saves++
    for (const { change } of gathered.changes) listeners?.changed(change)
    for (const { warning, event } of gathered.events) logEvent(log, { warning, event })
    if (gathered.events.length > 0) listeners?.ruled(gathered.events)
    listeners?.saved(position)
    for (const answer of answers) answer()
  }

  /** What could not be saved stays gathered and is tried again; meanwhile no more is taken in, so that it stays bounded. */
  #failSave(detail: string): void {
    const { clock, journal, log } = this.#options
    this.counts.failedSaves++
    if (this.#failure === undefined) {
      log.error('checkpoint.failed', { detail, effect: 'readings are not acknowledged; warnings wait' })
      journal.refuseReadings('checkpoint', `warnings cannot be saved: ${detail}`)
    }
    this.#failure = { since: this.#failure?.since ?? clock.now(), detail }
    this.#lastSave = performance.now()
    this.#scheduleSave(this.#lastSave + SAVE_EVERY)
  }

  // -- time

  /** Makes sure that a clock entry is appended when the judge's earliest timer falls due. */
  #wake(): void {
    const { clock } = this.#options
    const due = this.#judge.nextDue()
    if (due === this.#timerDue && this.#cancelTimer !== undefined) return
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerDue = due
    if (due === undefined || this.#stopped || this.#clockEntryUnderWay) return
    this.#cancelTimer = clock.after(Math.max(0, due - clock.now()), () => {
      this.#cancelTimer = undefined
      this.#clockEntryUnderWay = true
      const at = Math.max(clock.now(), due)
      this.#options.journal.append({ type: 'clock', at, cause: 'due' }, () => {
        this.#clockEntryUnderWay = false
      })
    })
  }

  /** Notes that the host's clock was stepped. */
  stepped(): void {
    void this.#append({ type: 'clock', at: this.#options.clock.now(), cause: 'stepped' })
  }

  // -- people

  /** Puts a person's command into the journal; resolves with what came of it once that is saved. */
  async command(command: Command, by: Person): Promise<CommandOutcome> {
    const outcome = await this.#append({ type: 'command', at: this.#options.clock.now(), by, command })
    if (outcome === undefined)
      throw new Error(`rules host: command ${command.kind} was judged without an outcome`)
    return outcome
  }

  /** Puts a new version of something configured into the journal; resolves once it is judged and saved. */
  async configure(change: Change, by: Actor): Promise<void> {
    await this.#append({ type: 'config', at: this.#options.clock.now(), by, change })
  }

  #append(
    entry: Exclude<JournalEntry, { type: 'readings' }> | ClockEntry,
  ): Promise<CommandOutcome | undefined> {
    return new Promise((resolve, reject) => {
      this.#awaited.set(entry, resolve)
      this.#options.journal.append(entry, (failure) => {
        if (failure === undefined) return
        this.#awaited.delete(entry)
        reject(failure)
      })
    })
  }

  /** Saves the last of it. The journal must have stopped. */
  async stop(): Promise<void> {
    this.#cancelTimer?.()
    clearTimeout(this.#saveTimer)
    await this.#atRest()
    // One that failed, then what gathered since.
    if (this.#batch !== undefined) this.#saveNow()
    this.#saveNow()
    clearTimeout(this.#saveTimer)
    this.#stopped = true
    await this.#options.checkpoint.stop()
  }
}

/** True when the observations are the readings with flag good: what the journal alone tells. */
function isPlain(readings: readonly Reading[], observations: readonly Observation[]): boolean {
  if (observations.length !== readings.length) return false
  for (let index = 0; index < readings.length; index++) {
    const [reading, observation] = [readings[index] as Reading, observations[index] as Observation]
    if (observation.flag !== 'good' || observation.checks.length > 0) return false
    if (observation.value !== reading.value || observation.phenomenonTime !== reading.phenomenonTime)
      return false
  }
  return true
}

function nothing(): Gathered {
  return { events: [], shadowEvents: [], missedPeaks: [], verdicts: [], rejections: [], changes: [] }
}

function logEvent(log: Log, { warning, event }: Ruled): void {
  log.info('warning.event', {
    type: event.type,
    warning: warning.id,
    rule: warning.rule.id,
    version: warning.rule.version,
    subject: warning.subject,
    level: warning.level,
    ...('reading' in event && event.reading ? { value: event.reading.value } : {}),
    ...('reason' in event ? { reason: event.reason } : {}),
  })
}
