import { queryOptions, useQuery } from '@tanstack/react-query'
import { type AnnotationView, calls } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'
import { perform } from '../api/perform.ts'

export const annotationsKey = ['annotations'] as const

const annotationsQuery = (station: StationId) =>
  queryOptions({
    queryKey: [...annotationsKey, station],
    queryFn: async ({ signal }) =>
      (await perform(calls.listAnnotations, { params: { id: station }, query: {} }, { signal })).annotations,
    // The socket tells of changes.
    staleTime: 60_000,
  })

const NONE: readonly AnnotationView[] = []

/** The notes on a station's charts, oldest first. */
export function useAnnotations(station: StationId): readonly AnnotationView[] {
  return useQuery(annotationsQuery(station)).data ?? NONE
}
