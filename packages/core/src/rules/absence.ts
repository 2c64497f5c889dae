import {
  type AbsenceRule,
  type DurationMs,
  type Instant,
  type Level,
  parseDuration,
  type Rule,
  type RuleId,
} from '../model/index.ts'
import type { RuleFault } from './fault.ts'
import { climb, type LadderState, type Rung, rungOf } from './ladder.ts'

/** The silence that a rung stands for: a count of the datastream's own intervals, or a length. */
export type After =
  | { readonly unit: 'intervals'; readonly count: number }
  | { readonly unit: 'ms'; readonly length: DurationMs }

export interface CompiledAbsence {
  readonly kind: 'absence'
  readonly rule: Rule
  readonly table?: undefined
  readonly rungs: readonly Rung[]
  readonly after: readonly After[]
  /** While this rule fires on the same station or its uplink, this one is suppressed. */
  readonly dependsOn: RuleId | undefined
}

export function compileAbsence(
  rule: Rule & AbsenceRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledAbsence {
  const rungs: Rung[] = []
  const after: After[] = []
  for (const level of levels) {
    const text = rule.levels[level]?.after ?? ''
    const path = `levels.${level}.after`
    const intervals = /^(\d{1,4}) intervals?$/.exec(text)
    const length = parseDuration(text)
    if (intervals && Number(intervals[1]) > 0) after.push({ unit: 'intervals', count: Number(intervals[1]) })
    else if (length !== undefined && length > 0) after.push({ unit: 'ms', length })
    else {
      faults.push({
        path,
        message: `"${text}" is no length of silence`,
        expected: '"3 intervals", or a duration such as "30m"',
      })
      after.push({ unit: 'ms', length: 0 })
    }
    const [graver, own] = [after.at(-2), after.at(-1)]
    if (graver?.unit === own?.unit && graver && own && !(silenceAfter(graver, 1) > silenceAfter(own, 1))) {
      faults.push({
        path: `levels.${levels[rungs.length - 1]}.after`,
        message: `is not longer than ${level}'s`,
        expected: 'the graver level after the longer silence',
      })
    }
    rungs.push(rungOf(level, {}, faults))
  }
  return { kind: 'absence', rule, rungs, after, dependsOn: rule.condition.dependsOn }
}

/** The length of silence that a rung stands for, given the datastream's own interval. */
export function silenceAfter(after: After, intervalMs: DurationMs): DurationMs {
  return after.unit === 'intervals' ? after.count * intervalMs : after.length
}

/** Since when nothing has come, as far as the gateway could tell: it was running and knew of the datastream. */
export interface Silence {
  readonly since: Instant
  readonly intervalMs: DurationMs
}

/** Judges silence at `now`, by receivedAt: a device with a wrong clock is not silent. Data clear every level at once. */
export function judgeAbsence(
  compiled: CompiledAbsence,
  before: LadderState,
  { since, intervalMs }: Silence,
  now: Instant,
  mayRaise: boolean,
): LadderState {
  const lasts = (rung: number) => now - since >= silenceAfter(compiled.after[rung] as After, intervalMs)
  return climb(compiled.rungs, before, { holds: lasts, cleared: (rung) => !lasts(rung) }, now, mayRaise)
}

/** When the next graver level falls due if nothing comes; undefined when the gravest fires already. */
export function absenceDueAt(
  compiled: CompiledAbsence,
  state: LadderState,
  { since, intervalMs }: Silence,
): Instant | undefined {
  const firing = state.state === 'firing' ? state.rung : compiled.rungs.length
  if (firing === 0) return undefined
  // Not simply the next one: "10m" and "3 intervals" may stand in either order.
  const lengths = compiled.after.slice(0, firing).map((after) => silenceAfter(after, intervalMs))
  return since + Math.min(...lengths)
}
