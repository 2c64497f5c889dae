import { useQueries, useQuery } from '@tanstack/react-query'
import type { RuleView, WarningView } from '@tocsin/contract'
import { useCallback, useMemo } from 'react'
import { openWarningsQuery, ruleQuery, rulesQuery, stationsQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useDoubtful } from '../live/use-live.ts'
import { warningSentence } from './sentence.ts'
import { byUrgency } from './warning-order.ts'

/** How often the open warnings are read over HTTP while the socket is away. */
const POLL_MS = 5000

const NONE: WarningView[] = []

/** All open warnings, gravest first. */
export function useOpenWarnings() {
  const doubtful = useDoubtful()
  const query = useQuery({ ...openWarningsQuery, ...(doubtful && { refetchInterval: POLL_MS }) })
  const warnings = useMemo(() => [...(query.data ?? NONE)].sort(byUrgency), [query.data])
  return { query, warnings }
}

/** Writes the sentences of these warnings; reads the older versions of rules that some of them were raised by. */
export function useSentences(warnings: readonly WarningView[]): (warning: WarningView) => string {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data
  const rules = useQuery(rulesQuery).data
  const outdated = useMemo(() => {
    if (rules === undefined) return []
    const current = new Set(rules.map(({ id, version }) => `${id}@${version}`))
    return [
      ...new Set(
        warnings
          .map(({ rule }) => rule)
          .filter((rule) => !current.has(`${rule.id}@${rule.version}`))
          .map(({ id }) => id),
      ),
    ]
  }, [rules, warnings])
  const older = useQueries({
    queries: outdated.map((id) => ({ ...ruleQuery(id), staleTime: 10 * 60_000 })),
    combine: (answers) => answers.flatMap(({ data }) => data?.versions.map(({ rule }) => rule) ?? []),
  })
  return useCallback(
    (warning) =>
      warningSentence(t, warning, stations ?? [], versionOf(warning, [...(rules ?? []), ...older])),
    [t, stations, rules, older],
  )
}

function versionOf(warning: WarningView, rules: readonly RuleView[]): RuleView | undefined {
  return rules.find(({ id, version }) => id === warning.rule.id && version === warning.rule.version)
}
