import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

/** As often as the gateway notes its figures. */
export const pipelineQuery = queryOptions({
  queryKey: ['pipeline'],
  queryFn: ({ signal }) => perform(calls.getPipeline, {}, { signal }),
  refetchInterval: 2000,
})
