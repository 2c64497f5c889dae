import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

/** Folded anew by the gateway each time; while it goes on it is looked at again. */
const EVERY_MS = 15_000

export const recordQuery = (of: 'warning' | 'callout', id: string) =>
  queryOptions({
    queryKey: ['record', of, id],
    queryFn: ({ signal }) =>
      perform(
        of === 'warning' ? calls.getWarningRecord : calls.getCalloutRecord,
        { params: { id } },
        { signal },
      ),
    refetchInterval: EVERY_MS,
    staleTime: 0,
  })

export const drillQuery = (id: string) =>
  queryOptions({
    queryKey: ['drill', id],
    queryFn: ({ signal }) => perform(calls.getDrillReport, { params: { id } }, { signal }),
    refetchInterval: EVERY_MS,
    staleTime: 0,
  })

/** @param from rounded by the caller, so that the same period is asked for once */
export const statisticsQuery = (from: number, to: number) =>
  queryOptions({
    queryKey: ['statistics', from, to],
    queryFn: ({ signal }) => perform(calls.getStatistics, { query: { from, to } }, { signal }),
  })
