import type { StationView } from '@tocsin/contract'
import { datastreamId, type Instant } from '@tocsin/core'
import { liveStore } from './connection.ts'

/** When anything was last received from the station: what HTTP answered, or what the socket has brought since. Null if never. */
export function lastHeard(station: StationView): Instant | null {
  let at = station.lastSeenAt
  for (const { name } of station.datastreams) {
    const latest = liveStore.latest(datastreamId(station.id, name))
    if (latest !== undefined && (at === null || latest.receivedAt > at)) at = latest.receivedAt
  }
  return at
}
