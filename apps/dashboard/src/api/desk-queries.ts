import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

export const deskKey = ['desk'] as const

/** What concerns whoever sits here: the socket says when it changed, and this mends what it may have missed. */
export const deskQuery = queryOptions({
  queryKey: deskKey,
  queryFn: ({ signal }) => perform(calls.readDesk, {}, { signal }),
  refetchInterval: 10_000,
  refetchIntervalInBackground: true,
  staleTime: 0,
})
