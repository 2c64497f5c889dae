import { useQuery } from '@tanstack/react-query'
import type { LiveObservation } from '@tocsin/contract'
import { type Datastream, datastreamId, HOUR, MINUTE, type StationId } from '@tocsin/core'
import { useEffect, useMemo, useState } from 'react'
import { keys, readHistory } from '../api/queries.ts'
import { liveStore } from '../live/connection.ts'
import { isAhead } from '../live/live-store.ts'
import { serverNow } from '../time/server-clock.ts'
import type { SparkPoint } from './trend.ts'

const SPAN = 6 * HOUR
const BUCKETS = 72
/** Live values kept until the buckets are read again. */
const MOST_LIVE = 120

/** The last hours of a datastream for a small chart, the live value at its end. Read only while somebody can see it. */
export function useSpark(
  station: StationId,
  datastream: Pick<Datastream, 'name' | 'property'>,
  enabled: boolean,
): { points: readonly SparkPoint[]; loaded: boolean } {
  const id = datastreamId(station, datastream.name)
  const isRain = datastream.property === 'rainfall'
  const { data } = useQuery({
    queryKey: [...keys.history, 'spark', id],
    queryFn: async ({ signal }) => {
      const to = serverNow()
      const { buckets } = await readHistory({ datastream: id, from: to - SPAN, to, buckets: BUCKETS }, signal)
      const points = buckets.map((bucket) => ({
        time: Math.min(to, isRain ? bucket.to : (bucket.from + bucket.to) / 2),
        value: isRain ? (bucket.sum ?? bucket.mean * bucket.count) : bucket.mean,
      }))
      return { points, until: to }
    },
    staleTime: 5 * MINUTE,
    refetchInterval: 5 * MINUTE,
    enabled,
  })
  // All that came since the buckets were read, not only the newest: rain is a sum.
  const [live, setLive] = useState<readonly LiveObservation[]>([])
  useEffect(() => {
    if (!enabled) return undefined
    return liveStore.tap(id, (observation) => {
      if (isAhead(observation)) return
      setLive((known) => [
        ...known
          .filter(({ phenomenonTime }) => phenomenonTime !== observation.phenomenonTime)
          .slice(1 - MOST_LIVE),
        observation,
      ])
    })
  }, [id, enabled])
  const points = useMemo(() => {
    if (data === undefined) return []
    const since = isRain ? data.until : Math.max(data.until, data.points.at(-1)?.time ?? 0)
    const fresh = live
      .filter(({ phenomenonTime, flag }) => phenomenonTime >= since && flag !== 'fail')
      .sort((a, b) => a.phenomenonTime - b.phenomenonTime)
    const points = [
      ...data.points,
      ...fresh.map(({ phenomenonTime, value }) => ({ time: phenomenonTime, value })),
    ]
    // Until something comes, the last bucket's mean is not what is: the latest value is known already.
    const latest = liveStore.latest(id)
    const isNewer =
      latest !== undefined &&
      latest.flag !== 'fail' &&
      !isAhead(latest) &&
      latest.phenomenonTime > (points.at(-1)?.time ?? 0)
    return isNewer && !isRain ? [...points, { time: latest.phenomenonTime, value: latest.value }] : points
  }, [data, live, isRain, id])
  return { points, loaded: data !== undefined }
}
