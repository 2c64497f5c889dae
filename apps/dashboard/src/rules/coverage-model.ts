import type { CoverageView, RuleView } from '@tocsin/contract'
import type { DatastreamId, RuleId } from '@tocsin/core'

/** A datastream that nobody would be warned for, and the rules that would cover it if their table had a row for it. */
export interface Gap {
  readonly datastream: DatastreamId
  readonly withoutRow: readonly Pick<RuleView, 'id' | 'name'>[]
}

/**
 * What no rule in force judges. A datastream for which a rule's table has no row is told too, though another rule may watch it: whoever
 * wrote the rule believes that it does.
 */
export function gapsOf(
  {
    coverage,
    uncovered,
  }: { readonly coverage: readonly CoverageView[]; readonly uncovered: readonly string[] },
  rules: readonly Pick<RuleView, 'id' | 'name'>[],
): { readonly unwatched: Gap[]; readonly withoutRow: Gap[] } {
  const named = (id: RuleId) => ({ id, name: rules.find((rule) => rule.id === id)?.name ?? id })
  const gap = ({ datastream, withoutRow }: CoverageView): Gap => ({
    datastream,
    withoutRow: withoutRow.map(named),
  })
  const missing = new Set(uncovered)
  return {
    unwatched: coverage.filter(({ datastream }) => missing.has(datastream)).map(gap),
    withoutRow: coverage.filter((one) => !missing.has(one.datastream) && one.withoutRow.length > 0).map(gap),
  }
}

/** Silence and sensor faults watch over the data, not over what they say. */
const ASIDE: readonly string[] = ['absence', 'sensor-fault']

/** Datastreams that this rule alone judges: without it nobody would be warned, whatever they report. */
export function onlyJudgedBy(id: RuleId, coverage: readonly CoverageView[]): DatastreamId[] {
  return coverage
    .filter(({ rules }) => {
      const inForce = rules.filter(({ mode, kind }) => mode === 'active' && !ASIDE.includes(kind))
      return inForce.length > 0 && inForce.every((rule) => rule.id === id)
    })
    .map(({ datastream }) => datastream)
}
