import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { DAY, type RuleId, type TableId } from '@tocsin/core'
import { perform } from './perform.ts'

export const ruleKeys = {
  tables: ['tables'] as const,
  table: (id: TableId) => ['table', id] as const,
  coverage: ['coverage'] as const,
  // Under the key of the rules: whoever saves a rule asks for both anew.
  broken: ['rules', 'broken'] as const,
  standing: (id: RuleId) => ['rule-standing', id] as const,
  shadow: (id: RuleId) => ['rule-shadow', id] as const,
  maintenance: ['maintenance'] as const,
}

/** Countdowns run by the gateway's words: often enough that they are believed, and only while somebody looks. */
const STANDING_EVERY_MS = 4000

export const standingQuery = (id: RuleId) =>
  queryOptions({
    queryKey: ruleKeys.standing(id),
    queryFn: async ({ signal }) =>
      (await perform(calls.explainRule, { params: { id } }, { signal })).evaluations,
    refetchInterval: STANDING_EVERY_MS,
    staleTime: 0,
  })

export const shadowQuery = (id: RuleId, limit: number) =>
  queryOptions({
    queryKey: [...ruleKeys.shadow(id), limit],
    queryFn: ({ signal }) => perform(calls.readShadow, { params: { id }, query: { limit } }, { signal }),
    refetchInterval: 15_000,
  })

export const coverageQuery = queryOptions({
  queryKey: ruleKeys.coverage,
  queryFn: ({ signal }) => perform(calls.readCoverage, {}, { signal }),
  refetchInterval: 30_000,
})

export const brokenRulesQuery = queryOptions({
  queryKey: ruleKeys.broken,
  queryFn: async ({ signal }) => (await perform(calls.listBrokenRules, {}, { signal })).rules,
  refetchInterval: 30_000,
})

export const tablesQuery = queryOptions({
  queryKey: ruleKeys.tables,
  queryFn: async ({ signal }) => (await perform(calls.listTables, {}, { signal })).tables,
  staleTime: 60_000,
})

/** The newest version of a table with the list of all, or one version, which never changes. */
export const tableQuery = (id: TableId, version?: number) =>
  queryOptions({
    queryKey: [...ruleKeys.table(id), version ?? 'newest'],
    queryFn: ({ signal }) =>
      perform(
        calls.getTable,
        { params: { id }, query: version === undefined ? {} : { version } },
        { signal },
      ),
    staleTime: version === undefined ? 60_000 : DAY,
  })

export const maintenanceQuery = queryOptions({
  queryKey: ruleKeys.maintenance,
  queryFn: async ({ signal }) => (await perform(calls.listMaintenance, {}, { signal })).maintenance,
  refetchInterval: 30_000,
})
