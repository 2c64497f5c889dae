import type { RuleView, WarningView } from '@tocsin/contract'
import {
  type AbsenceLevel,
  type AccumulationLevel,
  type BandLevel,
  GRAVITY,
  LEVELS,
  type Level,
  parseDuration,
  type RateLevel,
  type ThresholdLevel,
  type TimeToThresholdLevel,
} from '@tocsin/core'

type Evidence = WarningView['evidence']
type Relation = '≥' | '≤'

/** What was reached when a warning was raised, in numbers: the other half of its sentence. */
export type Limit =
  | { readonly kind: 'threshold'; readonly relation: Relation; readonly limit: number }
  | { readonly kind: 'accumulation'; readonly window: string; readonly sum: number; readonly limit: number }
  | {
      readonly kind: 'mean'
      readonly window: string
      readonly mean: number
      readonly relation: Relation
      readonly limit: number
    }
  | {
      readonly kind: 'rate'
      readonly trend: 'rising' | 'falling'
      readonly window: string
      readonly rise: number
      readonly limit: number
    }
  | {
      readonly kind: 'time-to-threshold'
      readonly minutes: number
      /** Undefined where the levels differ in it: the evidence does not say which one is so near. */
      readonly threshold: number | undefined
      readonly within: string
    }
  | { readonly kind: 'absence'; readonly after: string }
  | { readonly kind: 'sensor-fault' }
  | { readonly kind: 'composite' }

/**
 * The gravest limit of the rule's version that the evidence reached. Not simply the limit of the level it stands at: a warning that has
 * fallen to orange still quotes the reading that made it red. Where the evidence reaches none, the limit of `otherwise`.
 */
export function limitReached(
  rule: RuleView,
  evidence: Evidence,
  otherwise: Level,
  gravest: Level,
): Limit | undefined {
  // A level whose `for` has not run out has not been reached, whatever the reading says.
  const fired = LEVELS.filter((level) => GRAVITY[level] <= GRAVITY[gravest])
  const reached = fired
    .map((level) => limitAt(rule, level, evidence))
    .find((limit) => limit !== undefined && isReached(limit, evidence))
  return reached ?? limitAt(rule, otherwise, evidence)
}

/** The reading that a warning rests on: the newest that is not impossible. */
export function decisive(readings: Evidence['readings']) {
  return readings.findLast(({ flag }) => flag !== 'fail' && flag !== 'missing')
}

function isReached(limit: Limit, { readings }: Evidence): boolean {
  switch (limit.kind) {
    case 'threshold': {
      const value = decisive(readings)?.value
      return value !== undefined && compares(value, limit)
    }
    case 'accumulation':
      return limit.sum >= limit.limit
    case 'mean':
      return compares(limit.mean, limit)
    case 'rate':
      return limit.rise >= limit.limit
    case 'time-to-threshold':
      return limit.minutes * 60_000 <= (parseDuration(limit.within) ?? 0)
    case 'absence':
    case 'sensor-fault':
    case 'composite':
      // Silence, faults and members have no value that would tell.
      return false
    default:
      return limit satisfies never
  }
}

function compares(value: number, { relation, limit }: { relation: Relation; limit: number }): boolean {
  return relation === '≥' ? value >= limit : value <= limit
}

function limitAt(rule: RuleView, level: Level, evidence: Evidence): Limit | undefined {
  const { condition } = rule
  const bounds: unknown = rule.levels[level]
  if (bounds === undefined) return undefined
  const computed = evidence.computed ?? {}
  switch (condition.kind) {
    case 'threshold': {
      if (condition.direction === 'outside') return bandLimit(bounds as BandLevel, evidence)
      if ('table' in condition) return undefined
      const relation = condition.direction === 'above' ? '≥' : '≤'
      return { kind: 'threshold', relation, limit: (bounds as ThresholdLevel).raiseAt }
    }
    case 'accumulation':
      if ('table' in condition) return undefined
      return worstWindow((bounds as AccumulationLevel).anyOf, evidence.windows)
    case 'mean': {
      const mean = computed['mean']
      const relation = condition.direction === 'above' ? '≥' : '≤'
      const limit = (bounds as ThresholdLevel).raiseAt
      return mean === undefined
        ? undefined
        : { kind: 'mean', window: condition.window, mean, relation, limit }
    }
    case 'rate': {
      const rise = computed['rise']
      if (rise === undefined) return undefined
      const { window, direction: trend } = condition
      return { kind: 'rate', trend, window, rise, limit: (bounds as RateLevel).raiseAt }
    }
    case 'time-to-threshold': {
      const minutes = computed['minutes-to-threshold']
      if (minutes === undefined) return undefined
      const all = Object.values(rule.levels) as TimeToThresholdLevel[]
      const shared = new Set(all.map(({ threshold }) => threshold)).size === 1
      const { threshold, within } = bounds as TimeToThresholdLevel
      return { kind: 'time-to-threshold', minutes, threshold: shared ? threshold : undefined, within }
    }
    case 'absence':
      return { kind: 'absence', after: (bounds as AbsenceLevel).after }
    case 'sensor-fault':
    case 'composite':
      return { kind: condition.kind }
    default:
      return condition satisfies never
  }
}

/** Of a band the end that the reading is beyond; the upper one while nothing is known. */
function bandLimit({ raiseOutside: [low, high] }: BandLevel, { readings }: Evidence): Limit {
  const value = decisive(readings)?.value
  return value !== undefined && value <= low
    ? { kind: 'threshold', relation: '≤', limit: low }
    : { kind: 'threshold', relation: '≥', limit: high }
}

/** Of the windows, the one furthest over its limit; the shorter one among equals. */
function worstWindow(
  limits: Readonly<Record<string, number>>,
  sums: Readonly<Record<string, number>>,
): Limit | undefined {
  return Object.entries(limits)
    .flatMap(([window, limit]) => {
      const sum = sums[window]
      return sum === undefined ? [] : [{ kind: 'accumulation' as const, window, sum, limit }]
    })
    .sort(
      (a, b) =>
        b.sum / b.limit - a.sum / a.limit || (parseDuration(a.window) ?? 0) - (parseDuration(b.window) ?? 0),
    )[0]
}
