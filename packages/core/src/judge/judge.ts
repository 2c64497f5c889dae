import type {
  CommandEntry,
  ConfigEntry,
  DatastreamId,
  DurationMs,
  Evaluation,
  Instant,
  JournalEntry,
  Position,
  ReadingsEntry,
  RuleId,
  SubjectId,
} from '../model/index.ts'
import type { AreaSnapshot } from './area.ts'
import { Covering } from './covering.ts'
import type { Author } from './docket.ts'
import { type Coverage, coverageOf, evaluationOf } from './explain.ts'
import type { Maintenance } from './maintenance.ts'
import type { BrokenRule } from './rulebook.ts'
import { Rulings } from './rulings.ts'
import { Sitting } from './sitting.ts'
import { BEGINNING, type JudgeSnapshot } from './snapshot.ts'
import type { Latest, StreamSnapshot } from './stream.ts'
import { emptyVerdict, type Verdict } from './verdict.ts'

/** The host wakes the judge within milliseconds of a timer; so late, and time itself has jumped, or the gateway stood still. */
const LATE_WAKE: DurationMs = 10_000
/** Entries stamped in different places wobble by milliseconds; only more than that is a clock that was set back. */
const LEAST_SET_BACK: DurationMs = 1000

/**
 * The fold of the journal: quality, rules and warnings in one deterministic step per entry. The same snapshot and the same
 * entries give the same verdicts, ids included. `now` is the entry's time, never below its predecessor's.
 */
export class Judge {
  readonly #sitting: Sitting
  readonly #rulings: Rulings
  readonly #covering: Covering

  constructor(snapshot: JudgeSnapshot = BEGINNING) {
    this.#sitting = new Sitting(snapshot)
    this.#rulings = new Rulings(this.#sitting)
    this.#covering = new Covering(this.#sitting, this.#rulings)
    this.#covering.restore(snapshot)
  }

  get position(): Position {
    return this.#sitting.position
  }

  get now(): Instant {
    return this.#sitting.now
  }

  get clock(): Instant {
    return this.#sitting.clock
  }

  get startedAt(): Instant {
    return this.#sitting.deadlines.startedAt
  }

  /** The work that is going on. */
  get maintenance(): readonly Maintenance[] {
    return this.#sitting.maintenance.works
  }

  /** Rules that are to be judged and cannot be. */
  get brokenRules(): BrokenRule[] {
    return this.#sitting.rulebook.broken
  }

  latest(datastream: DatastreamId): Latest | undefined {
    return this.#sitting.streams.get(datastream)?.latest
  }

  /** Since when the datastream's device has had a wrong clock; undefined when it has not. */
  clockFaultSince(datastream: DatastreamId): Instant | undefined {
    return this.#sitting.streams.get(datastream)?.clockFaultSince
  }

  /**
   * How a rule stands on everything that it covers, and why; by subject.
   * @param now the host's clock, where it has moved on since the last entry
   */
  explain(rule: RuleId, now: Instant = this.#sitting.clock): Evaluation[] {
    const found: Evaluation[] = []
    const clock = Math.max(now, this.#sitting.clock)
    for (const subject of [...this.#sitting.streams.values(), ...this.#sitting.areas.values()]) {
      for (const ruling of subject.rulings) {
        if (ruling.compiled.rule.id !== rule) continue
        const warning = this.#sitting.docketOf(ruling).of(rule, subject.id)
        found.push(
          evaluationOf(subject, ruling, this.#sitting.deadlines, this.#sitting.firing, warning, clock),
        )
      }
    }
    return found.sort((a, b) => (a.subject < b.subject ? -1 : 1))
  }

  /** Which rules judge each datastream, and which cover it in vain for want of a row. By datastream. */
  coverage(): Coverage[] {
    return [...this.#sitting.streams.values()]
      .map((stream) => coverageOf(stream, this.#sitting.rulebook))
      .sort((a, b) => (a.datastream < b.datastream ? -1 : 1))
  }

  /** When the earliest timer falls due: the host then appends a `clock` entry. */
  nextDue(): Instant | undefined {
    const due = Math.min(this.#sitting.deadlines.next() ?? Number.POSITIVE_INFINITY, this.#sitting.nextOther)
    return Number.isFinite(due) ? due : undefined
  }

  /** The states that changed since they were last saved; undefined: the datastream is gone. */
  changed(): { datastream: SubjectId; state: StreamSnapshot | AreaSnapshot | undefined }[] {
    return this.#sitting.dirty.map((subject) => {
      const known =
        this.#sitting.streams.get(subject.id as DatastreamId) ?? this.#sitting.areas.get(subject.id)
      return { datastream: subject.id, state: known === subject ? subject.snapshot() : undefined }
    })
  }

  /** What `changed` told is saved. */
  saved(): void {
    for (const subject of this.#sitting.dirty) subject.dirty = false
    this.#sitting.dirty = []
  }

  /** Judges the next entry. Timers that fell due before it go first, so that a slow clock entry changes nothing. */
  take(entry: JournalEntry, position: Position): Verdict {
    this.#sitting.verdict = emptyVerdict()
    this.#sitting.position = position
    this.#sitting.serial = 0
    this.#sitting.now = Math.max(this.#sitting.now, entry.at)
    if (this.#sitting.clock - entry.at >= LEAST_SET_BACK) this.#setBack(entry.at)
    // Silence while the gateway was down, or did not know the time, is the gateway's, not the station's.
    const begins = entry.type === 'clock' && entry.cause !== 'due'
    if (begins || this.#wokenLate(entry.at)) this.#sitting.deadlines.startedAt = entry.at
    this.#sitting.clock = entry.at
    const { warnings, shadows, now, verdict } = this.#sitting
    const author = entry.type === 'config' ? authorOf(entry) : undefined
    warnings.turnTo(position, now, verdict.events, author)
    shadows.turnTo(position, now, verdict.shadowEvents, author)
    this.#expire()
    switch (entry.type) {
      case 'readings':
        this.#takeReadings(entry)
        break
      case 'command':
        this.#takeCommand(entry)
        break
      case 'config':
        this.#takeConfig(entry)
        break
      case 'clock':
        break
      default:
        entry satisfies never
    }
    this.#rulings.judgeStirred()
    return this.#sitting.verdict
  }

  /** A timer that should have woken the host long ago: it was not asleep, its clock was set forward, or it stood still. */
  #wokenLate(at: Instant): boolean {
    if (Math.min(this.#sitting.deadlines.soonest, this.#sitting.nextOther) > at - LATE_WAKE) return false
    const due = this.nextDue()
    // What was due already at the entry before was armed by it.
    return due !== undefined && at - Math.max(due, this.#sitting.clock) > LATE_WAKE
  }

  /** The host's clock was set back: what was noted as received by the clock before would otherwise look fresh for as long again. */
  #setBack(at: Instant): void {
    this.#sitting.deadlines.startedAt = Math.min(this.#sitting.deadlines.startedAt, at)
    for (const stream of this.#sitting.streams.values()) {
      this.#sitting.touch(stream)
      stream.lastReceivedAt = Math.min(stream.lastReceivedAt, at)
      stream.usableAt = Math.min(stream.usableAt, at)
      // Nothing can have been true after now: what is read from here on must not count as late.
      stream.newestTime = Math.min(stream.newestTime, at)
      stream.soundTime = Math.min(stream.soundTime, at)
      stream.shownTime = Math.min(stream.shownTime, at)
      for (const ruling of stream.rulings) ruling.coveredSince = Math.min(ruling.coveredSince, at)
      for (const ruling of stream.rulings) this.#sitting.deadlines.arm(stream, ruling)
    }
    this.#sitting.rulebook.reschedule(at)
    this.#sitting.lookAhead(at)
  }

  // -- readings

  #takeReadings(entry: ReadingsEntry): void {
    for (const reading of entry.readings) {
      const stream = this.#sitting.streams.get(reading.datastream)
      if (stream === undefined) continue
      this.#sitting.touch(stream)
      stream.lastReceivedAt = this.#sitting.clock
      const wasFaulty = stream.isFaulty
      const taken = this.#sitting.intake.take(
        stream,
        reading,
        this.#sitting.clock,
        this.#sitting.position,
        this.#sitting.verdict.observations,
      )
      const isUsable = taken.standing === 'current' && taken.usable
      if (isUsable) stream.usableAt = this.#sitting.clock
      if (stream.dataLost) this.#rulings.regain(stream, isUsable)
      if (stream.isFaulty !== wasFaulty) this.#sitting.verdict.faulty = stream.station.id
      if (taken.exposed !== undefined) this.#rulings.judgeExposed(stream, taken.exposed)
      if (taken.standing === 'repeated') this.#sitting.verdict.duplicates++
      else if (taken.standing === 'current') this.#rulings.judgeCurrent(stream, taken)
      else if (taken.standing === 'past') this.#rulings.judgePast(stream, taken)
      this.#rulings.hear(stream)
      this.#rulings.judgeStirred()
    }
    for (const { datastream } of entry.rejections) {
      if (datastream === undefined) continue
      this.#rulings.takeUnreadable(datastream)
      this.#rulings.judgeStirred()
    }
  }

  /** Everything due up to the clock, in the order of due times. */
  #expire(): void {
    while (Math.min(this.#sitting.deadlines.soonest, this.#sitting.nextOther) <= this.#sitting.clock) {
      const next = this.#sitting.deadlines.next() ?? Number.POSITIVE_INFINITY
      const due = Math.min(next, this.#sitting.nextOther)
      if (due > this.#sitting.clock) break
      if (this.#sitting.nextOther <= next) this.#expireOther(this.#sitting.nextOther)
      else {
        this.#sitting.deadlines.fire((subject, ruling, at) =>
          this.#rulings.guard(subject, ruling, () => this.#rulings.fire(subject, ruling, at)),
        )
      }
      if (Math.min(this.#sitting.deadlines.next() ?? Number.POSITIVE_INFINITY, this.#sitting.nextOther) > due)
        this.#rulings.judgeStirred()
    }
    this.#rulings.judgeStirred()
  }

  #expireOther(due: Instant): void {
    for (const id of this.#sitting.rulebook.changeSchedules(due)) this.#covering.reopen(id, due)
    if (this.#sitting.maintenance.nextEnd <= due) {
      this.#sitting.maintenance.end(due)
      this.#sitting.suppressor.maintenanceEnded()
      this.#rulings.indexAnew('maintenance-over')
    }
    this.#sitting.warnings.expire(due)
    this.#sitting.lookAhead()
  }

  // -- commands

  #takeCommand({ command, by }: CommandEntry): void {
    if (command.kind !== 'maintenance') {
      this.#sitting.verdict.outcome = this.#sitting.warnings.obey(command, by)
      this.#sitting.suppressor.released()
      this.#sitting.lookAhead()
      return
    }
    const { scope, until, note } = command
    const isKnown =
      'station' in scope
        ? this.#sitting.stations.has(scope.station)
        : [...this.#sitting.stations.values()].some(
            ({ area }) => area === scope.area || area.startsWith(`${scope.area}/`),
          )
    if (!isKnown) {
      this.#sitting.verdict.outcome = { ok: false, refusal: { kind: 'unknown-scope' } }
      return
    }
    this.#sitting.maintenance.order({ scope, since: this.#sitting.now, until, by, note })
    this.#sitting.suppressor.maintenanceOrdered()
    this.#rulings.indexAnew(until > this.#sitting.now ? 'maintenance' : 'maintenance-over')
    this.#sitting.verdict.outcome = { ok: true, events: [] }
    this.#sitting.lookAhead()
  }

  // -- configuration

  #takeConfig({ change }: ConfigEntry): void {
    switch (change.kind) {
      case 'station':
        this.#covering.describe(change.station)
        break
      case 'rule':
        this.#sitting.rulebook.put(change.rule, this.#sitting.clock)
        this.#covering.recover(change.rule.id, 'rule-changed')
        break
      case 'rule-deleted':
        this.#sitting.rulebook.remove(change.rule)
        this.#covering.recover(change.rule, 'rule-deleted')
        break
      case 'table':
        for (const id of this.#sitting.rulebook.putTable(change.table, this.#sitting.clock))
          this.#covering.recover(id, 'rule-changed')
        break
      case 'table-deleted':
        for (const id of this.#sitting.rulebook.removeTable(change.table, this.#sitting.clock))
          this.#covering.recover(id, 'rule-deleted')
        break
      default:
        change satisfies never
    }
    this.#sitting.lookAhead()
  }
}

function authorOf({ by, change }: ConfigEntry): Author {
  return { by, reason: change.kind === 'station' ? undefined : change.reason }
}
