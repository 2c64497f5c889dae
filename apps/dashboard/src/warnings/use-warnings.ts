import { useQueries, useQuery } from '@tanstack/react-query'
import type { RuleView, TableView, WarningView } from '@tocsin/contract'
import { useCallback, useMemo } from 'react'
import { openWarningsQuery, rulesQuery, ruleVersionsQuery, stationsQuery } from '../api/queries.ts'
import { tableQuery } from '../api/rule-queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useDoubtful } from '../live/use-live.ts'
import { tableOf, valuesFor } from '../rules/table-values.ts'
import { warningSentence } from './sentence.ts'
import { subjectOf } from './subject.ts'
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

/** Writes the sentences of these warnings; reads the older versions of rules and the tables that some of them were raised by. */
export function useSentences(warnings: readonly WarningView[]): (warning: WarningView) => string {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data
  const rules = useQuery(rulesQuery).data
  const older = useOlderVersions(warnings, rules)
  const tables = useTablesOf(warnings)
  return useCallback(
    (warning) => {
      const known = stations ?? []
      const version = versionOf(warning, [...(rules ?? []), ...older])
      const rule = version && withValues(version, warning, tables, subjectOf(warning, known))
      return warningSentence(t, warning, known, rule, rules)
    },
    [t, stations, rules, older, tables],
  )
}

function useOlderVersions(warnings: readonly WarningView[], rules: readonly RuleView[] | undefined) {
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
  return useQueries({
    queries: outdated.map((id) => ruleVersionsQuery(id)),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  })
}

function useTablesOf(warnings: readonly WarningView[]): readonly TableView[] {
  const references = useMemo(() => {
    const found = new Map(
      warnings.flatMap(({ table }) => (table ? [[`${table.id}@${table.version}`, table] as const] : [])),
    )
    return [...found.values()]
  }, [warnings])
  return useQueries({
    queries: references.map(({ id, version }) => tableQuery(id, version)),
    combine: (answers) => answers.flatMap(({ data }) => data?.table ?? []),
  })
}

function versionOf(warning: WarningView, rules: readonly RuleView[]): RuleView | undefined {
  return rules.find(({ id, version }) => id === warning.rule.id && version === warning.rule.version)
}

/** The rule with the values that the table's version of the warning gave it. */
function withValues(
  rule: RuleView,
  { table: reference }: WarningView,
  tables: readonly TableView[],
  { station, datastream }: ReturnType<typeof subjectOf>,
): RuleView | undefined {
  if (tableOf(rule) === undefined) return rule
  const table = tables.find(({ id, version }) => id === reference?.id && version === reference.version)
  if (table === undefined || station === undefined || datastream === undefined) return undefined
  return valuesFor(rule, new Map([[table.id, table]]), station, datastream)
}
