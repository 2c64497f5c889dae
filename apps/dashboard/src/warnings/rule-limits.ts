import type { RuleView, WarningView } from '@tocsin/contract'
import { GRAVITY, LEVELS, type Level, parseDuration } from '@tocsin/core'

/** What was reached when a warning was raised, in numbers: the other half of its sentence. */
export type Limit =
  | { readonly kind: 'threshold'; readonly relation: '≥' | '≤'; readonly limit: number }
  | { readonly kind: 'accumulation'; readonly window: string; readonly sum: number; readonly limit: number }
  | { readonly kind: 'absence'; readonly after: string }

/**
 * The gravest limit of the rule's version that the evidence reached. Not simply the limit of the level it stands at: a warning that has
 * fallen to orange still quotes the reading that made it red. Where the evidence reaches none, the limit of `otherwise`.
 */
export function limitReached(
  rule: RuleView,
  evidence: WarningView['evidence'],
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
export function decisive(readings: WarningView['evidence']['readings']) {
  return readings.findLast(({ flag }) => flag !== 'fail' && flag !== 'missing')
}

function isReached(limit: Limit, { readings }: WarningView['evidence']): boolean {
  switch (limit.kind) {
    case 'threshold': {
      const value = decisive(readings)?.value
      if (value === undefined) return false
      return limit.relation === '≥' ? value >= limit.limit : value <= limit.limit
    }
    case 'accumulation':
      return limit.sum >= limit.limit
    case 'absence':
      // Silence has no value that would tell.
      return false
    default:
      return limit satisfies never
  }
}

function limitAt(
  rule: RuleView,
  level: Level,
  evidence: Pick<WarningView['evidence'], 'windows'>,
): Limit | undefined {
  if ('direction' in rule.condition) {
    const bounds = rule.levels[level] as { raiseAt: number } | undefined
    if (bounds === undefined) return undefined
    const relation = rule.condition.direction === 'above' ? '≥' : '≤'
    return { kind: 'threshold', relation, limit: bounds.raiseAt }
  }
  if (rule.condition.kind === 'accumulation') {
    const bounds = rule.levels[level] as { anyOf: Record<string, number> } | undefined
    return bounds && worstWindow(bounds.anyOf, evidence.windows)
  }
  const bounds = rule.levels[level] as { after: string } | undefined
  return bounds && { kind: 'absence', after: bounds.after }
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
