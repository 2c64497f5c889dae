import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'
import { perform } from './perform.ts'

export const demonstrationKey = ['demonstration'] as const

/** While it is entered somebody waits for it. */
const STARTING_EVERY_MS = 1500
const QUIET_EVERY_MS = 15_000

export const demonstrationQuery = queryOptions({
  queryKey: demonstrationKey,
  queryFn: ({ signal }) => perform(calls.getDemonstration, {}, { signal }),
  refetchInterval: ({ state }) => (state.data?.state === 'starting' ? STARTING_EVERY_MS : QUIET_EVERY_MS),
  staleTime: 0,
})

/** Somebody looks at the screen and waits for a device. */
const WAITING_EVERY_MS = 1500

/** What has come from a station that is being connected: read often, for it is waited for. */
export const arrivalQuery = (id: StationId) =>
  queryOptions({
    queryKey: ['arrival', id],
    queryFn: async ({ signal }) => {
      const [station, { rejections }, { refused }] = await Promise.all([
        perform(calls.getStation, { params: { id } }, { signal }),
        perform(calls.listRejections, { query: { station: id, limit: 3 } }, { signal }),
        perform(calls.listRefusedConnections, {}, { signal }),
      ])
      return { station, rejections, refused }
    },
    refetchInterval: WAITING_EVERY_MS,
    staleTime: 0,
  })
