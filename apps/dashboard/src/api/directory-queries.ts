import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { perform } from './perform.ts'

export const directoryKeys = {
  areas: ['areas'] as const,
  persons: ['persons'] as const,
  households: ['households'] as const,
  shifts: ['shifts'] as const,
  swaps: ['swaps'] as const,
  rosterCheck: ['roster-check'] as const,
  handOvers: ['hand-overs'] as const,
}

export const areasQuery = queryOptions({
  queryKey: directoryKeys.areas,
  queryFn: ({ signal }) => perform(calls.listAreas, {}, { signal }),
  staleTime: 60_000,
})

export const personsQuery = queryOptions({
  queryKey: directoryKeys.persons,
  queryFn: async ({ signal }) => (await perform(calls.listPersons, { query: {} }, { signal })).persons,
  staleTime: 60_000,
})

/** Ticks come from many hands while people are moved. */
export const householdsQuery = (area: string | undefined) =>
  queryOptions({
    queryKey: [...directoryKeys.households, area ?? '*'],
    queryFn: ({ signal }) =>
      perform(calls.listHouseholds, { query: area === undefined ? {} : { area } }, { signal }),
    refetchInterval: 15_000,
  })

export const shiftsQuery = (from: Instant, to: Instant) =>
  queryOptions({
    queryKey: [...directoryKeys.shifts, from, to],
    queryFn: async ({ signal }) =>
      (await perform(calls.listShifts, { query: { from, to } }, { signal })).shifts,
    refetchInterval: 60_000,
  })

export const swapsQuery = queryOptions({
  queryKey: directoryKeys.swaps,
  queryFn: async ({ signal }) => (await perform(calls.listSwaps, { query: { limit: 50 } }, { signal })).swaps,
})

export const rosterCheckQuery = queryOptions({
  queryKey: directoryKeys.rosterCheck,
  queryFn: ({ signal }) => perform(calls.checkRoster, {}, { signal }),
  refetchInterval: 60_000,
})

export const handOversQuery = queryOptions({
  queryKey: directoryKeys.handOvers,
  queryFn: async ({ signal }) =>
    (await perform(calls.listHandOvers, { query: { limit: 50 } }, { signal })).handOvers,
  refetchInterval: 30_000,
})
