import { queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from './perform.ts'

export const calloutKeys = {
  callouts: ['callouts'] as const,
  callout: (id: string) => ['callout', id] as const,
  settings: ['callout-settings'] as const,
  telephone: ['telephone'] as const,
  plans: ['plans'] as const,
  areas: ['areas'] as const,
  persons: ['persons'] as const,
}

/** While people are being called somebody watches each of them. */
const LIVE_EVERY_MS = 2000
/** Ended: late answers and receipts of the all-clear still come in. */
const QUIET_EVERY_MS = 15_000

export const calloutsQuery = (warning?: string) =>
  queryOptions({
    queryKey: [...calloutKeys.callouts, warning ?? '*'],
    queryFn: async ({ signal }) =>
      (
        await perform(
          calls.listCallouts,
          { query: { limit: 200, ...(warning === undefined ? {} : { warning }) } },
          { signal },
        )
      ).callouts,
    refetchInterval: ({ state }) =>
      state.data?.some((callout) => callout.state.kind !== 'ended') ? LIVE_EVERY_MS : QUIET_EVERY_MS,
    staleTime: 0,
  })

export const calloutQuery = (id: string) =>
  queryOptions({
    queryKey: calloutKeys.callout(id),
    queryFn: ({ signal }) => perform(calls.getCallout, { params: { id } }, { signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.state.kind !== 'ended' ? LIVE_EVERY_MS : QUIET_EVERY_MS,
    staleTime: 0,
  })

export const calloutSettingsQuery = queryOptions({
  queryKey: calloutKeys.settings,
  queryFn: ({ signal }) => perform(calls.getCalloutSettings, {}, { signal }),
  refetchInterval: 10_000,
})

export const telephoneQuery = queryOptions({
  queryKey: calloutKeys.telephone,
  queryFn: async ({ signal }) => (await perform(calls.listTelephoneTasks, {}, { signal })).tasks,
  refetchInterval: LIVE_EVERY_MS,
  staleTime: 0,
})

export const plansQuery = queryOptions({
  queryKey: calloutKeys.plans,
  queryFn: async ({ signal }) => (await perform(calls.listPlans, {}, { signal })).plans,
})

export const areasQuery = queryOptions({
  queryKey: calloutKeys.areas,
  queryFn: ({ signal }) => perform(calls.listAreas, {}, { signal }),
  staleTime: 60_000,
})

export const personsQuery = queryOptions({
  queryKey: calloutKeys.persons,
  queryFn: async ({ signal }) => (await perform(calls.listPersons, { query: {} }, { signal })).persons,
  staleTime: 60_000,
})
