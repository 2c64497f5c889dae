import { useQuery } from '@tanstack/react-query'
import type { StationView } from '@tocsin/contract'
import {
  type Datastream,
  type DurationMs,
  datastreamId,
  latenessOfDatastream,
  MINUTE,
  type Station,
} from '@tocsin/core'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { keys, readHistory } from '../api/queries.ts'
import { liveStore, onResync } from '../live/connection.ts'
import { zoneOffset } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { type History, JoinedSeries } from './joined-series.ts'
import { barReading, lineReading, type Range, readWindow } from './range.ts'

/** A late value rarely comes alone: wait for the others before reading the history again. */
const READ_AGAIN_AFTER: DurationMs = 1500

/** A datastream over a range: history over HTTP, joined with what the socket brings. Of another range, the last one stays until it is read. */
export function useSeries(
  station: StationView,
  datastream: Datastream,
  range: Range,
  width: DurationMs,
  timeZone: string,
  pixels: number,
) {
  const id = datastreamId(station.id, datastream.name)
  const isRain = datastream.property === 'rainfall'
  const { intervalMs } = datastream
  const lateness = latenessOfDatastream(station as Station, datastream)
  // Stretches near one another are one read.
  const rangeKey = range.kind === 'follow' ? `${range.length}` : readWindow(range).join('-')
  const series = useMemo(
    () => new JoinedSeries(intervalMs, isRain, lateness),
    [id, rangeKey, intervalMs, isRain, width, pixels, lateness],
  )
  const [read, setRead] = useState<{ readonly id: string; readonly series: JoinedSeries }>()
  const listeners = useRef(new Set<() => void>())
  const changed = useCallback(() => {
    for (const listener of listeners.current) listener()
  }, [])

  const query = useQuery({
    queryKey: [...keys.history, id, rangeKey, width, pixels],
    queryFn: async ({ signal }): Promise<History> => {
      const now = serverNow()
      const { from, rawFrom, to, buckets } = isRain
        ? barReading(range, width, zoneOffset(timeZone, now), now)
        : lineReading(range, intervalMs, now, pixels)
      const nothing = { buckets: [], observations: [], flagged: [] }
      const [older, newer] = await Promise.all([
        buckets > 0 && rawFrom > from
          ? readHistory({ datastream: id, from, to: rawFrom, buckets }, signal)
          : nothing,
        rawFrom < to
          ? // A reading stamped this very millisecond belongs to what is asked for.
            readHistory({ datastream: id, from: rawFrom, to: to + 1 }, signal)
          : nothing,
      ])
      const end = range.kind === 'follow' ? Number.POSITIVE_INFINITY : readWindow(range)[1]
      const { buckets: stored, flagged } = older
      return { from, rawFrom, to: end, buckets: stored, flagged, observations: newer.observations }
    },
    // What came while nobody looked is read, not replayed.
    staleTime: 0,
    gcTime: MINUTE,
    refetchInterval: range.kind === 'follow' ? 5 * MINUTE : false,
  })
  const { data, refetch } = query

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const untap = liveStore.tap(id, (observation) => {
      const answer = series.add(observation)
      if (answer === 'read-again' && timer === undefined) {
        timer = setTimeout(() => {
          timer = undefined
          void refetch()
        }, READ_AGAIN_AFTER)
      }
      changed()
    })
    const stopResync = onResync(() => void refetch())
    return () => {
      untap()
      stopResync()
      clearTimeout(timer)
    }
  }, [id, series, refetch, changed])

  useEffect(() => {
    if (data) {
      series.setHistory(data)
      setRead({ id, series })
    }
    changed()
  }, [id, data, series, changed])

  const subscribe = useCallback((listener: () => void) => {
    listeners.current.add(listener)
    return () => {
      listeners.current.delete(listener)
    }
  }, [])
  return { series: read?.id === id ? read.series : series, subscribe, query }
}
