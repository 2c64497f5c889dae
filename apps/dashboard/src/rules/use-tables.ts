import { useQueries } from '@tanstack/react-query'
import type { RuleView, TableView } from '@tocsin/contract'
import type { TableId } from '@tocsin/core'
import { useMemo } from 'react'
import { tableQuery } from '../api/rule-queries.ts'
import { tableOf } from './table-values.ts'

/** The newest tables that these rules go by, as far as they have been read. */
export function useTables(rules: readonly RuleView[]): ReadonlyMap<TableId, TableView> {
  const ids = useMemo(() => [...new Set(rules.flatMap((rule) => tableOf(rule) ?? []))].sort(), [rules])
  const tables = useQueries({
    queries: ids.map((id) => tableQuery(id)),
    combine: (answers) => answers.flatMap(({ data }) => data?.table ?? []),
  })
  return useMemo(() => new Map(tables.map((table) => [table.id, table])), [tables])
}
