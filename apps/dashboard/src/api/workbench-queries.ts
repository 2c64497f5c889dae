import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import type { Protocol } from '@tocsin/core'
import { perform } from './perform.ts'

export const examplesQuery = queryOptions({
  queryKey: ['example-frames'],
  queryFn: async ({ signal }) => (await perform(calls.listExampleFrames, {}, { signal })).examples,
  staleTime: 10 * 60_000,
})

export const rejectedFrameQuery = (id: number) =>
  queryOptions({
    queryKey: ['rejected-frame', id],
    queryFn: ({ signal }) => perform(calls.readRejectedFrame, { params: { id } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const strangerFrameQuery = (protocol: Protocol, code: string, address: string) =>
  queryOptions({
    queryKey: ['stranger-frame', protocol, code, address],
    queryFn: ({ signal }) =>
      perform(calls.readStrangerFrame, { query: { protocol, code, address } }, { signal }),
  })
