import type { DatastreamId, DurationMs, Instant, Observation, Reason, RuleId } from '../model/index.ts'
import { inSchedule } from '../model/index.ts'
import {
  CompositeTruth,
  climb,
  elapse,
  evaluate,
  firingRung,
  forgetPending,
  forgetWaits,
  INACTIVE,
  judgeAbsence,
  type LadderState,
  truthOf,
  UM_PER_MM,
} from '../rules/index.ts'
import type { Docket, Grounds } from './docket.ts'
import { isFlapping, recordStep } from './flapping.ts'
import { compositeGrounds, groundsOf } from './grounds.ts'
import type { Taken } from './intake.ts'
import { missPeak } from './missed-peak.ts'
import { firingLevel, type Ruling, type Subject } from './ruling.ts'
import type { Sitting, Stirred } from './sitting.ts'
import { Stream } from './stream.ts'

const composite = new CompositeTruth()

/** Observations, silence and the clock → the next state of each ruling, and what that means to people. */
export class Rulings {
  readonly #sitting: Sitting

  constructor(sitting: Sitting) {
    this.#sitting = sitting
  }

  /** The sensor said something that is no number: it is there, and at fault. */
  takeUnreadable(datastream: DatastreamId): void {
    const stream = this.#sitting.streams.get(datastream)
    if (stream === undefined) return
    this.#sitting.touch(stream)
    stream.lastReceivedAt = this.#sitting.clock
    if (!stream.isFaulty) this.#sitting.verdict.faulty = stream.station.id
    if (stream.dataLost) this.regain(stream, false)
    stream.unreadable = true
    stream.flag = 'fail'
    stream.checks = ['unreadable']
    const before = stream.shownTime
    stream.shownTime = this.#sitting.clock
    this.#judgeEach(stream, stream.sensorFaults, stream.shownTime, before, 'sensor-error')
    this.hear(stream)
  }

  judgeCurrent(stream: Stream, taken: Taken): void {
    const { time, checked, value } = taken
    stream.value = value
    stream.flag = checked.flag
    stream.checks = checked.checks
    const { sensorFaults, hazards, shownTime } = stream
    // Before they are judged: a wait that begins now is due by it.
    if (time > shownTime) stream.shownTime = time
    if (sensorFaults.length > 0) this.#judgeEach(stream, sensorFaults, time, shownTime, 'sensor-error')
    if (taken.usable) this.#judgeEach(stream, hazards, time, taken.soundBefore, 'threshold')
  }

  /**
   * A value that was shown to the rules is proved impossible by its successor: it is a fault of the sensor, and warnings that it raised say so.
   * They go on until the successor, or what follows, clears them.
   */
  judgeExposed(stream: Stream, spike: Observation): void {
    const { phenomenonTime: time, value, flag, checks } = spike
    Object.assign(stream, { value, flag, checks, exposed: { phenomenonTime: time, value, flag, checks } })
    for (const ruling of stream.sensorFaults) {
      const { compiled, ladder } = ruling
      this.guard(stream, ruling, () => {
        const at = Math.min(time, spike.receivedAt)
        const after = evaluate(compiled, ladder, stream, at, inSchedule(compiled.rule.schedule, at))
        // That it was judged before, as improbable, is not undone.
        if (firingRung(after, compiled.rungs) < firingRung(ladder, compiled.rungs))
          this.#judged(stream, ruling, after, at, 'sensor-error')
      })
    }
    stream.exposed = undefined
    for (const ruling of stream.hazards) {
      const warning = this.#sitting.docketOf(ruling).of(ruling.compiled.rule.id, stream.id)
      const raisedBy = warning?.clearedAt === null ? warning.evidence.readings.at(-1) : undefined
      if (raisedBy?.phenomenonTime !== time || raisedBy.value !== value) continue
      const note = `引发告警的读数 ${value} 经后一读数判为不可能的尖峰 / The reading of ${value} that raised this was a spike: the next one proves it impossible`
      this.#tell(stream, ruling, { type: 'note', note })
    }
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
  judgePast(stream: Stream, taken: Taken): void {
    if (!taken.usable) return
    const { timeliness } = taken
    // Rain may be stamped a little ahead of receipt: a window that ended there has ended.
    const latest =
      timeliness === 'late'
        ? Math.max(stream.soundTime, stream.newestTime)
        : Math.max(stream.soundTime, this.#sitting.clock)
    for (const ruling of stream.hazards) {
      // Of a clock ahead nobody knows which window it would be of.
      if (timeliness === 'ahead' && ruling.compiled.kind !== 'threshold') continue
      this.guard(stream, ruling, () => {
        if (this.#lift(stream, ruling, taken.time, latest)) return
        stream.value = taken.value
        this.#missIfBreached(stream, ruling, taken)
      })
    }
  }

  /** True when the windows that end now, corrected, reach a graver level than the one that fires. */
  #lift(stream: Stream, ruling: Ruling, time: Instant, latest: Instant): boolean {
    const { compiled, ladder } = ruling
    if (compiled.kind === 'threshold') return false
    const end = compiled.kind === 'accumulation' ? latest : stream.soundTime
    // Without a current value yet, no window ends now.
    if (!Number.isFinite(end)) return false
    // What lies before all that the window looks at corrects nothing, and whether it was heard before nobody remembers.
    if (compiled.kind !== 'accumulation' && time < end - windowOf(compiled) - stream.maxGap) return false
    stream.value = stream.soundValue
    // It begins, ends and completes no wait.
    const mayRaise = inSchedule(compiled.rule.schedule, end)
    const lifted = evaluate(compiled, forgetWaits(ladder), stream, end, mayRaise)
    const rung = firingRung(lifted, compiled.rungs)
    if (lifted.state !== 'firing' || rung >= firingRung(ladder, compiled.rungs)) return false
    const waiting = ladder.state === 'inactive' ? [] : ladder.pending
    const after = { ...lifted, pending: waiting.filter((one) => one.rung < rung) }
    this.#judged(stream, ruling, after, end, 'threshold')
    return true
  }

  #missIfBreached(stream: Stream, ruling: Ruling, { time, value }: Taken): void {
    const { compiled, coveredSince } = ruling
    // Of a time at which the rule would have raised nothing, nothing was missed.
    if (time < coveredSince || !inSchedule(compiled.rule.schedule, time)) return
    const truth = truthOf(compiled, stream, time, false)
    const rung = truth === undefined ? -1 : compiled.rungs.findIndex((_, one) => truth.holds(one))
    if (rung < 0) return
    const peak = peakOf(truth, rung) ?? value
    const id = `m${this.#sitting.position}-${this.#sitting.serial}`
    const missed = missPeak(ruling, stream, { rung, time, value: peak }, id, this.#sitting.now)
    if (missed === undefined) return
    this.#sitting.serial++
    // A shadow rule calls nobody, so nobody has missed anything.
    if (ruling.program.mode === 'active') this.#sitting.verdict.missedPeaks.push(missed)
  }

  /** Something was received: silence is over. */
  hear(stream: Stream): void {
    for (const ruling of stream.absences) {
      if (ruling.ladder === INACTIVE) continue
      this.guard(stream, ruling, () => {
        const compiled = ruling.compiled as Ruling['compiled'] & { kind: 'absence' }
        const silence = this.#sitting.deadlines.silence(stream, ruling)
        const after = judgeAbsence(compiled, ruling.ladder, silence, this.#sitting.clock, true)
        if (after !== ruling.ladder) this.#judged(stream, ruling, after, this.#sitting.clock, 'data-back')
      })
    }
  }

  /** What fired on through a silence says that its sensor is back, before it is judged what it says. Hazards need something usable for that. */
  regain(stream: Stream, usable: boolean): void {
    stream.dataLost = false
    for (const ruling of stream.rulings) {
      if (!ruling.dataLost) continue
      if (!usable && ruling.compiled.kind !== 'sensor-fault') {
        stream.dataLost = true
        continue
      }
      ruling.dataLost = false
      this.#tell(stream, ruling, { type: 'data-back', since: this.#sitting.clock })
      this.#sitting.deadlines.arm(stream, ruling)
    }
  }

  /** Takes a ruling to its new state, and says what that means to people. `time` is the judged time. */
  #judged(subject: Subject, ruling: Ruling, after: LadderState, time: Instant, reason: Reason): void {
    const { compiled } = ruling
    const { rungs } = compiled
    const from = firingRung(ruling.ladder, rungs)
    const to = firingRung(after, rungs)
    const moved = after !== ruling.ladder
    ruling.ladder = after
    this.#sitting.touch(subject)
    ruling.flaps = recordStep(ruling.flaps, from !== to)
    if (moved) this.#sitting.deadlines.arm(subject, ruling)
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
    const docket = this.#sitting.docketOf(ruling)
    const grounds = this.#groundsOf(subject, ruling, to < none ? to : from, time, reason)
    const level = rungs[to]?.level
    if (level === undefined) docket.clears(rule, subject.id, grounds)
    else docket.fires(rule, subject, level, to < from, grounds)
    this.index(subject, ruling)
    if (docket === this.#sitting.warnings) {
      this.#sitting.suppressor.changed(subject, ruling, reason)
      this.#sitting.lookAhead()
    }
    this.stirCompositesOf(rule.id, reason)
  }

  /** The composites that name the rule are to be judged. */
  stirCompositesOf(rule: RuleId, reason: Reason): void {
    for (const id of this.#sitting.rulebook.compositesOf(rule)) this.stirComposite(id, reason)
  }

  stirComposite(id: RuleId, reason: Reason): void {
    const { stirred } = this.#sitting
    if (!stirred.some((one) => one.id === id)) stirred.push({ id, reason })
  }

  /**
   * Judges the composites whose members changed, once all of them have: between two rules that see one reading nothing is true of both.
   * Those that are members of others go first.
   */
  judgeStirred(): void {
    const { stirred, rulebook } = this.#sitting
    while (stirred.length > 0) {
      let first = 0
      for (let index = 1; index < stirred.length; index++) {
        const [one, other] = [stirred[index], stirred[first]] as [Stirred, Stirred]
        if (rulebook.depthOf(one.id) < rulebook.depthOf(other.id)) first = index
      }
      const [next] = stirred.splice(first, 1) as [Stirred]
      this.judgeComposite(next.id, next.reason)
    }
  }

  #groundsOf(subject: Subject, ruling: Ruling, rung: number, time: Instant, reason: Reason): Grounds {
    const { compiled } = ruling
    if (compiled.kind === 'composite') return compositeGrounds(compiled, rung, this.#sitting.firing, reason)
    return groundsOf(subject as Stream, compiled, time, reason)
  }

  moveIfChanged(subject: Subject, ruling: Ruling, after: LadderState, time: Instant, reason: Reason): void {
    if (after !== ruling.ladder) this.#judged(subject, ruling, after, time, reason)
  }

  /** Says something about the ruling's open warning, if it has one. */
  #tell(subject: Subject, ruling: Ruling, draft: Parameters<Docket['note']>[1]): void {
    const docket = this.#sitting.docketOf(ruling)
    const warning = docket.of(ruling.compiled.rule.id, subject.id)
    if (warning !== undefined) docket.note(warning.id, draft)
  }

  /** Notes what composites see of the ruling: its level, unless it stands under maintenance. */
  index(subject: Subject, ruling: Ruling): void {
    const { firing, maintenance, now } = this.#sitting
    const level = firingLevel(ruling)
    const quiet =
      level !== undefined &&
      maintenance.suppression(subject.station?.id, subject.area, level, now) !== undefined
    firing.set(ruling.compiled.rule.id, subject.id, subject.area, quiet ? undefined : level)
  }

  /** Maintenance began or ended: what fires there counts no more for composites, or counts again. */
  indexAnew(reason: Reason): void {
    const { firing, streams, areas } = this.#sitting
    for (const subject of [...streams.values(), ...areas.values()]) {
      for (const ruling of subject.rulings) {
        if (ruling.ladder.state !== 'firing') continue
        const { id } = ruling.compiled.rule
        const before = firing.levelOf(id, subject.id)
        this.index(subject, ruling)
        if (firing.levelOf(id, subject.id) !== before) this.stirCompositesOf(id, reason)
      }
    }
    this.#sitting.stirred.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  judgeComposite(id: RuleId, reason: Reason): void {
    const area = this.#sitting.areas.get(`area:${this.#sitting.rulebook.program(id)?.composite?.area}`)
    const ruling = area?.rulings.find(({ compiled }) => compiled.rule.id === id)
    if (area === undefined || ruling === undefined || ruling.compiled.kind !== 'composite') return
    composite.compiled = ruling.compiled
    composite.index = this.#sitting.firing
    const { rungs, rule } = ruling.compiled
    this.guard(area, ruling, () => {
      const mayRaise = inSchedule(rule.schedule, this.#sitting.now)
      const after = climb(rungs, ruling.ladder, composite, this.#sitting.now, mayRaise)
      if (after !== ruling.ladder || ruling.flaps !== 0)
        this.#judged(area, ruling, after, this.#sitting.now, reason)
    })
  }

  /** Judges one ruling; what goes wrong inside it stays with it. */
  guard(subject: Subject, ruling: Ruling, judge: () => void): void {
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
    this.#sitting.touch(subject)
    if (!isNew) return
    const { rule } = ruling.compiled
    const about = { id: `rule:${rule.id}`, area: subject.area }
    const grounds: Grounds = { reason: 'rule-error', ruleVersion: rule.version }
    const known = this.#sitting.warnings.of(rule.id, about.id)
    if (known === undefined || known.clearedAt !== null) {
      const warning = this.#sitting.warnings.fires(rule, about, 'yellow', true, grounds)
      if (warning) this.#sitting.warnings.note(warning.id, { type: 'note', note: `${subject.id}: ${detail}` })
    }
  }

  #mend(subject: Subject, ruling: Ruling): void {
    ruling.error = undefined
    this.#sitting.touch(subject)
    this.#sitting.deadlines.arm(subject, ruling)
    const { rule } = ruling.compiled
    for (const one of [...this.#sitting.streams.values(), ...this.#sitting.areas.values()]) {
      if (one.rulings.some(({ compiled, error }) => compiled.rule.id === rule.id && error !== undefined))
        return
    }
    this.#sitting.warnings.clears(rule, `rule:${rule.id}`, { reason: 'reset', ruleVersion: rule.version })
  }

  fire(subject: Subject, ruling: Ruling, due: Instant): void {
    const { compiled, ladder } = ruling
    const mayRaise = inSchedule(compiled.rule.schedule, due)
    if (compiled.kind === 'absence') {
      const silence = this.#sitting.deadlines.silence(subject as Stream, ruling)
      const after = judgeAbsence(compiled, ladder, silence, due, mayRaise)
      this.moveIfChanged(subject, ruling, after, due, 'no-data')
      return
    }
    if (!(subject instanceof Stream)) this.judgeStirred()
    // What else falls due here (silence) leaves the waits to the next reading.
    const waits = this.#sitting.deadlines.waitsUntil(subject, ruling)
    if (waits !== undefined && waits <= due) {
      const after = elapse(compiled.rungs, mayRaise ? ruling.ladder : forgetPending(ruling.ladder), due)
      const reason = compiled.kind === 'sensor-fault' ? 'sensor-error' : 'threshold'
      this.moveIfChanged(subject, ruling, after, due, reason)
    }
    // After the waits: what clears at this very moment has nothing to lose.
    if (subject instanceof Stream) this.#loseData(subject, ruling, due)
  }

  #loseData(stream: Stream, ruling: Ruling, due: Instant): void {
    const lost = this.#sitting.deadlines.dataLostAt(stream, ruling)
    if (lost === undefined || lost > due) return
    ruling.dataLost = true
    stream.dataLost = true
    this.#sitting.touch(stream)
    // Not since the gateway began to listen: what fires has heard something.
    this.#tell(stream, ruling, { type: 'data-lost', since: stream.lastHeardBy(ruling.compiled.kind) })
  }
}

/** What a late breach amounts to, where it is not the value itself: a window's rain in mm, a mean, a rise. */
function peakOf(truth: ReturnType<typeof truthOf>, rung: number): number | undefined {
  if (truth === undefined) return undefined
  if ('reachedUm' in truth) return (truth as { reachedUm(rung: number): number }).reachedUm(rung) / UM_PER_MM
  if ('rise' in truth) return (truth as { rise: number | undefined }).rise
  return 'value' in truth ? (truth as { value: number }).value : undefined
}

function windowOf(compiled: Ruling['compiled']): DurationMs {
  return 'window' in compiled ? compiled.window : 0
}
