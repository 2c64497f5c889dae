import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { HOUR, type Instant, MINUTE } from '@tocsin/core'
import { perform } from './perform.ts'

export const mapKeys = {
  places: ['places'] as const,
  settings: ['map-settings'] as const,
}

export const placesQuery = queryOptions({
  queryKey: mapKeys.places,
  queryFn: async ({ signal }) => (await perform(calls.listPlaces, {}, { signal })).places,
  staleTime: 5 * MINUTE,
})

export const mapSettingsQuery = queryOptions({
  queryKey: mapKeys.settings,
  queryFn: ({ signal }) => perform(calls.getMapSettings, {}, { signal }),
  staleTime: 5 * MINUTE,
})

/** How villages stand in live call-outs; the socket says when something of a call-out changed, and this mends what it missed. */
export const villageAnswersQuery = queryOptions({
  queryKey: ['callouts', 'villages'] as const,
  queryFn: async ({ signal }) =>
    (await perform(calls.listVillageAnswers, { query: {} }, { signal })).villages,
  refetchInterval: 5000,
  staleTime: 0,
})

/** How they stood at a moment; what is past stays as it was. */
export const pastVillageAnswersQuery = (at: Instant) =>
  queryOptions({
    queryKey: ['map-villages', at],
    queryFn: async ({ signal }) =>
      (await perform(calls.listVillageAnswers, { query: { at } }, { signal })).villages,
    staleTime: 10 * MINUTE,
    gcTime: 2 * MINUTE,
    placeholderData: keepPreviousData,
  })

/** How far the replay goes back. */
export const REPLAYED = 72 * HOUR

/** Levels of the last three days, asked again every minute at most. `now` is rounded to that. */
export const courseQuery = (now: Instant) =>
  queryOptions({
    queryKey: ['map-course', now],
    queryFn: ({ signal }) =>
      perform(calls.readMapCourse, { query: { from: now - REPLAYED, to: now } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 2 * MINUTE,
    placeholderData: keepPreviousData,
  })

/** What is past stays as it was. */
export const momentQuery = (at: Instant) =>
  queryOptions({
    queryKey: ['map-moment', at],
    queryFn: ({ signal }) => perform(calls.readMapMoment, { query: { at } }, { signal }),
    staleTime: 10 * MINUTE,
    gcTime: 2 * MINUTE,
    placeholderData: keepPreviousData,
  })

export const rainQuery = (at: Instant, hours: number) =>
  queryOptions({
    queryKey: ['map-rain', at, hours],
    queryFn: ({ signal }) => perform(calls.readMapRain, { query: { at, hours } }, { signal }),
    staleTime: 10 * MINUTE,
    gcTime: 2 * MINUTE,
    placeholderData: keepPreviousData,
  })
