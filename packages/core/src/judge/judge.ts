import {
  type CommandEntry,
  type ConfigEntry,
  type DatastreamId,
  type DurationMs,
  type Evaluation,
  type Instant,
  inSchedule,
  type JournalEntry,
  type Position,
  type ReadingsEntry,
  type Reason,
  type RuleId,
  type Station,
  type StationId,
  type SubjectId,
} from '../model/index.ts'
import {
  CompositeTruth,
  climb,
  elapse,
  evaluate,
  FiringIndex,
  firingRung,
  forgetPending,
  forgetWaits,
  INACTIVE,
  judgeAbsence,
  type LadderState,
  type Program,
  truthOf,
  UM_PER_MM,
} from '../rules/index.ts'
import { type AreaSnapshot, AreaSubject } from './area.ts'
import { Deadlines } from './deadlines.ts'
import { Docket, type Grounds } from './docket.ts'
import { type Coverage, coverageOf, evaluationOf } from './explain.ts'
import { isFlapping, recordStep } from './flapping.ts'
import { compositeGrounds, groundsOf } from './grounds.ts'
import { Intake, type Taken } from './intake.ts'
import { type Maintenance, MaintenanceList } from './maintenance.ts'
import { missPeak } from './missed-peak.ts'
import { type BrokenRule, Rulebook } from './rulebook.ts'
import { firingLevel, levelsOf, type Ruling, relevel, type Subject } from './ruling.ts'
import { BEGINNING, type JudgeSnapshot } from './snapshot.ts'
import { type Latest, Stream, type StreamSnapshot } from './stream.ts'
import { Suppressor } from './suppressor.ts'
import { emptyVerdict, type Verdict } from './verdict.ts'

/** The host wakes the judge within milliseconds of a timer; so late, and time itself has jumped, or the gateway stood still. */
const LATE_WAKE: DurationMs = 10_000
/** Entries stamped in different places wobble by milliseconds; only more than that is a clock that was set back. */
const LEAST_SET_BACK: DurationMs = 1000

const composite = new CompositeTruth()

/**
 * The fold of the journal: quality, rules and warnings in one deterministic step per entry. The same snapshot and the same
 * entries give the same verdicts, ids included. `now` is the entry's time, never below its predecessor's.
 */
export class Judge {
  #position: Position
  /** Stamps events; never goes back. */
  #now: Instant
  /** The host's clock as of this entry: deadlines and freshness go by it, also when it is set back. */
  #clock: Instant
  readonly #stations = new Map<StationId, Station>()
  readonly #streams = new Map<DatastreamId, Stream>()
  readonly #areas = new Map<SubjectId, AreaSubject>()
  readonly #intake = new Intake(this.#streams)
  readonly #rulebook: Rulebook
  readonly #firing = new FiringIndex()
  readonly #warnings: Docket
  readonly #shadows: Docket
  readonly #maintenance: MaintenanceList
  readonly #suppressor: Suppressor
  readonly #deadlines: Deadlines
  /** When the earliest of what is no ruling's falls due: a schedule, the end of maintenance or of a shelving. */
  #nextOther = Number.POSITIVE_INFINITY
  #dirty: (Stream | AreaSubject)[] = []
  #verdict: Verdict = emptyVerdict()
  #serial = 0

  constructor(snapshot: JudgeSnapshot = BEGINNING) {
    this.#position = snapshot.position
    this.#now = snapshot.now
    this.#clock = snapshot.clock ?? snapshot.now
    this.#deadlines = new Deadlines(snapshot.startedAt)
    this.#warnings = new Docket(snapshot.openWarnings, '')
    this.#shadows = new Docket(snapshot.openShadows ?? [], 's')
    this.#maintenance = new MaintenanceList(snapshot.maintenance ?? [])
    this.#rulebook = new Rulebook(snapshot.rules, snapshot.tables ?? [], this.#clock)
    this.#suppressor = new Suppressor(this.#maintenance, this.#warnings, this.#stations, this.#rulebook)
    for (const station of snapshot.stations) {
      this.#stations.set(station.id, station)
      for (const datastream of station.datastreams) {
        const saved = snapshot.streams.get(`${station.id}/${datastream.name}`) as StreamSnapshot | undefined
        const stream = new Stream(station, datastream, saved)
        this.#streams.set(stream.id, stream)
        this.#cover(stream)
        stream.settle()
        for (const ruling of stream.rulings) this.#index(stream, ruling)
      }
    }
    for (const [id, saved] of snapshot.streams) {
      if (id.startsWith('area:')) this.#areas.set(id, new AreaSubject(id.slice(5), saved as AreaSnapshot))
    }
    for (const program of this.#rulebook.programs) this.#coverArea(program)
    for (const area of this.#areas.values()) for (const ruling of area.rulings) this.#index(area, ruling)
    this.#lookAhead()
  }

  get position(): Position {
    return this.#position
  }

  get now(): Instant {
    return this.#now
  }

  get clock(): Instant {
    return this.#clock
  }

  get startedAt(): Instant {
    return this.#deadlines.startedAt
  }

  /** The work that is going on. */
  get maintenance(): readonly Maintenance[] {
    return this.#maintenance.works
  }

  /** Rules that are to be judged and cannot be. */
  get brokenRules(): BrokenRule[] {
    return this.#rulebook.broken
  }

  latest(datastream: DatastreamId): Latest | undefined {
    return this.#streams.get(datastream)?.latest
  }

  /** Since when the datastream's device has had a wrong clock; undefined when it has not. */
  clockFaultSince(datastream: DatastreamId): Instant | undefined {
    return this.#streams.get(datastream)?.clockFaultSince
  }

  /**
   * How a rule stands on everything that it covers, and why; by subject.
   * @param now the host's clock, where it has moved on since the last entry
   */
  explain(rule: RuleId, now: Instant = this.#clock): Evaluation[] {
    const found: Evaluation[] = []
    const clock = Math.max(now, this.#clock)
    for (const subject of [...this.#streams.values(), ...this.#areas.values()]) {
      for (const ruling of subject.rulings) {
        if (ruling.compiled.rule.id !== rule) continue
        const warning = this.#docketOf(ruling).of(rule, subject.id)
        found.push(evaluationOf(subject, ruling, this.#deadlines, this.#firing, warning, clock))
      }
    }
    return found.sort((a, b) => (a.subject < b.subject ? -1 : 1))
  }

  /** Which rules judge each datastream, and which cover it in vain for want of a row. By datastream. */
  coverage(): Coverage[] {
    return [...this.#streams.values()]
      .map((stream) => coverageOf(stream, this.#rulebook))
      .sort((a, b) => (a.datastream < b.datastream ? -1 : 1))
  }

  /** When the earliest timer falls due: the host then appends a `clock` entry. */
  nextDue(): Instant | undefined {
    const due = Math.min(this.#deadlines.next() ?? Number.POSITIVE_INFINITY, this.#nextOther)
    return Number.isFinite(due) ? due : undefined
  }

  /** The states that changed since they were last saved; undefined: the datastream is gone. */
  changed(): { datastream: SubjectId; state: StreamSnapshot | AreaSnapshot | undefined }[] {
    return this.#dirty.map((subject) => {
      const known = this.#streams.get(subject.id as DatastreamId) ?? this.#areas.get(subject.id)
      return { datastream: subject.id, state: known === subject ? subject.snapshot() : undefined }
    })
  }

  /** What `changed` told is saved. */
  saved(): void {
    for (const subject of this.#dirty) subject.dirty = false
    this.#dirty = []
  }

  /** Judges the next entry. Timers that fell due before it go first, so that a slow clock entry changes nothing. */
  take(entry: JournalEntry, position: Position): Verdict {
    this.#verdict = emptyVerdict()
    this.#position = position
    this.#serial = 0
    this.#now = Math.max(this.#now, entry.at)
    if (this.#clock - entry.at >= LEAST_SET_BACK) this.#setBack(entry.at)
    // Silence while the gateway was down, or did not know the time, is the gateway's, not the station's.
    const begins = entry.type === 'clock' && entry.cause !== 'due'
    if (begins || this.#wokenLate(entry.at)) this.#deadlines.startedAt = entry.at
    this.#clock = entry.at
    this.#warnings.turnTo(position, this.#now, this.#verdict.events)
    this.#shadows.turnTo(position, this.#now, this.#verdict.shadowEvents)
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
    return this.#verdict
  }

  /** A timer that should have woken the host long ago: it was not asleep, its clock was set forward, or it stood still. */
  #wokenLate(at: Instant): boolean {
    if (Math.min(this.#deadlines.soonest, this.#nextOther) > at - LATE_WAKE) return false
    const due = this.nextDue()
    // What was due already at the entry before was armed by it.
    return due !== undefined && at - Math.max(due, this.#clock) > LATE_WAKE
  }

  /** The host's clock was set back: what was noted as received by the clock before would otherwise look fresh for as long again. */
  #setBack(at: Instant): void {
    this.#deadlines.startedAt = Math.min(this.#deadlines.startedAt, at)
    for (const stream of this.#streams.values()) {
      this.#touch(stream)
      stream.lastReceivedAt = Math.min(stream.lastReceivedAt, at)
      // Nothing can have been true after now: what is read from here on must not count as late.
      stream.newestTime = Math.min(stream.newestTime, at)
      stream.soundTime = Math.min(stream.soundTime, at)
      for (const ruling of stream.rulings) ruling.coveredSince = Math.min(ruling.coveredSince, at)
      for (const ruling of stream.rulings) this.#deadlines.arm(stream, ruling)
    }
    this.#rulebook.reschedule(at)
    this.#lookAhead()
  }

  // -- readings

  #takeReadings(entry: ReadingsEntry): void {
    for (const reading of entry.readings) {
      const stream = this.#streams.get(reading.datastream)
      if (stream === undefined) continue
      this.#touch(stream)
      stream.lastReceivedAt = this.#clock
      const wasFaulty = stream.isFaulty
      if (stream.dataLost) this.#regain(stream)
      const taken = this.#intake.take(
        stream,
        reading,
        this.#clock,
        this.#position,
        this.#verdict.observations,
      )
      if (stream.isFaulty !== wasFaulty) this.#verdict.faulty = stream.station.id
      if (taken.standing === 'repeated') this.#verdict.duplicates++
      else if (taken.standing === 'current') this.#judge(stream, taken)
      else if (taken.standing === 'past') this.#judgePast(stream, taken)
      this.#hear(stream)
    }
    for (const { datastream } of entry.rejections) {
      if (datastream !== undefined) this.#takeUnreadable(datastream)
    }
  }

  /** The sensor said something that is no number: it is there, and at fault. */
  #takeUnreadable(datastream: DatastreamId): void {
    const stream = this.#streams.get(datastream)
    if (stream === undefined) return
    this.#touch(stream)
    stream.lastReceivedAt = this.#clock
    if (!stream.isFaulty) this.#verdict.faulty = stream.station.id
    if (stream.dataLost) this.#regain(stream)
    stream.unreadable = true
    stream.flag = 'fail'
    stream.checks = ['unreadable']
    this.#judgeEach(stream, stream.sensorFaults, this.#clock, stream.newestTime, 'sensor-error')
    this.#hear(stream)
  }

  #judge(stream: Stream, taken: Taken): void {
    const { time, checked, value } = taken
    stream.value = value
    stream.flag = checked.flag
    stream.checks = checked.checks
    const { sensorFaults, hazards } = stream
    if (sensorFaults.length > 0)
      this.#judgeEach(stream, sensorFaults, time, taken.newestBefore, 'sensor-error')
    if (taken.usable) this.#judgeEach(stream, hazards, time, taken.soundBefore, 'threshold')
  }

  /** Judges what is current. `before` is the time of the last such value. */
  #judgeEach(
    stream: Stream,
    rulings: readonly Ruling[],
    time: Instant,
    before: Instant,
    reason: Reason,
  ): void {
    const afterGap = time - before > stream.maxGap
    for (let index = 0; index < rulings.length; index++) {
      const ruling = rulings[index] as Ruling
      const { compiled } = ruling
      const was = ruling.ladder
      try {
        const started = afterGap && was !== INACTIVE ? forgetWaits(was) : was
        const { schedule } = compiled.rule
        const mayRaise = schedule === undefined || inSchedule(schedule, time)
        const after = evaluate(compiled, started, stream, time, mayRaise)
        if (ruling.error !== undefined) this.#mend(stream, ruling)
        if (after !== was || ruling.flaps !== 0) this.#judged(stream, ruling, after, time, reason)
      } catch (error) {
        this.#err(stream, ruling, error)
      }
    }
  }

  /** What is late corrects the windows that end now; it may lift them over a threshold, never clear. A breach that has passed is missed. */
  #judgePast(stream: Stream, taken: Taken): void {
    if (!taken.usable) return
    const { timeliness } = taken
    const latest = timeliness === 'late' ? stream.newestTime : this.#clock
    for (const ruling of stream.hazards) {
      this.#guard(stream, ruling, () => {
        if (this.#lift(stream, ruling, latest)) return
        stream.value = taken.value
        this.#missIfBreached(stream, ruling, taken)
      })
    }
  }

  /** True when the windows that end now, corrected, reach a graver level than the one that fires. */
  #lift(stream: Stream, ruling: Ruling, latest: Instant): boolean {
    const { compiled, ladder } = ruling
    if (compiled.kind === 'threshold') return false
    const end = compiled.kind === 'accumulation' ? latest : stream.soundTime
    stream.value = stream.soundValue
    const after = evaluate(compiled, ladder, stream, end, inSchedule(compiled.rule.schedule, end))
    if (firingRung(after, compiled.rungs) >= firingRung(ladder, compiled.rungs)) return false
    this.#judged(stream, ruling, after, end, 'threshold')
    return true
  }

  #missIfBreached(stream: Stream, ruling: Ruling, { time, value }: Taken): void {
    const { compiled } = ruling
    const truth = truthOf(compiled, stream, time, false)
    const rung = truth === undefined ? -1 : compiled.rungs.findIndex((_, one) => truth.holds(one))
    if (rung < 0) return
    const peak = peakOf(truth, rung) ?? value
    const id = `m${this.#position}-${this.#serial}`
    const missed = missPeak(ruling, stream, { rung, time, value: peak }, id, this.#now)
    if (missed === undefined) return
    this.#serial++
    // A shadow rule calls nobody, so nobody has missed anything.
    if (ruling.program.mode === 'active') this.#verdict.missedPeaks.push(missed)
  }

  /** Something was received: silence is over. */
  #hear(stream: Stream): void {
    for (const ruling of stream.absences) {
      if (ruling.ladder === INACTIVE) continue
      this.#guard(stream, ruling, () => {
        const compiled = ruling.compiled as Ruling['compiled'] & { kind: 'absence' }
        const silence = this.#deadlines.silence(stream, ruling)
        const after = judgeAbsence(compiled, ruling.ladder, silence, this.#clock, true)
        if (after !== ruling.ladder) this.#judged(stream, ruling, after, this.#clock, 'data-back')
      })
    }
  }

  /** Hazards that fired on through a silence say that their sensor is back, before it is judged what it says. */
  #regain(stream: Stream): void {
    stream.dataLost = false
    for (const ruling of stream.rulings) {
      if (!ruling.dataLost) continue
      ruling.dataLost = false
      this.#tell(stream, ruling, { type: 'data-back', since: this.#clock })
      this.#deadlines.arm(stream, ruling)
    }
  }

  // -- rulings

  #docketOf(ruling: Ruling): Docket {
    return ruling.program.mode === 'active' ? this.#warnings : this.#shadows
  }

  /** Takes a ruling to its new state, and says what that means to people. `time` is the judged time. */
  #judged(subject: Subject, ruling: Ruling, after: LadderState, time: Instant, reason: Reason): void {
    const { compiled } = ruling
    const { rungs } = compiled
    const from = firingRung(ruling.ladder, rungs)
    const to = firingRung(after, rungs)
    const moved = after !== ruling.ladder
    ruling.ladder = after
    this.#touch(subject)
    ruling.flaps = recordStep(ruling.flaps, from !== to)
    if (moved) this.#deadlines.arm(subject, ruling)
    if (from !== to) this.#change(subject, ruling, from, to, time, reason)
    const flapping = isFlapping(ruling.flaps, ruling.flapping)
    if (flapping === ruling.flapping) return
    ruling.flapping = flapping
    this.#tell(subject, ruling, { type: 'flapping', flapping })
  }

  #change(subject: Subject, ruling: Ruling, from: number, to: number, time: Instant, reason: Reason): void {
    const { compiled } = ruling
    const { rungs, rule } = compiled
    const none = rungs.length
    if (from === none) ruling.fired = { from: time, to: Number.MAX_SAFE_INTEGER }
    if (to === none) {
      ruling.fired = { from: ruling.fired?.from ?? time, to: time }
      ruling.dataLost = false
    }
    const docket = this.#docketOf(ruling)
    const grounds = this.#groundsOf(subject, ruling, to < none ? to : from, time, reason)
    const level = rungs[to]?.level
    if (level === undefined) docket.clears(rule, subject.id, grounds)
    else docket.fires(rule, subject, level, to < from, grounds)
    this.#index(subject, ruling)
    if (docket === this.#warnings) {
      this.#suppressor.changed(subject, ruling, reason)
      this.#lookAhead()
    }
    for (const id of this.#rulebook.compositesOf(rule.id)) this.#judgeComposite(id, reason)
  }

  #groundsOf(subject: Subject, ruling: Ruling, rung: number, time: Instant, reason: Reason): Grounds {
    const { compiled } = ruling
    if (compiled.kind === 'composite') return compositeGrounds(compiled, rung, this.#firing, reason)
    return groundsOf(subject as Stream, compiled, time, reason)
  }

  #moveIfChanged(subject: Subject, ruling: Ruling, after: LadderState, time: Instant, reason: Reason): void {
    if (after !== ruling.ladder) this.#judged(subject, ruling, after, time, reason)
  }

  /** Says something about the ruling's open warning, if it has one. */
  #tell(subject: Subject, ruling: Ruling, draft: Parameters<Docket['note']>[1]): void {
    const docket = this.#docketOf(ruling)
    const warning = docket.of(ruling.compiled.rule.id, subject.id)
    if (warning !== undefined) docket.note(warning.id, draft)
  }

  #index(subject: Subject, ruling: Ruling): void {
    this.#firing.set(ruling.compiled.rule.id, subject.id, subject.area, firingLevel(ruling))
  }

  #judgeComposite(id: RuleId, reason: Reason): void {
    const area = this.#areas.get(`area:${this.#rulebook.program(id)?.composite?.area}`)
    const ruling = area?.rulings.find(({ compiled }) => compiled.rule.id === id)
    if (area === undefined || ruling === undefined || ruling.compiled.kind !== 'composite') return
    composite.compiled = ruling.compiled
    composite.index = this.#firing
    const { rungs, rule } = ruling.compiled
    this.#guard(area, ruling, () => {
      const mayRaise = inSchedule(rule.schedule, this.#now)
      const after = climb(rungs, ruling.ladder, composite, this.#now, mayRaise)
      if (after !== ruling.ladder || ruling.flaps !== 0) this.#judged(area, ruling, after, this.#now, reason)
    })
  }

  // -- errors inside a rule

  /** Judges one ruling; what goes wrong inside it stays with it. */
  #guard(subject: Subject, ruling: Ruling, judge: () => void): void {
    try {
      judge()
      if (ruling.error !== undefined) this.#mend(subject, ruling)
    } catch (error) {
      this.#err(subject, ruling, error)
    }
  }

  /** The rule keeps its state; that it cannot be trusted is a warning of its own, about the rule. */
  #err(subject: Subject, ruling: Ruling, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error)
    const isNew = ruling.error === undefined
    ruling.error = detail
    this.#touch(subject)
    if (!isNew) return
    const { rule } = ruling.compiled
    const about = { id: `rule:${rule.id}`, area: subject.area }
    const grounds: Grounds = { reason: 'rule-error', ruleVersion: rule.version }
    const known = this.#warnings.of(rule.id, about.id)
    if (known === undefined || known.clearedAt !== null) {
      const warning = this.#warnings.fires(rule, about, 'yellow', true, grounds)
      if (warning) this.#warnings.note(warning.id, { type: 'note', note: `${subject.id}: ${detail}` })
    }
  }

  #mend(subject: Subject, ruling: Ruling): void {
    ruling.error = undefined
    this.#touch(subject)
    this.#deadlines.arm(subject, ruling)
    const { rule } = ruling.compiled
    for (const one of [...this.#streams.values(), ...this.#areas.values()]) {
      if (one.rulings.some(({ compiled, error }) => compiled.rule.id === rule.id && error !== undefined))
        return
    }
    this.#warnings.clears(rule, `rule:${rule.id}`, { reason: 'reset', ruleVersion: rule.version })
  }

  // -- time

  #lookAhead(): void {
    this.#nextOther = Math.min(
      this.#rulebook.nextChange,
      this.#maintenance.nextEnd,
      this.#warnings.nextUnshelving(),
    )
  }

  /** Everything due up to the clock, in the order of due times. */
  #expire(): void {
    while (Math.min(this.#deadlines.soonest, this.#nextOther) <= this.#clock) {
      const next = this.#deadlines.next() ?? Number.POSITIVE_INFINITY
      if (Math.min(next, this.#nextOther) > this.#clock) return
      if (this.#nextOther <= next) this.#expireOther(this.#nextOther)
      else {
        this.#deadlines.fire((subject, ruling, due) =>
          this.#guard(subject, ruling, () => this.#fire(subject, ruling, due)),
        )
      }
    }
  }

  #expireOther(due: Instant): void {
    for (const id of this.#rulebook.changeSchedules(due)) this.#reopen(id, due)
    this.#maintenance.end(due)
    this.#suppressor.maintenanceEnded()
    this.#warnings.unshelve(due)
    this.#lookAhead()
  }

  /** A rule's schedule opened or closed: what is known is judged now, or what waited to fire is forgotten. */
  #reopen(id: RuleId, due: Instant): void {
    const program = this.#rulebook.program(id)
    if (program === undefined) return
    if (program.composite !== undefined) {
      const area = this.#areas.get(`area:${program.composite.area}`)
      const ruling = area?.rulings.find(({ compiled }) => compiled.rule.id === id)
      if (!inSchedule(program.rule.schedule, due)) {
        if (area && ruling) this.#moveIfChanged(area, ruling, forgetPending(ruling.ladder), due, 'schedule')
      } else this.#judgeComposite(id, 'schedule')
      return
    }
    const opens = inSchedule(program.rule.schedule, due)
    for (const stream of this.#streamsById()) {
      const ruling = stream.rulings.find(({ compiled }) => compiled.rule.id === id)
      if (ruling === undefined) continue
      if (opens) this.#judgeAnew(stream, ruling, due, 'schedule')
      else this.#moveIfChanged(stream, ruling, forgetPending(ruling.ladder), due, 'schedule')
    }
  }

  #fire(subject: Subject, ruling: Ruling, due: Instant): void {
    const { compiled, ladder } = ruling
    const mayRaise = inSchedule(compiled.rule.schedule, due)
    if (compiled.kind === 'absence') {
      const silence = this.#deadlines.silence(subject as Stream, ruling)
      const after = judgeAbsence(compiled, ladder, silence, due, mayRaise)
      this.#moveIfChanged(subject, ruling, after, due, 'no-data')
      return
    }
    if (subject instanceof Stream) {
      const lost = this.#deadlines.dataLostAt(subject, ruling)
      if (lost !== undefined && lost <= due) {
        ruling.dataLost = true
        subject.dataLost = true
        this.#touch(subject)
        const { since } = this.#deadlines.silence(subject, ruling)
        this.#tell(subject, ruling, { type: 'data-lost', since })
      }
    }
    // A sensor fault goes by all that comes, the other kinds by what is usable.
    const byAll = subject instanceof Stream && compiled.kind === 'sensor-fault'
    const last = byAll ? subject.newestTime : subject.soundTime
    if (due - last > subject.maxGap) {
      this.#moveIfChanged(subject, ruling, forgetWaits(ladder), due, 'gap')
    } else {
      const after = elapse(compiled.rungs, mayRaise ? ladder : forgetPending(ladder), due)
      const reason = compiled.kind === 'sensor-fault' ? 'sensor-error' : 'threshold'
      this.#moveIfChanged(subject, ruling, after, due, reason)
    }
  }

  // -- commands

  #takeCommand({ command, by }: CommandEntry): void {
    if (command.kind !== 'maintenance') {
      this.#verdict.outcome = this.#warnings.obey(command, by)
      this.#suppressor.released()
      this.#lookAhead()
      return
    }
    const { scope, until, note } = command
    const isKnown =
      'station' in scope
        ? this.#stations.has(scope.station)
        : [...this.#stations.values()].some(
            ({ area }) => area === scope.area || area.startsWith(`${scope.area}/`),
          )
    if (!isKnown) {
      this.#verdict.outcome = { ok: false, refusal: { kind: 'unknown-scope' } }
      return
    }
    this.#maintenance.order({ scope, since: this.#now, until, by, note })
    this.#suppressor.maintenanceOrdered()
    this.#verdict.outcome = { ok: true, events: [] }
    this.#lookAhead()
  }

  // -- configuration

  #takeConfig({ change }: ConfigEntry): void {
    switch (change.kind) {
      case 'station':
        this.#describe(change.station)
        break
      case 'rule':
        this.#rulebook.put(change.rule, this.#clock)
        this.#recover(change.rule.id, 'rule-changed')
        break
      case 'rule-deleted':
        this.#rulebook.remove(change.rule)
        this.#recover(change.rule, 'rule-deleted')
        break
      case 'table':
        for (const id of this.#rulebook.putTable(change.table, this.#clock)) this.#recover(id, 'rule-changed')
        break
      case 'table-deleted':
        for (const id of this.#rulebook.removeTable(change.table, this.#clock))
          this.#recover(id, 'rule-deleted')
        break
      default:
        change satisfies never
    }
    this.#lookAhead()
  }

  // By id, so that events get the same numbers in a run that was restarted.
  #streamsById(): Stream[] {
    return [...this.#streams.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** Brings a changed rule's rulings in line with it, and judges it anew at once with what is known. */
  #recover(rule: RuleId, reason: Reason): void {
    for (const stream of this.#streamsById()) this.#cover(stream, rule, reason)
    for (const area of [...this.#areas.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.#dropFromArea(area, rule, reason)
    }
    const program = this.#rulebook.program(rule)
    if (program !== undefined) this.#coverArea(program)
    if (program?.composite !== undefined) this.#judgeComposite(rule, reason)
    else for (const id of this.#rulebook.compositesOf(rule)) this.#judgeComposite(id, reason)
    if (program === undefined) this.#clearErrors(rule)
  }

  #clearErrors(rule: RuleId): void {
    const warning = this.#warnings.of(rule, `rule:${rule}`)
    if (warning === undefined) return
    const { id, version, name } = warning.rule
    const about = { id, version, name } as Parameters<Docket['clears']>[0]
    this.#warnings.clears(about, warning.subject, { reason: 'rule-deleted', ruleVersion: version })
  }

  #describe(station: Station): void {
    const names = new Set(station.datastreams.map(({ name }) => name))
    for (const { name } of this.#stations.get(station.id)?.datastreams ?? []) {
      const gone = names.has(name) ? undefined : this.#streams.get(`${station.id}/${name}`)
      if (gone === undefined) continue
      for (const ruling of gone.rulings) this.#withdraw(gone, ruling, 'rule-changed')
      gone.rule([])
      this.#touch(gone)
      this.#streams.delete(gone.id)
    }
    this.#stations.set(station.id, station)
    this.#intake.forgetNeighbours()
    this.#suppressor.forgetUplinks()
    for (const datastream of station.datastreams) {
      let stream = this.#streams.get(`${station.id}/${datastream.name}`)
      if (stream === undefined) {
        stream = new Stream(station, datastream)
        this.#streams.set(stream.id, stream)
      } else {
        stream.redescribe(station, datastream)
      }
      this.#touch(stream)
      this.#cover(stream)
      for (const ruling of stream.rulings) this.#index(stream, ruling)
    }
  }

  /** The rule no longer stands on the subject. */
  #withdraw(subject: Subject, ruling: Ruling, reason: Reason): void {
    this.#moveIfChanged(subject, ruling, INACTIVE, this.#now, reason)
    this.#firing.set(ruling.compiled.rule.id, subject.id, subject.area, undefined)
  }

  /**
   * Brings the stream's rulings in line with the rules. With `changed`, that rule is judged anew at once with what is known: an
   * engineer who lowers a threshold under the present level must not wait for the next reading.
   */
  #cover(stream: Stream, changed?: RuleId, reason: Reason = 'rule-changed'): void {
    const before = new Map(stream.rulings.map((ruling) => [ruling.compiled.rule.id, ruling]))
    const rulings: Ruling[] = []
    for (const program of this.#rulebook.programs) {
      const compiled = this.#rulebook.compiledFor(program, stream)
      if (compiled === undefined) continue
      const existing = before.get(compiled.rule.id)
      before.delete(compiled.rule.id)
      if (existing === undefined) rulings.push(stream.ruling(program, compiled, this.#clock))
      else {
        this.#renew(stream, existing, program, compiled)
        rulings.push(existing)
      }
    }
    for (const gone of before.values()) this.#withdraw(stream, gone, reason)
    // By id, so that a restart judges them in the same order.
    rulings.sort((a, b) => (a.compiled.rule.id < b.compiled.rule.id ? -1 : 1))
    stream.rule(rulings)
    if (changed === undefined) {
      for (const ruling of rulings) this.#deadlines.arm(stream, ruling)
      return
    }
    const ruling = rulings.find(({ compiled }) => compiled.rule.id === changed)
    if (ruling !== undefined) this.#judgeAnew(stream, ruling, stream.newestTime, 'rule-changed')
    if (ruling !== undefined || before.has(changed)) this.#touch(stream)
  }

  /** A ruling under a new version of its rule. What was a shadow's becomes real, and the other way round, with the state it has. */
  #renew(subject: Subject, ruling: Ruling, program: Program, compiled: Ruling['compiled']): void {
    const ladder = relevel(ruling.ladder, levelsOf(ruling.compiled), compiled)
    const demoted = ruling.ladder.state === 'firing' && ladder.state !== 'firing'
    const moved = ruling.program.mode !== program.mode
    if (demoted || moved) this.#moveIfChanged(subject, ruling, INACTIVE, this.#now, 'rule-changed')
    ruling.program = program
    ruling.compiled = compiled
    // What fires goes on to fire, now before the other docket.
    if (moved) this.#moveIfChanged(subject, ruling, ladder, this.#now, 'rule-changed')
    ruling.ladder = ladder
  }

  #coverArea(program: Program): void {
    const { composite: compiled } = program
    if (compiled === undefined) return
    const id = `area:${compiled.area}`
    const area = this.#areas.get(id) ?? new AreaSubject(compiled.area)
    this.#areas.set(id, area)
    const existing = area.rulings.find((one) => one.compiled.rule.id === compiled.rule.id)
    if (existing === undefined) {
      const ruling = area.ruling(program, compiled, this.#clock)
      area.rulings = [...area.rulings, ruling].sort((a, b) =>
        a.compiled.rule.id < b.compiled.rule.id ? -1 : 1,
      )
      this.#deadlines.arm(area, ruling)
    } else this.#renew(area, existing, program, compiled)
  }

  /** Takes a composite off an area that it is no longer about. */
  #dropFromArea(area: AreaSubject, rule: RuleId, reason: Reason): void {
    const ruling = area.rulings.find(({ compiled }) => compiled.rule.id === rule)
    if (ruling === undefined || this.#rulebook.program(rule)?.composite?.area === area.area) return
    this.#withdraw(area, ruling, reason)
    area.rulings = area.rulings.filter((one) => one !== ruling)
    this.#touch(area)
  }

  #judgeAnew(stream: Stream, ruling: Ruling, at: Instant, reason: Reason): void {
    this.#guard(stream, ruling, () => this.#judgeKnown(stream, ruling, at, reason))
    this.#deadlines.arm(stream, ruling)
  }

  /** Judges what is known of the stream by now. */
  #judgeKnown(stream: Stream, ruling: Ruling, at: Instant, reason: Reason): void {
    const { compiled } = ruling
    const { latest } = stream
    const usable = latest !== undefined && latest.flag !== 'missing' && latest.flag !== 'fail'
    // What is older than the lateness says nothing of now.
    const isFresh = this.#clock - stream.newestTime <= stream.lateness
    if (latest !== undefined && isFresh && compiled.kind !== 'absence') {
      if (usable || compiled.kind === 'sensor-fault') {
        stream.value = compiled.kind === 'sensor-fault' ? latest.value : stream.soundValue
        stream.flag = stream.unreadable ? 'fail' : latest.flag
        stream.checks = stream.unreadable ? ['unreadable'] : (stream.recent.at(-1)?.checks ?? [])
        const mayRaise = inSchedule(compiled.rule.schedule, at)
        const after = evaluate(compiled, ruling.ladder, stream, at, mayRaise)
        this.#moveIfChanged(stream, ruling, after, at, reason)
      }
    }
    if (compiled.kind === 'absence' && reason === 'schedule') {
      const silence = this.#deadlines.silence(stream, ruling)
      this.#moveIfChanged(
        stream,
        ruling,
        judgeAbsence(compiled, ruling.ladder, silence, at, true),
        at,
        reason,
      )
    }
  }

  #touch(subject: Subject): void {
    if (subject.dirty) return
    subject.dirty = true
    this.#dirty.push(subject as Stream | AreaSubject)
  }
}

/** What a late breach amounts to, where it is not the value itself: a window's rain in mm, a mean, a rise. */
function peakOf(truth: ReturnType<typeof truthOf>, rung: number): number | undefined {
  if (truth === undefined) return undefined
  if ('reachedUm' in truth) return (truth as { reachedUm(rung: number): number }).reachedUm(rung) / UM_PER_MM
  if ('rise' in truth) return (truth as { rise: number | undefined }).rise
  return 'value' in truth ? (truth as { value: number }).value : undefined
}
