import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'
import { perform } from './perform.ts'

export const manualKeys = {
  reports: ['manual-reports'] as const,
  links: ['watcher-links'] as const,
}

export const manualReportsQuery = (
  query: NonNullable<Parameters<typeof perform<typeof calls.listManualReports>>[1]['query']>,
) =>
  queryOptions({
    queryKey: [...manualKeys.reports, query],
    queryFn: async ({ signal }) => (await perform(calls.listManualReports, { query }, { signal })).reports,
    refetchInterval: 10_000,
    staleTime: 0,
  })

export const watcherLinksQuery = (station: StationId) =>
  queryOptions({
    queryKey: [...manualKeys.links, station],
    queryFn: async ({ signal }) =>
      (await perform(calls.listWatcherLinks, { query: { station } }, { signal })).links,
  })
