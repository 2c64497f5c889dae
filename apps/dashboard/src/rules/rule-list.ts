import type { BrokenRuleView, RuleView, WarningView } from '@tocsin/contract'
import type { RuleId, RuleState } from '@tocsin/core'

/** Rules of that state whose text has every word that was typed; in the order they came. */
export function findRules<T extends { readonly rule: RuleView; readonly text: string }>(
  rules: readonly T[],
  search: string,
  state: RuleState | undefined,
): T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return rules.filter(({ rule, text }) => {
    const found = `${rule.name} ${rule.id} ${text}`.toLowerCase()
    return (state === undefined || rule.state === state) && words.every((word) => found.includes(word))
  })
}

/** On how many subjects each rule fires now. */
export function firingByRule(open: readonly WarningView[]): ReadonlyMap<RuleId, number> {
  const counts = new Map<RuleId, number>()
  for (const { rule, clearedAt, subject } of open) {
    if (clearedAt === null && !subject.startsWith('rule:'))
      counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1)
  }
  return counts
}

/** Rules that failed and are not judged: by a warning about them, or by what the gateway says of its rules. */
export function brokenRules(
  open: readonly WarningView[],
  broken: readonly BrokenRuleView[],
): ReadonlySet<RuleId> {
  const warned = open
    .filter(({ subject, clearedAt }) => subject.startsWith('rule:') && clearedAt === null)
    .map(({ subject }) => subject.slice('rule:'.length))
  return new Set([...warned, ...broken.map(({ rule }) => rule)])
}
