import type { StationView } from '@tocsin/contract'
import { type Datastream, type DatastreamId, datastreamId } from '@tocsin/core'

/** Charts on one page: more cannot be read together. */
export const MOST_CHARTS = 8

/** A datastream with the station it stands at. */
export interface Placed {
  readonly id: DatastreamId
  readonly station: StationView
  readonly datastream: Datastream
}

export function placedOf(stations: readonly StationView[], id: DatastreamId): Placed | undefined {
  const slash = id.indexOf('/')
  const station = stations.find((one) => one.id === id.slice(0, slash))
  const datastream = station?.datastreams.find(({ name }) => name === id.slice(slash + 1))
  return station && datastream && { id, station, datastream: datastream as Datastream }
}

/**
 * What could be added: datastreams whose station, id, area or property is typed, those of the kinds and areas that are chosen already first.
 * `wordOf` names a datastream as the screen does.
 */
export function offers(
  stations: readonly StationView[],
  chosen: readonly DatastreamId[],
  typed: string,
  wordOf: (station: StationView, datastream: Datastream) => string,
): Placed[] {
  const words = typed.trim().toLowerCase().split(/\s+/)
  const known = chosen.flatMap((id) => placedOf(stations, id) ?? [])
  const rank = ({ station, datastream }: Placed) =>
    (known.some((one) => one.datastream.property === datastream.property) ? 0 : 2) +
    (known.some((one) => one.station.area === station.area) ? 0 : 1)
  return stations
    .flatMap((station) =>
      (station.datastreams as readonly Datastream[]).map((datastream) => ({
        id: datastreamId(station.id, datastream.name),
        station,
        datastream,
      })),
    )
    .filter(({ id, station, datastream }) => {
      const text = `${id} ${station.name} ${station.area} ${wordOf(station, datastream)}`.toLowerCase()
      return !chosen.includes(id) && words.every((word) => text.includes(word))
    })
    .sort((a, b) => rank(a) - rank(b))
}

/** The same charts with one moved by a place. */
export function moved(ids: readonly DatastreamId[], id: DatastreamId, by: -1 | 1): DatastreamId[] {
  const at = ids.indexOf(id)
  const to = at + by
  if (at < 0 || to < 0 || to >= ids.length) return [...ids]
  const rest = ids.filter((one) => one !== id)
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}
