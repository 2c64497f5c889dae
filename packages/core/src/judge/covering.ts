import { type Instant, inSchedule, type Reason, type RuleId, type Station } from '../model/index.ts'
import { isUsable } from '../quality/index.ts'
import {
  CompositeTruth,
  evaluate,
  firingRung,
  forgetPending,
  INACTIVE,
  judgeAbsence,
  keepWaits,
  type LadderState,
  type Program,
  truthOf,
  uphold,
} from '../rules/index.ts'
import { type AreaSnapshot, AreaSubject } from './area.ts'
import type { Docket } from './docket.ts'
import { levelsOf, type Ruling, relevel, type Subject } from './ruling.ts'
import type { Rulings } from './rulings.ts'
import type { Sitting } from './sitting.ts'
import type { JudgeSnapshot } from './snapshot.ts'
import { Stream, type StreamSnapshot } from './stream.ts'

/** Which rules stand on which datastreams and areas: as stations and rules come, change and go, and as schedules open and close. */
export class Covering {
  readonly #sitting: Sitting
  readonly #rulings: Rulings

  constructor(sitting: Sitting, rulings: Rulings) {
    this.#sitting = sitting
    this.#rulings = rulings
  }

  /** Takes up everything as it was saved. */
  restore(snapshot: JudgeSnapshot): void {
    const { stations, streams, areas, rulebook } = this.#sitting
    for (const station of snapshot.stations) {
      stations.set(station.id, station)
      for (const datastream of station.datastreams) {
        const saved = snapshot.streams.get(`${station.id}/${datastream.name}`) as StreamSnapshot | undefined
        const stream = new Stream(station, datastream, saved)
        streams.set(stream.id, stream)
        this.cover(stream)
        stream.settle()
        for (const ruling of stream.rulings) this.#rulings.index(stream, ruling)
      }
    }
    for (const [id, saved] of snapshot.streams) {
      if (id.startsWith('area:')) areas.set(id, new AreaSubject(id.slice(5), saved as AreaSnapshot))
    }
    for (const program of rulebook.programs) this.coverArea(program)
    for (const area of areas.values()) for (const ruling of area.rulings) this.#rulings.index(area, ruling)
    this.#sitting.lookAhead()
  }

  /** A rule's schedule opened or closed: what is known is judged now, or what waited to fire is forgotten. */
  reopen(id: RuleId, due: Instant): void {
    const program = this.#sitting.rulebook.program(id)
    if (program === undefined) return
    if (program.composite !== undefined) {
      const area = this.#sitting.areas.get(`area:${program.composite.area}`)
      const ruling = area?.rulings.find(({ compiled }) => compiled.rule.id === id)
      if (!inSchedule(program.rule.schedule, due)) {
        if (area && ruling)
          this.#rulings.moveIfChanged(area, ruling, forgetPending(ruling.ladder), due, 'schedule')
        // Once its members have come to what they are by then.
      } else this.#rulings.stirComposite(id, 'schedule')
      return
    }
    const opens = inSchedule(program.rule.schedule, due)
    for (const stream of this.#sitting.streamsById()) {
      const ruling = stream.rulings.find(({ compiled }) => compiled.rule.id === id)
      if (ruling === undefined) continue
      if (opens) this.#judgeAnew(stream, ruling, due, 'schedule')
      else this.#rulings.moveIfChanged(stream, ruling, forgetPending(ruling.ladder), due, 'schedule')
    }
  }

  /** Brings a changed rule's rulings in line with it, and judges it anew at once with what is known. */
  recover(rule: RuleId, reason: Reason): void {
    for (const stream of this.#concerned(rule)) this.#coverAnew(stream, rule, reason)
    for (const area of [...this.#sitting.areas.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.#dropFromArea(area, rule, reason)
    }
    const program = this.#sitting.rulebook.program(rule)
    if (program !== undefined) this.coverArea(program)
    if (program?.composite !== undefined) this.#rulings.judgeComposite(rule, reason)
    else for (const id of this.#sitting.rulebook.compositesOf(rule)) this.#rulings.judgeComposite(id, reason)
    if (program === undefined) this.#clearErrors(rule)
  }

  #clearErrors(rule: RuleId): void {
    const warning = this.#sitting.warnings.of(rule, `rule:${rule}`)
    if (warning === undefined) return
    const { id, version, name } = warning.rule
    const about = { id, version, name } as Parameters<Docket['clears']>[0]
    this.#sitting.warnings.clears(about, warning.subject, { reason: 'rule-deleted', ruleVersion: version })
  }

  describe(station: Station): void {
    const names = new Set(station.datastreams.map(({ name }) => name))
    const before = this.#sitting.stations.get(station.id)
    for (const { name } of before?.datastreams ?? []) {
      const gone = names.has(name) ? undefined : this.#sitting.streams.get(`${station.id}/${name}`)
      if (gone === undefined) continue
      for (const ruling of gone.rulings) this.#withdraw(gone, ruling, 'rule-changed')
      gone.rule([])
      this.#sitting.touch(gone)
      this.#sitting.streams.delete(gone.id)
    }
    this.#sitting.stations.set(station.id, station)
    this.#sitting.intake.forgetNeighbours()
    this.#sitting.suppressor.forgetUplinks()
    for (const datastream of station.datastreams) {
      let stream = this.#sitting.streams.get(`${station.id}/${datastream.name}`)
      if (stream === undefined) {
        stream = new Stream(station, datastream)
        this.#sitting.streams.set(stream.id, stream)
      } else {
        stream.redescribe(station, datastream)
      }
      this.#sitting.touch(stream)
      this.cover(stream)
      for (const ruling of stream.rulings) {
        this.#rulings.index(stream, ruling)
        // What fires in another area now is another thing to those that look at areas.
        if (before !== undefined && before.area !== station.area && ruling.ladder.state === 'firing')
          this.#rulings.stirCompositesOf(ruling.compiled.rule.id, 'rule-changed')
      }
    }
  }

  /** The rule no longer stands on the subject. */
  #withdraw(subject: Subject, ruling: Ruling, reason: Reason): void {
    this.#rulings.moveIfChanged(subject, ruling, INACTIVE, this.#sitting.now, reason)
    this.#sitting.firing.set(ruling.compiled.rule.id, subject.id, subject.area, undefined)
  }

  /** Brings the stream's rulings in line with the rules. */
  cover(stream: Stream): void {
    const before = new Map(stream.rulings.map((ruling) => [ruling.compiled.rule.id, ruling]))
    const rulings: Ruling[] = []
    for (const program of this.#sitting.rulebook.programsFor(stream.id)) {
      const compiled = this.#sitting.rulebook.compiledFor(program, stream)
      if (compiled === undefined) continue
      const existing = before.get(compiled.rule.id)
      before.delete(compiled.rule.id)
      if (existing === undefined) rulings.push(stream.ruling(program, compiled, this.#sitting.clock))
      else {
        this.#renew(stream, existing, program, compiled)
        rulings.push(existing)
      }
    }
    for (const gone of before.values()) this.#withdraw(stream, gone, 'rule-changed')
    rulings.sort(byRule)
    stream.rule(rulings)
    for (const ruling of rulings) this.#sitting.deadlines.arm(stream, ruling)
  }

  /** Streams that the rule covers, or covered, by id. */
  #concerned(rule: RuleId): Stream[] {
    const { rulebook } = this.#sitting
    const program = rulebook.program(rule)
    return this.#sitting.streamsById(
      (stream) =>
        (program !== undefined && rulebook.compiledFor(program, stream) !== undefined) ||
        stream.rulings.some(({ compiled }) => compiled.rule.id === rule),
    )
  }

  /**
   * Brings one rule's ruling on the stream in line with it, and judges it anew at once with what is known: an engineer who lowers a
   * threshold under the present level must not wait for the next reading.
   */
  #coverAnew(stream: Stream, rule: RuleId, reason: Reason): void {
    const { rulebook } = this.#sitting
    const program = rulebook.program(rule)
    const compiled = program && rulebook.compiledFor(program, stream)
    const existing = stream.rulings.find((one) => one.compiled.rule.id === rule)
    if (program === undefined || compiled === undefined) {
      if (existing !== undefined) this.#withdraw(stream, existing, reason)
      stream.rule(stream.rulings.filter((one) => one !== existing))
    } else {
      const ruling = existing ?? stream.ruling(program, compiled, this.#sitting.clock)
      if (existing === undefined) stream.rule([...stream.rulings, ruling].sort(byRule))
      else {
        this.#renew(stream, ruling, program, compiled)
        stream.rule(stream.rulings)
      }
      this.#judgeAnew(stream, ruling, stream.newestTime, 'rule-changed')
    }
    this.#sitting.touch(stream)
  }

  /** A ruling under a new version of its rule. What was a shadow's becomes real, and the other way round, with the state it has. */
  #renew(subject: Subject, ruling: Ruling, program: Program, compiled: Ruling['compiled']): void {
    const ladder = relevel(ruling.ladder, levelsOf(ruling.compiled), compiled)
    const demoted = ruling.ladder.state === 'firing' && ladder.state !== 'firing'
    const moved = ruling.program.mode !== program.mode
    if (demoted || moved)
      this.#rulings.moveIfChanged(subject, ruling, INACTIVE, this.#sitting.now, 'rule-changed')
    ruling.program = program
    ruling.compiled = compiled
    if (!moved) {
      ruling.ladder = ladder
      return
    }
    // What fires goes on to fire, now before the other docket: but nobody is told of what is over by the new version.
    const upheld = this.#upheld(subject, compiled, ladder)
    this.#rulings.moveIfChanged(subject, ruling, upheld, this.#sitting.now, 'rule-changed')
    ruling.ladder = upheld
  }

  #upheld(subject: Subject, compiled: Ruling['compiled'], ladder: LadderState): LadderState {
    if (subject instanceof Stream) {
      if (compiled.kind === 'absence') return ladder
      showKnown(subject, compiled)
      const truth = truthOf(compiled, subject, subject.soundTime, false)
      return truth === undefined ? ladder : uphold(compiled.rungs, ladder, truth)
    }
    if (compiled.kind !== 'composite') return ladder
    const truth = new CompositeTruth()
    truth.compiled = compiled
    truth.index = this.#sitting.firing
    return uphold(compiled.rungs, ladder, truth)
  }

  coverArea(program: Program): void {
    const { composite: compiled } = program
    if (compiled === undefined) return
    const id = `area:${compiled.area}`
    const area = this.#sitting.areas.get(id) ?? new AreaSubject(compiled.area)
    this.#sitting.areas.set(id, area)
    const existing = area.rulings.find((one) => one.compiled.rule.id === compiled.rule.id)
    if (existing === undefined) {
      const ruling = area.ruling(program, compiled, this.#sitting.clock)
      area.rulings = [...area.rulings, ruling].sort(byRule)
      this.#sitting.deadlines.arm(area, ruling)
    } else this.#renew(area, existing, program, compiled)
  }

  /** Takes a composite off an area that it is no longer about. */
  #dropFromArea(area: AreaSubject, rule: RuleId, reason: Reason): void {
    const ruling = area.rulings.find(({ compiled }) => compiled.rule.id === rule)
    if (ruling === undefined || this.#sitting.rulebook.program(rule)?.composite?.area === area.area) return
    this.#withdraw(area, ruling, reason)
    area.rulings = area.rulings.filter((one) => one !== ruling)
    this.#sitting.touch(area)
  }

  #judgeAnew(stream: Stream, ruling: Ruling, at: Instant, reason: Reason): void {
    this.#rulings.guard(stream, ruling, () => this.#judgeKnown(stream, ruling, at, reason))
    this.#sitting.deadlines.arm(stream, ruling)
  }

  /** Judges what is known of the stream by now. */
  #judgeKnown(stream: Stream, ruling: Ruling, at: Instant, reason: Reason): void {
    const { compiled } = ruling
    const { latest } = stream
    const checks = stream.recent.at(-1)?.checks ?? []
    const usable = latest !== undefined && isUsable({ flag: latest.flag, checks })
    // What is older than the lateness says nothing of now.
    const asOf = reason === 'schedule' ? at : this.#sitting.clock
    const isFresh = asOf - stream.newestTime <= stream.lateness
    if (latest !== undefined && compiled.kind !== 'absence') {
      showKnown(stream, compiled)
      const known = compiled.kind === 'accumulation' ? latest.flag !== 'fail' : usable
      if (isFresh && (known || compiled.kind === 'sensor-fault')) {
        const mayRaise = inSchedule(compiled.rule.schedule, at)
        const after = evaluate(compiled, ruling.ladder, stream, at, mayRaise)
        this.#rulings.moveIfChanged(
          stream,
          ruling,
          reason === 'schedule' ? opened(ruling, after) : after,
          at,
          reason,
        )
      } else if (reason === 'rule-changed') {
        // Nothing new is known, but what waits must still be met by what this version asks for: it may run out by the clock.
        const truth = truthOf(compiled, stream, stream.soundTime, false)
        if (truth) this.#rulings.moveIfChanged(stream, ruling, keepWaits(ruling.ladder, truth), at, reason)
      }
    }
    if (compiled.kind === 'absence' && reason === 'schedule') {
      const silence = this.#sitting.deadlines.silence(stream, ruling)
      const after = judgeAbsence(compiled, ruling.ladder, silence, at, true)
      // A silence that is counted anew since the gateway stood still clears nothing: nothing was heard.
      this.#rulings.moveIfChanged(stream, ruling, opened(ruling, after), at, reason)
    }
  }
}

/** Shows rules what is known of the stream by now: the newest value that they may be shown, or how the newest of any kind stands. */
function showKnown(stream: Stream, { kind }: Ruling['compiled']): void {
  const { latest, unreadable } = stream
  if (latest !== undefined) stream.value = kind === 'sensor-fault' ? latest.value : stream.soundValue
  // Also without any reading: a sensor may have said nothing yet that is a number.
  stream.flag = unreadable ? 'fail' : (latest?.flag ?? 'good')
  stream.checks = unreadable ? ['unreadable'] : (stream.recent.at(-1)?.checks ?? [])
}

/** That a schedule opens is no new reading: it may raise and begin waits to raise, and clears nothing and ends no wait. */
function opened({ ladder, compiled: { rungs } }: Ruling, after: LadderState): LadderState {
  if (firingRung(after, rungs) < firingRung(ladder, rungs)) return after
  const [begun, before] = [pendingOf(after), pendingOf(ladder)]
  const kept = before.filter(({ rung }) => !begun.some((one) => one.rung === rung))
  const all = [...begun, ...kept].sort((a, b) => a.rung - b.rung)
  if (ladder.state !== 'firing') return all.length === 0 ? ladder : { state: 'pending', pending: all }
  return { ...ladder, pending: all.filter(({ rung }) => rung < ladder.rung) }
}

function pendingOf(ladder: LadderState) {
  return ladder.state === 'inactive' ? [] : ladder.pending
}

/** By id, so that a restart judges them in the same order. */
function byRule(a: Ruling, b: Ruling): number {
  return a.compiled.rule.id < b.compiled.rule.id ? -1 : 1
}
