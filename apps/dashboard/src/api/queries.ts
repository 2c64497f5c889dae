import { QueryClient, queryOptions } from '@tanstack/react-query'
import { calls, type RuleView, type WarningView } from '@tocsin/contract'
import type { DatastreamId, Instant, RuleId, StationId, WarningId } from '@tocsin/core'
import { learnServerTime } from '../time/server-clock.ts'
import { isGone, isRefusal, perform } from './perform.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => !isRefusal(error) && failures < 2,
      retryDelay: (failures) => Math.min(1000 * 2 ** failures, 8000),
      // A gateway on the local network without internet is "offline" to the browser, and perfectly well.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

export const keys = {
  session: ['session'] as const,
  site: ['site'] as const,
  health: ['health'] as const,
  boxWarnings: ['box-warnings'] as const,
  blindSpots: ['blind-spots'] as const,
  boxSummary: ['box-summary'] as const,
  consoles: ['consoles'] as const,
  stations: ['stations'] as const,
  openWarnings: ['warnings', 'open'] as const,
  closedWarnings: ['warnings', 'closed'] as const,
  warning: (id: WarningId) => ['warning', id] as const,
  rules: ['rules'] as const,
  rule: (id: RuleId) => ['rule', id] as const,
  history: ['history'] as const,
}

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }) => perform(calls.whoAmI, {}, { signal }),
  staleTime: 5 * 60_000,
})

export const siteQuery = queryOptions({
  queryKey: keys.site,
  queryFn: async ({ signal }) => {
    const askedAt = Date.now()
    const site = await perform(calls.getSite, {}, { signal })
    learnServerTime(site.now, askedAt, Date.now())
    return site
  },
  refetchInterval: 10_000,
  staleTime: 5000,
})

export const healthQuery = queryOptions({
  queryKey: keys.health,
  queryFn: ({ signal }) => perform(calls.getHealth, {}, { signal }),
  refetchInterval: 15_000,
})

/** The socket tells of changes; this mends what it may have missed. */
export const boxWarningsQuery = queryOptions({
  queryKey: keys.boxWarnings,
  queryFn: ({ signal }) => perform(calls.listBoxWarnings, {}, { signal }),
  refetchInterval: 30_000,
  refetchIntervalInBackground: true,
})

export const boxSummaryQuery = queryOptions({
  queryKey: keys.boxSummary,
  queryFn: ({ signal }) => perform(calls.getBoxSummary, {}, { signal }),
  refetchInterval: 30_000,
})

export const consolesQuery = queryOptions({
  queryKey: keys.consoles,
  queryFn: async ({ signal }) => (await perform(calls.listConsoles, {}, { signal })).consoles,
  refetchInterval: 30_000,
})

export const blindSpotsQuery = queryOptions({
  queryKey: keys.blindSpots,
  queryFn: ({ signal }) => perform(calls.getBlindSpots, {}, { signal }),
  refetchInterval: 30_000,
})

export const stationsQuery = queryOptions({
  queryKey: keys.stations,
  queryFn: async ({ signal }) => (await perform(calls.listStations, {}, { signal })).stations,
  // Values come by the socket; this brings connection, faults and counts, and mends what an event may have missed.
  refetchInterval: 30_000,
})

/** All that are open, page by page: an open warning is never hidden by a limit. */
async function readOpenWarnings(signal: AbortSignal): Promise<WarningView[]> {
  const all = new Map<string, WarningView>()
  let before: number | undefined
  do {
    const page = await perform(
      calls.listWarnings,
      { query: { state: 'open', limit: 1000, ...(before === undefined ? {} : { before }) } },
      { signal },
    )
    const known = all.size
    for (const warning of page.warnings) all.set(warning.id, warning)
    before = page.next ?? undefined
    if (all.size === known) break
  } while (before !== undefined)
  return [...all.values()]
}

export const openWarningsQuery = queryOptions({
  queryKey: keys.openWarnings,
  queryFn: ({ signal }) => readOpenWarnings(signal),
  refetchInterval: 60_000,
  refetchIntervalInBackground: true,
})

export const closedWarningsQuery = (limit: number) =>
  queryOptions({
    queryKey: [...keys.closedWarnings, limit],
    queryFn: async ({ signal }) =>
      (await perform(calls.listWarnings, { query: { state: 'closed', limit } }, { signal })).warnings,
  })

export const warningQuery = (id: WarningId) =>
  queryOptions({
    queryKey: keys.warning(id),
    queryFn: ({ signal }) => perform(calls.getWarning, { params: { id } }, { signal }),
  })

export const rulesQuery = queryOptions({
  queryKey: keys.rules,
  queryFn: async ({ signal }) => (await perform(calls.listRules, {}, { signal })).rules,
  staleTime: 60_000,
})

export const ruleQuery = (id: RuleId) =>
  queryOptions({
    queryKey: keys.rule(id),
    queryFn: ({ signal }) => perform(calls.getRule, { params: { id } }, { signal }),
    // A rule that is gone does not come back.
    refetchOnWindowFocus: ({ state }) => !isGone(state.error),
  })

/** Every version of a rule that others speak of; none of a rule that is gone, which is an answer like any other and not asked for again. */
export const ruleVersionsQuery = (id: RuleId) =>
  queryOptions({
    queryKey: [...keys.rule(id), 'versions'],
    queryFn: async ({ signal }): Promise<RuleView[]> => {
      try {
        const { versions } = await perform(calls.getRule, { params: { id } }, { signal })
        return versions.map(({ rule }) => rule)
      } catch (error) {
        if (isGone(error)) return []
        throw error
      }
    },
    staleTime: 10 * 60_000,
  })

/** Instruments that are known. They change with the installation only. */
export const deviceProfilesQuery = queryOptions({
  queryKey: ['device-profiles'],
  queryFn: async ({ signal }) => (await perform(calls.listDeviceProfiles, {}, { signal })).profiles,
  staleTime: 10 * 60_000,
})

/** The ways in beside MQTT, and who calls there and is not registered. */
export const listenersQuery = queryOptions({
  queryKey: ['listeners'],
  queryFn: ({ signal }) => perform(calls.listListeners, {}, { signal }),
  refetchInterval: 10_000,
})

export const rejectionsQuery = (station: StationId | undefined) =>
  queryOptions({
    queryKey: ['rejections', station ?? '*'],
    queryFn: ({ signal }) =>
      perform(
        calls.listRejections,
        { query: { limit: 50, ...(station === undefined ? {} : { station }) } },
        { signal },
      ),
    refetchInterval: 30_000,
  })

export const missedPeaksQuery = (datastream: DatastreamId | undefined) =>
  queryOptions({
    queryKey: ['missed-peaks', datastream ?? '*'],
    queryFn: async ({ signal }) =>
      (
        await perform(
          calls.listMissedPeaks,
          { query: { limit: 200, ...(datastream === undefined ? {} : { datastream }) } },
          { signal },
        )
      ).missedPeaks,
  })

export interface HistoryRead {
  readonly datastream: DatastreamId
  readonly from: Instant
  readonly to: Instant
  readonly buckets?: number | undefined
}

/** Reads a stretch of history, all of it: raw reads go on where the answer says there is more. */
export async function readHistory({ datastream, from, to, buckets }: HistoryRead, signal: AbortSignal) {
  if (buckets !== undefined) {
    const answer = await perform(
      calls.readObservations,
      { query: { datastream, from, to, buckets } },
      { signal },
    )
    return { observations: [], buckets: answer.buckets ?? [], flagged: answer.flagged ?? [] }
  }
  const observations = []
  let start: Instant | undefined = from
  while (start !== undefined) {
    const answer: Awaited<ReturnType<typeof perform<typeof calls.readObservations>>> = await perform(
      calls.readObservations,
      { query: { datastream, from: start, to } },
      { signal },
    )
    observations.push(...(answer.observations ?? []))
    const next: Instant | undefined = answer.next ?? undefined
    start = next !== undefined && next > start ? next : undefined
  }
  return { observations, buckets: [], flagged: [] }
}

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await perform(calls.listUsers, {}, { signal })).users,
})

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await perform(calls.listTokens, {}, { signal })).tokens,
})
