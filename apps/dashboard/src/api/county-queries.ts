import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

export const countyQuery = queryOptions({
  queryKey: ['county-databases'],
  queryFn: async ({ signal }) => (await perform(calls.listCountyDatabases, {}, { signal })).databases,
  refetchInterval: 5000,
  staleTime: 0,
})

/** Asks the county's own server: only when somebody looks. */
export const countyStationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['county-stations', id],
    queryFn: async ({ signal }) =>
      (await perform(calls.listCountyStations, { params: { id } }, { signal })).stations,
    staleTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  })
