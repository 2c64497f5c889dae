import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: async ({ signal }) => (await perform(calls.listImports, {}, { signal })).imports,
  refetchInterval: ({ state }) => (state.data?.some(({ endedAt }) => endedAt === null) ? 1000 : 10_000),
  staleTime: 0,
})

export const outgoingQuery = queryOptions({
  queryKey: ['outgoing'],
  queryFn: async ({ signal }) => (await perform(calls.listOutgoing, {}, { signal })).outgoing,
  refetchInterval: 3000,
  staleTime: 0,
})

export const outgoingLogQuery = (id: string) =>
  queryOptions({
    queryKey: ['outgoing-log', id],
    queryFn: async ({ signal }) =>
      (await perform(calls.readOutgoingLog, { params: { id } }, { signal })).lines,
    refetchInterval: 3000,
    staleTime: 0,
  })
