import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

const EVERY_MS = 5000

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) => (await perform(calls.listChannels, {}, { signal })).channels,
  refetchInterval: EVERY_MS,
  staleTime: 0,
})

export const speakersQuery = queryOptions({
  queryKey: ['speakers'],
  queryFn: async ({ signal }) => (await perform(calls.listSpeakers, {}, { signal })).speakers,
  refetchInterval: EVERY_MS,
})

export const repliesQuery = queryOptions({
  queryKey: ['replies'],
  queryFn: async ({ signal }) => (await perform(calls.listReplies, { query: {} }, { signal })).replies,
  refetchInterval: EVERY_MS,
  staleTime: 0,
})
