import {
  type CommandEntry,
  type ConfigEntry,
  type DatastreamId,
  type DurationMs,
  HOUR,
  type Instant,
  type JournalEntry,
  type Observation,
  type Position,
  type Reading,
  type ReadingsEntry,
  type Reason,
  type Rule,
  type RuleId,
  type Station,
  type StationId,
  type Timeliness,
} from '../model/index.ts'
import { check, timeliness } from '../quality/index.ts'
import {
  breachedRung,
  breachedWindow,
  type CompiledRule,
  compileRule,
  covers,
  elapse,
  firingRung,
  forgetPending,
  INACTIVE,
  judgeAbsence,
  judgeAccumulation,
  judgeThreshold,
  type LadderState,
  UM_PER_MM,
} from '../rules/index.ts'
import { Deadlines } from './deadlines.ts'
import { Docket } from './docket.ts'
import { groundsOf } from './grounds.ts'
import { missPeak } from './missed-peak.ts'
import { takeIncrement, takeTotal } from './rain.ts'
import { BEGINNING, type JudgeSnapshot } from './snapshot.ts'
import { type Latest, type Ruling, relevel, Stream, type StreamSnapshot } from './stream.ts'
import { emptyVerdict, type Verdict } from './verdict.ts'

/** Increments with a clock ahead that are remembered, to tell a redelivered frame. */
const MOST_AHEAD = 1000
/** The host wakes the judge within milliseconds of a timer; so late, and time itself has jumped, or the gateway stood still. */
const LATE_WAKE: DurationMs = 10_000
/** Entries stamped in different places wobble by milliseconds; only more than that is a clock that was set back. */
const LEAST_SET_BACK: DurationMs = 1000

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
  readonly #rules = new Map<RuleId, CompiledRule | undefined>()
  readonly #streams = new Map<DatastreamId, Stream>()
  readonly #docket: Docket
  readonly #deadlines: Deadlines
  #dirty: Stream[] = []
  #verdict: Verdict = emptyVerdict()
  #serial = 0

  constructor(snapshot: JudgeSnapshot = BEGINNING) {
    this.#position = snapshot.position
    this.#now = snapshot.now
    this.#clock = snapshot.clock ?? snapshot.now
    this.#deadlines = new Deadlines(snapshot.startedAt)
    this.#docket = new Docket(snapshot.openWarnings)
    for (const rule of snapshot.rules) this.#rules.set(rule.id, compiledIfActive(rule))
    for (const station of snapshot.stations) {
      this.#stations.set(station.id, station)
      for (const datastream of station.datastreams) {
        const saved = snapshot.streams.get(`${station.id}/${datastream.name}`)
        const stream = new Stream(station, datastream, saved)
        this.#streams.set(stream.id, stream)
        this.#cover(stream)
        stream.settle()
      }
    }
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

  latest(datastream: DatastreamId): Latest | undefined {
    return this.#streams.get(datastream)?.latest
  }

  /** Since when the datastream's device has had a wrong clock; undefined when it has not. */
  clockFaultSince(datastream: DatastreamId): Instant | undefined {
    return this.#streams.get(datastream)?.clockFaultSince
  }

  /** When the earliest timer falls due: the host then appends a `clock` entry. */
  nextDue(): Instant | undefined {
    return this.#deadlines.next()
  }

  /** The states that changed since they were last saved; undefined: the datastream is gone. */
  changed(): { datastream: DatastreamId; state: StreamSnapshot | undefined }[] {
    return this.#dirty.map((stream) => {
      const removed = this.#streams.get(stream.id) !== stream
      return { datastream: stream.id, state: removed ? undefined : stream.snapshot() }
    })
  }

  /** What `changed` told is saved. */
  saved(): void {
    for (const stream of this.#dirty) stream.dirty = false
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
    this.#docket.turnTo(position, this.#now, this.#verdict.events)
    this.#deadlines.expire(this.#clock, (stream, ruling, due) => this.#fire(stream, ruling, due))
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
  }

  // -- readings

  #takeReadings(entry: ReadingsEntry): void {
    for (const reading of entry.readings) {
      const stream = this.#streams.get(reading.datastream)
      if (stream === undefined) continue
      this.#touch(stream)
      stream.lastReceivedAt = this.#clock
      if (reading.phenomenonTime === stream.rawTime && reading.value === stream.rawValue) {
        this.#verdict.duplicates++
      } else {
        const kind = timeliness(
          reading.phenomenonTime,
          reading.receivedAt,
          stream.newestTime,
          stream.lateness,
        )
        if (stream.rain === undefined) this.#takeValue(stream, reading, kind)
        else this.#takeRain(stream, reading, kind)
      }
      this.#hear(stream)
    }
  }

  #takeValue(stream: Stream, reading: Reading, kind: Timeliness): void {
    const { value } = reading
    // A clock that is a little ahead is a clock as they are; what it says is judged as of now at the latest.
    const time = Math.min(reading.phenomenonTime, reading.receivedAt)
    const { flag, checks } = check(stream.datastream, value, time, kind, stream.good)
    const observation: Observation = {
      datastream: stream.id,
      phenomenonTime: reading.phenomenonTime,
      receivedAt: reading.receivedAt,
      value,
      flag,
      checks,
      timeliness: kind,
      position: this.#position,
    }
    this.#verdict.observations.push(observation)
    const before = stream.soundTime
    if (this.#advance(stream, reading, observation, time) && (flag === 'good' || flag === 'not-evaluated')) {
      stream.good = { time, value }
    }
    if (kind === 'ancient' || flag === 'fail') return
    const current = kind === 'new' || kind === 'ahead'
    if (current) stream.soundTime = Math.max(stream.soundTime, time)
    for (const ruling of stream.rulings) {
      const { compiled } = ruling
      if (compiled.kind !== 'threshold') continue
      if (current) {
        const started =
          ruling.ladder !== INACTIVE && time - before > stream.maxGap
            ? forgetPending(ruling.ladder)
            : ruling.ladder
        const after = judgeThreshold(compiled, started, observation, time)
        if (after !== ruling.ladder) this.#move(stream, ruling, after, time, 'threshold')
      } else {
        const rung = breachedRung(compiled, value)
        if (rung !== undefined) this.#miss(stream, ruling, rung, observation.phenomenonTime, value)
      }
    }
  }

  /** Takes a reading as the newest, if it is; a late one changes nothing here. */
  #advance(stream: Stream, reading: Reading, observation: Observation, time: Instant): boolean {
    const before = stream.isFaulty
    const isNewest = this.#keepNewest(stream, reading, observation, time)
    if (stream.isFaulty !== before) this.#verdict.faulty = stream.station.id
    return isNewest
  }

  #keepNewest(stream: Stream, reading: Reading, observation: Observation, time: Instant): boolean {
    const kind = observation.timeliness
    if (kind === 'ahead' || kind === 'ancient') stream.clockFaultSince ??= this.#clock
    else if (kind === 'new') stream.clockFaultSince = undefined
    if (kind === 'ancient' || time < stream.newestTime) return false
    // Never ahead of the gateway's clock: a device that puts its own right again must not be late for minutes.
    stream.newestTime = Math.min(time, reading.receivedAt)
    stream.rawTime = reading.phenomenonTime
    stream.rawValue = reading.value
    stream.latest = {
      phenomenonTime: observation.phenomenonTime,
      receivedAt: observation.receivedAt,
      value: observation.value,
      flag: observation.flag,
    }
    stream.quote(observation.phenomenonTime, observation.value, observation.flag, observation.checks)
    return true
  }

  // -- rain

  #takeRain(stream: Stream, reading: Reading, kind: Timeliness): void {
    const rain = stream.rain as NonNullable<Stream['rain']>
    const time = kind === 'ahead' ? reading.receivedAt : reading.phenomenonTime
    const placeable = kind !== 'ancient' && !rain.forgot(time)
    const checked = check(stream.datastream, reading.value, time, kind, undefined)
    const taking = { reading, time, timeliness: kind, checked, placeable, position: this.#position }
    if (kind === 'ahead' && this.#isRepeated(stream, reading)) {
      this.#verdict.duplicates++
      return
    }
    const taken =
      stream.datastream.form === 'counter'
        ? takeTotal(rain, taking, stream.datastream.modulus)
        : takeIncrement(rain, taking)
    const own = taken.at(-1)
    if (own === undefined) {
      this.#verdict.duplicates++
      return
    }
    this.#verdict.observations.push(...taken)
    this.#advance(stream, reading, own, time)
    if (!placeable || own.flag === 'fail') return
    rain.forget(stream.newestTime - stream.horizon)
    const current = kind === 'new' || kind === 'ahead'
    // What is late corrects the window that ends now; it may lift it over a threshold, never clear it.
    const end = current ? time : kind === 'late' ? stream.newestTime : this.#clock
    for (const ruling of stream.rulings) {
      const { compiled } = ruling
      if (compiled.kind !== 'accumulation') continue
      const after = judgeAccumulation(compiled, ruling.ladder, rain, end)
      if (current) {
        if (after !== ruling.ladder) this.#move(stream, ruling, after, end, 'threshold')
      } else if (firingRung(after, compiled.rungs) < firingRung(ruling.ladder, compiled.rungs)) {
        this.#move(stream, ruling, after, end, 'threshold')
      } else {
        const breached = breachedWindow(compiled, rain, time)
        if (breached) this.#miss(stream, ruling, breached.rung, time, breached.sumUm / UM_PER_MM)
      }
    }
  }

  /** True when an increment with a clock ahead came before; else it is remembered. */
  #isRepeated(stream: Stream, { phenomenonTime: time, value }: Reading): boolean {
    if (stream.ahead.some((one) => one.time === time && one.value === value)) return true
    stream.ahead = [...stream.ahead, { time, value }].slice(-MOST_AHEAD)
    return false
  }

  // -- rules

  /** Something was received: silence is over. */
  #hear(stream: Stream): void {
    for (const ruling of stream.rulings) {
      if (ruling.compiled.kind !== 'absence' || ruling.ladder === INACTIVE) continue
      const after = judgeAbsence(
        ruling.compiled,
        ruling.ladder,
        this.#deadlines.silence(stream, ruling),
        this.#clock,
      )
      if (after !== ruling.ladder) this.#move(stream, ruling, after, this.#clock, 'data-back')
    }
  }

  /** Takes a ruling to its new state, and says what that means to people. `time` is the judged time. */
  #move(stream: Stream, ruling: Ruling, after: LadderState, time: Instant, reason: Reason): void {
    const { compiled } = ruling
    const { rungs } = compiled
    const from = firingRung(ruling.ladder, rungs)
    const to = firingRung(after, rungs)
    ruling.ladder = after
    this.#touch(stream)
    this.#deadlines.arm(stream, ruling)
    if (from === to) return
    if (from === rungs.length) ruling.fired = { from: time, to: Number.MAX_SAFE_INTEGER }
    if (to === rungs.length) ruling.fired = { from: ruling.fired?.from ?? time, to: time }
    const grounds = groundsOf(stream, compiled, time, reason)
    const rung = rungs[to]
    if (rung === undefined) this.#docket.clears(compiled.rule, stream, grounds)
    else this.#docket.fires(compiled.rule, stream, rung.level, to < from, grounds)
  }

  #miss(stream: Stream, ruling: Ruling, rung: number, time: Instant, value: number): void {
    const missed = missPeak(
      ruling,
      stream,
      { rung, time, value },
      `m${this.#position}-${this.#serial}`,
      this.#now,
    )
    if (missed === undefined) return
    this.#serial++
    this.#verdict.missedPeaks.push(missed)
  }

  // -- timers

  #fire(stream: Stream, ruling: Ruling, due: Instant): void {
    const { compiled, ladder } = ruling
    if (compiled.kind === 'absence') {
      this.#moveIfChanged(
        stream,
        ruling,
        judgeAbsence(compiled, ladder, this.#deadlines.silence(stream, ruling), due),
        due,
        'no-data',
      )
    } else if (due - stream.soundTime > stream.maxGap) {
      this.#moveIfChanged(stream, ruling, forgetPending(ladder), due, 'gap')
    } else {
      this.#moveIfChanged(stream, ruling, elapse(compiled.rungs, ladder, due), due, 'threshold')
    }
  }

  #moveIfChanged(stream: Stream, ruling: Ruling, after: LadderState, time: Instant, reason: Reason): void {
    if (after !== ruling.ladder) this.#move(stream, ruling, after, time, reason)
  }

  // -- commands

  #takeCommand(entry: CommandEntry): void {
    this.#verdict.outcome = this.#docket.obey(entry.command, entry.by)
  }

  // -- configuration

  #takeConfig(entry: ConfigEntry): void {
    const { change } = entry
    if (change.kind === 'station') {
      this.#describe(change.station)
      return
    }
    this.#rules.set(change.rule.id, compiledIfActive(change.rule))
    // By id, so that events get the same numbers in a run that was restarted.
    const streams = [...this.#streams.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    for (const stream of streams) this.#cover(stream, change.rule.id)
  }

  #describe(station: Station): void {
    const names = new Set(station.datastreams.map(({ name }) => name))
    for (const { name } of this.#stations.get(station.id)?.datastreams ?? []) {
      const gone = names.has(name) ? undefined : this.#streams.get(`${station.id}/${name}`)
      if (gone === undefined) continue
      for (const ruling of gone.rulings)
        this.#moveIfChanged(gone, ruling, INACTIVE, this.#now, 'rule-changed')
      gone.rulings = []
      this.#touch(gone)
      this.#streams.delete(gone.id)
    }
    this.#stations.set(station.id, station)
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
    }
  }

  /**
   * Brings the stream's rulings in line with the rules. With `changed`, that rule is judged anew at once with what is known: an
   * engineer who lowers a threshold under the present level must not wait for the next reading.
   */
  #cover(stream: Stream, changed?: RuleId): void {
    const before = new Map(stream.rulings.map((ruling) => [ruling.compiled.rule.id, ruling]))
    const rulings: Ruling[] = []
    for (const compiled of this.#rules.values()) {
      if (compiled === undefined || !applies(compiled, stream)) continue
      const existing = before.get(compiled.rule.id)
      before.delete(compiled.rule.id)
      if (existing === undefined) rulings.push(stream.ruling(compiled, this.#clock))
      else {
        const levels = existing.compiled.rungs.map(({ level }) => level)
        const ladder = relevel(existing.ladder, levels, compiled)
        const demoted = existing.ladder.state === 'firing' && ladder.state !== 'firing'
        if (demoted) this.#move(stream, existing, INACTIVE, this.#now, 'rule-changed')
        existing.ladder = ladder
        existing.compiled = compiled
        rulings.push(existing)
      }
    }
    for (const gone of before.values()) this.#moveIfChanged(stream, gone, INACTIVE, this.#now, 'rule-changed')
    // By id, so that a restart judges them in the same order.
    rulings.sort((a, b) => (a.compiled.rule.id < b.compiled.rule.id ? -1 : 1))
    stream.rulings = rulings
    stream.horizon = Math.max(
      HOUR,
      stream.lateness,
      ...rulings.map(({ compiled }) => (compiled.kind === 'accumulation' ? compiled.longest : 0)),
    )
    if (changed === undefined) {
      for (const ruling of rulings) this.#deadlines.arm(stream, ruling)
      return
    }
    const ruling = rulings.find(({ compiled }) => compiled.rule.id === changed)
    if (ruling !== undefined) this.#judgeAnew(stream, ruling)
    if (ruling !== undefined || before.has(changed)) this.#touch(stream)
  }

  #judgeAnew(stream: Stream, ruling: Ruling): void {
    const { compiled } = ruling
    const { latest } = stream
    const usable = latest !== undefined && latest.flag !== 'fail' && latest.flag !== 'missing'
    // What is older than the lateness says nothing of now.
    if (usable && this.#clock - stream.newestTime <= stream.lateness) {
      if (compiled.kind === 'threshold') {
        const known = { checks: [], timeliness: 'new', position: this.#position } as const
        const observation: Observation = { datastream: stream.id, ...latest, ...known }
        const after = judgeThreshold(compiled, ruling.ladder, observation, stream.newestTime)
        this.#moveIfChanged(stream, ruling, after, stream.newestTime, 'rule-changed')
      } else if (compiled.kind === 'accumulation' && stream.rain) {
        const after = judgeAccumulation(compiled, ruling.ladder, stream.rain, stream.newestTime)
        this.#moveIfChanged(stream, ruling, after, stream.newestTime, 'rule-changed')
      }
    }
    this.#deadlines.arm(stream, ruling)
  }

  #touch(stream: Stream): void {
    if (stream.dirty) return
    stream.dirty = true
    this.#dirty.push(stream)
  }
}

/** Only an active rule judges. One that does not compile was refused when saved; it is left out rather than trusted. */
function compiledIfActive(rule: Rule): CompiledRule | undefined {
  if (rule.state !== undefined && rule.state !== 'active') return undefined
  const compilation = compileRule(rule)
  return compilation.ok ? compilation.compiled : undefined
}

/** Rain sums need rain; the other kinds judge whatever the rule's scope names. */
function applies(compiled: CompiledRule, stream: Stream): boolean {
  if (compiled.kind === 'accumulation' && !stream.isRainfall) return false
  return covers(compiled.rule.appliesTo, stream.station, stream.datastream)
}
