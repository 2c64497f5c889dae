import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { StationView } from '@tocsin/contract'
import { type Instant, MINUTE } from '@tocsin/core'
import { useEffect, useMemo } from 'react'
import { courseQuery, momentQuery, REPLAYED } from '../api/map-queries.ts'
import { type StationMark, stationMarksAt } from './station-marks.ts'

/** A step of the slider. */
export const REPLAY_STEP = 10 * MINUTE
/** What playing leaps at once: three days in a minute and a half. */
export const PLAY_STEP = 3 * REPLAY_STEP

/** The moment on the grid of the slider, within what is replayed; undefined when it is now. */
export function replayedAt(t: Instant | undefined, now: Instant): Instant | undefined {
  if (t === undefined) return undefined
  const at = Math.round(t / REPLAY_STEP) * REPLAY_STEP
  if (at > now) return undefined
  const first = Math.ceil((now - REPLAYED) / REPLAY_STEP) * REPLAY_STEP
  return Math.max(at, first)
}

/** Stations as they were; undefined while it is now. */
export function useReplay(
  at: Instant | undefined,
  now: Instant,
  stations: readonly StationView[],
): { marks: readonly StationMark[]; loading: boolean; failed: Error | null; complete: boolean } | undefined {
  const client = useQueryClient()
  const rounded = Math.ceil(now / REPLAY_STEP) * REPLAY_STEP
  const course = useQuery({ ...courseQuery(rounded), enabled: at !== undefined })
  const moment = useQuery({ ...momentQuery(at ?? 0), enabled: at !== undefined })
  useEffect(() => {
    // The next picture is there when it is played.
    if (at !== undefined && at + PLAY_STEP < now) void client.prefetchQuery(momentQuery(at + PLAY_STEP))
  }, [client, at, now])
  return useMemo(
    () =>
      at === undefined
        ? undefined
        : {
            marks: stationMarksAt(stations, course.data, moment.data, at),
            loading: course.data === undefined || moment.isPlaceholderData || moment.data === undefined,
            failed: course.error ?? moment.error,
            complete: course.data?.complete ?? true,
          },
    [at, stations, course.data, course.error, moment.data, moment.isPlaceholderData, moment.error],
  )
}
