import { useQuery } from '@tanstack/react-query'
import { type Datastream, type DurationMs, datastreamId, MINUTE, type StationId } from '@tocsin/core'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { keys, readHistory } from '../api/queries.ts'
import { liveStore, onResync } from '../live/connection.ts'
import { zoneOffset } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { type History, JoinedSeries } from './joined-series.ts'
import { barReading, lineReading, type Range } from './range.ts'

/** A late value rarely comes alone: wait for the others before reading the history again. */
const READ_AGAIN_AFTER: DurationMs = 1500

/** A datastream over a range: history over HTTP, joined with what the socket brings. */
export function useSeries(
  station: StationId,
  datastream: Datastream,
  range: Range,
  width: DurationMs,
  timeZone: string,
) {
  const id = datastreamId(station, datastream.name)
  const isRain = datastream.property === 'rainfall'
  const { intervalMs } = datastream
  const rangeKey = range.kind === 'follow' ? `${range.length}` : `${range.from}-${range.to}`
  const series = useMemo(() => new JoinedSeries(intervalMs, isRain), [id, rangeKey, intervalMs, isRain])
  const listeners = useRef(new Set<() => void>())
  const changed = useCallback(() => {
    for (const listener of listeners.current) listener()
  }, [])

  const query = useQuery({
    queryKey: [...keys.history, id, rangeKey, width],
    queryFn: async ({ signal }): Promise<History> => {
      const now = serverNow()
      const { from, rawFrom, to, buckets } = isRain
        ? barReading(range, width, zoneOffset(timeZone, now), now)
        : lineReading(range, intervalMs, now)
      const [older, newer] = await Promise.all([
        buckets > 0
          ? readHistory({ datastream: id, from, to: rawFrom, buckets }, signal)
          : { buckets: [], observations: [] },
        rawFrom < to
          ? // A reading stamped this very millisecond belongs to what is asked for.
            readHistory({ datastream: id, from: rawFrom, to: to + 1 }, signal)
          : { buckets: [], observations: [] },
      ])
      return { from, rawFrom, buckets: older.buckets, observations: newer.observations }
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
    if (data) series.setHistory(data)
    changed()
  }, [data, series, changed])

  const subscribe = useCallback((listener: () => void) => {
    listeners.current.add(listener)
    return () => {
      listeners.current.delete(listener)
    }
  }, [])
  return { series, subscribe, query }
}
