import type { CoverageView, RuleView } from '@tocsin/contract'
import type { DatastreamId, StationId } from '@tocsin/core'

/** The rules that judge a station's datastreams, each once in the order of the rules, and the datastreams that no rule in force judges. */
export function stationCoverage(
  station: StationId,
  {
    coverage,
    uncovered,
  }: { readonly coverage: readonly CoverageView[]; readonly uncovered: readonly DatastreamId[] },
  rules: readonly RuleView[],
): {
  readonly judging: readonly { readonly rule: RuleView; readonly mode: 'shadow' | 'active' }[]
  readonly unwatched: readonly DatastreamId[]
} {
  const own = (datastream: DatastreamId) => datastream.startsWith(`${station}/`)
  const modes = new Map(
    coverage
      .filter(({ datastream }) => own(datastream))
      .flatMap((one) => one.rules.map(({ id, mode }) => [id, mode])),
  )
  return {
    judging: rules.flatMap((rule) => {
      const mode = modes.get(rule.id)
      return mode === undefined ? [] : [{ rule, mode }]
    }),
    unwatched: uncovered.filter(own),
  }
}
