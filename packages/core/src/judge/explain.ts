import {
  type Comparison,
  type DatastreamId,
  type Evaluation,
  type Hindrance,
  type Instant,
  inSchedule,
  nextOpening,
  type RuleId,
  type Waiting,
  type Warning,
} from '../model/index.ts'
import { isUsable } from '../quality/index.ts'
import {
  type CompiledRule,
  CompositeTruth,
  type FiringIndex,
  firingRung,
  forgetWaits,
  type LadderState,
  meanOver,
  type Rung,
  riseOver,
  silenceAfter,
  TimeToThresholdTruth,
  type Truth,
  truthOf,
  UM_PER_MM,
} from '../rules/index.ts'
import type { Deadlines } from './deadlines.ts'
import type { Rulebook } from './rulebook.ts'
import type { Ruling, Subject } from './ruling.ts'
import { Stream } from './stream.ts'

/** What judges a datastream. One without any rule of its own is a blind spot. */
export interface Coverage {
  readonly datastream: DatastreamId
  readonly rules: readonly {
    readonly id: RuleId
    readonly mode: 'shadow' | 'active'
    readonly kind: CompiledRule['kind']
  }[]
  /** Rules that cover it, but whose table has no row for it. */
  readonly withoutRow: readonly RuleId[]
}

export function coverageOf(stream: Stream, rulebook: Rulebook): Coverage {
  const rules = stream.rulings.map(({ compiled, program }) => ({
    id: compiled.rule.id,
    mode: program.mode,
    kind: compiled.kind,
  }))
  const withoutRow = [...rulebook.programsFor(stream.id)]
    .filter((program) => rulebook.lacksRow(program, stream))
    .map(({ rule }) => rule.id)
    .sort()
  return { datastream: stream.id, rules, withoutRow }
}

/** How a ruling stands, and why. Reads, never changes. */
export function evaluationOf(
  subject: Subject,
  ruling: Ruling,
  deadlines: Deadlines,
  firing: FiringIndex,
  warning: Warning | undefined,
  clock: Instant,
): Evaluation {
  const { compiled, program } = ruling
  const { rungs, rule, table } = compiled
  const stream = subject instanceof Stream ? subject : undefined
  const unproven = isUnproven(stream, compiled, clock)
  const ladder = unproven ? forgetWaits(ruling.ladder) : ruling.ladder
  const rung = firingRung(ladder, rungs)
  const fires = rungs[rung]
  const evaluatedAt = evaluatedAtOf(stream, ruling, clock)
  return {
    rule: { id: rule.id, version: rule.version, name: rule.name },
    mode: program.mode,
    ...(table ? { table } : {}),
    subject: subject.id,
    state: ladder.state,
    ...(ladder.state === 'firing' && fires
      ? {
          firing: {
            level: fires.level,
            since: ladder.since,
            ...clearingOf(ruling.ladder, fires, unproven),
          },
        }
      : {}),
    waiting: waitingOf(ruling.ladder, rungs, unproven),
    evaluatedAt,
    reading: stream?.recent.at(-1) ?? null,
    // A rule that cannot be judged cannot be explained either, but for that.
    levels: rungs.map((one, index) => ({
      level: one.level,
      for: one.for,
      comparisons:
        ruling.error === undefined ? comparisonsOf(subject, ruling, index, deadlines, firing, clock) : [],
    })),
    hindrances: hindrancesOf(subject, ruling, clock),
    suppression: warning?.suppression ?? null,
    ...(warning?.shelved ? { shelved: warning.shelved } : {}),
  }
}

function evaluatedAtOf(stream: Stream | undefined, { compiled }: Ruling, clock: Instant): Instant | null {
  if (stream === undefined || compiled.kind === 'absence') return clock
  const time = compiled.kind === 'sensor-fault' ? stream.newestTime : stream.soundTime
  return Number.isFinite(time) ? time : null
}

/** True when so long nothing usable has come that no wait can go on but by a reading that was true long ago. */
function isUnproven(stream: Stream | undefined, { kind }: CompiledRule, clock: Instant): boolean {
  if (stream === undefined) return false
  const delay = Math.max(0, stream.lastReceivedAt - stream.newestTime)
  return clock - (kind === 'sensor-fault' ? stream.shownTime : stream.soundTime) > stream.maxGap + delay
}

/** @param unproven the clock has said nothing: only the next reading can complete a wait */
function waitingOf(ladder: LadderState, rungs: readonly Rung[], unproven: boolean): Waiting[] {
  if (ladder.state === 'inactive') return []
  return ladder.pending.map(({ rung, since, count }) => {
    const { level, for: held, consecutive } = rungs[rung] as Rung
    const dueAt = since + held
    const left = unproven ? { leftToReading: true as const } : {}
    return { level, since, dueAt, readings: Math.max(0, consecutive - count), ...left }
  })
}

/** The same of what waits to clear. */
function clearingOf(ladder: LadderState, { clearFor }: Rung, unproven: boolean) {
  if (ladder.state !== 'firing' || ladder.clearing === undefined) return {}
  const { since } = ladder.clearing
  const left = unproven ? { leftToReading: true as const } : {}
  return { clearing: { since, dueAt: since + clearFor, ...left } }
}

function comparisonsOf(
  subject: Subject,
  ruling: Ruling,
  rung: number,
  deadlines: Deadlines,
  firing: FiringIndex,
  clock: Instant,
): Comparison[] {
  const { compiled } = ruling
  if (compiled.kind === 'composite') {
    const truth = new CompositeTruth()
    truth.compiled = compiled
    truth.index = firing
    const limit = compiled.quorums[rung]?.atLeast ?? 1
    const members = truth.members(rung)
    const actual = members.filter(({ fires }) => fires).length
    return [{ compared: 'members', relation: '≥', actual, limit, holds: actual >= limit, members }]
  }
  const stream = subject as Stream
  if (compiled.kind === 'absence') {
    const { since, intervalMs } = deadlines.silence(stream, ruling)
    const limit = silenceAfter(compiled.after[rung] as (typeof compiled.after)[number], intervalMs)
    const actual = Math.max(0, clock - since)
    return [{ compared: 'silence', relation: '≥', actual, limit, holds: actual >= limit }]
  }
  const known = Number.isFinite(stream.soundTime)
  const time = stream.soundTime
  const truth = known ? truthAt(compiled, stream, time) : undefined
  const holds = truth?.holds(rung) ?? false
  switch (compiled.kind) {
    case 'threshold':
      return band(compiled, rung, known ? stream.soundValue : null, 'value')
    case 'mean': {
      const mean = known && stream.integral ? meanOver(compiled, stream.integral, time) : undefined
      return band(compiled.bands, rung, mean ?? null, 'mean').map((one) => ({
        ...one,
        window: compiled.rule.condition.kind === 'mean' ? compiled.rule.condition.window : '',
      }))
    }
    case 'accumulation':
      return (compiled.thresholds[rung] ?? []).map(({ window, raiseAtUm }) => {
        const { label, length } = compiled.windows[window] as (typeof compiled.windows)[number]
        const um = known ? (stream.rain?.sumUm(stream.newestTime, length) ?? null) : null
        return {
          compared: 'sum',
          window: label,
          relation: '≥',
          actual: um === null ? null : um / UM_PER_MM,
          limit: raiseAtUm / UM_PER_MM,
          holds: um !== null && um >= raiseAtUm,
        }
      })
    case 'rate': {
      const { values, maxGap, soundValue } = stream
      const rise = known && values ? riseOver(compiled, values, time, soundValue, maxGap) : undefined
      const limit = compiled.raiseAt[rung] as number
      const window = compiled.rule.condition.kind === 'rate' ? compiled.rule.condition.window : ''
      return [{ compared: 'rise', window, relation: '≥', actual: rise ?? null, limit, holds }]
    }
    case 'time-to-threshold': {
      const time = truth instanceof TimeToThresholdTruth ? truth.timeTo(rung) : undefined
      const limit = compiled.within[rung] as number
      const actual = time === undefined || !Number.isFinite(time) ? null : time
      return [{ compared: 'time-to-threshold', relation: '≤', actual, limit, holds }]
    }
    case 'sensor-fault': {
      const faulty = ruling.ladder.state !== 'inactive' && isAtFault(compiled, stream, rung)
      return [{ compared: 'flag', relation: '≥', actual: faulty ? 1 : 0, limit: 1, holds: faulty }]
    }
    default:
      return compiled satisfies never
  }
}

function isAtFault(compiled: CompiledRule & { kind: 'sensor-fault' }, stream: Stream, rung: number): boolean {
  const newest = stream.recent.at(-1)
  const flag = stream.unreadable ? 'fail' : (newest?.flag ?? 'good')
  const checks = stream.unreadable ? ['unreadable' as const] : (newest?.checks ?? [])
  return (
    compiled.flags[rung]?.includes(flag) === true ||
    checks.some((check) => compiled.checks[rung]?.includes(check) === true)
  )
}

/** The truth for the newest sound value, without disturbing the reading that is being judged. */
function truthAt(compiled: CompiledRule, stream: Stream, time: Instant): Truth | undefined {
  const { soundValue: value, flag, checks, rain, values, integral, maxGap } = stream
  return truthOf(compiled, { value, flag, checks, rain, values, integral, maxGap }, time, false)
}

function band(
  { low, high }: { readonly low: readonly number[]; readonly high: readonly number[] },
  rung: number,
  actual: number | null,
  compared: 'value' | 'mean',
): Comparison[] {
  const [lowest, highest] = [low[rung] as number, high[rung] as number]
  const found: Comparison[] = []
  if (Number.isFinite(highest)) {
    const holds = actual !== null && actual >= highest
    found.push({ compared, relation: '≥', actual, limit: highest, holds })
  }
  if (Number.isFinite(lowest)) {
    const holds = actual !== null && actual <= lowest
    found.push({ compared, relation: '≤', actual, limit: lowest, holds })
  }
  return found
}

function hindrancesOfSchedule({ schedule }: CompiledRule['rule'], clock: Instant): Hindrance[] {
  if (schedule === undefined || inSchedule(schedule, clock)) return []
  return [{ kind: 'outside-schedule', opensAt: nextOpening(schedule, clock) ?? null }]
}

function hindrancesOf(subject: Subject, ruling: Ruling, clock: Instant): Hindrance[] {
  const { compiled, error } = ruling
  if (error !== undefined) return [{ kind: 'error', detail: error }]
  const found = hindrancesOfSchedule(compiled.rule, clock)
  if (!(subject instanceof Stream) || compiled.kind === 'absence') return found
  return [...found, ...hindrancesOfStream(subject, compiled, clock)]
}

function hindrancesOfStream(stream: Stream, compiled: CompiledRule, clock: Instant): Hindrance[] {
  const found: Hindrance[] = []
  const newest = stream.recent.at(-1)
  if (newest === undefined) return [{ kind: 'never-reported' }]
  if (clock - stream.lastReceivedAt > stream.maxGap) {
    found.push({ kind: 'silent', since: stream.lastReceivedAt })
  }
  const delay = stream.latest === undefined ? 0 : stream.latest.receivedAt - stream.latest.phenomenonTime
  if (delay > stream.lateness) found.push({ kind: 'late', delay, lateness: stream.lateness })
  if (compiled.kind === 'sensor-fault') return found
  if (stream.unreadable || !isUsable({ flag: newest.flag ?? 'good', checks: newest.checks ?? [] })) {
    found.push({ kind: 'unusable', reading: newest })
  }
  const { values, integral, soundTime, soundValue, maxGap } = stream
  if (compiled.kind === 'mean' && (!integral || meanOver(compiled, integral, soundTime) === undefined)) {
    found.push({ kind: 'unknown', detail: 'too-little-covered' })
  }
  if (compiled.kind === 'rate' || compiled.kind === 'time-to-threshold') {
    const rise = values && riseOver(compiled, values, soundTime, soundValue, maxGap)
    if (rise === undefined) found.push({ kind: 'unknown', detail: 'no-earlier-value' })
  }
  return found
}
