import {
  type Area,
  type AreaPath,
  areaContains,
  type Datastream,
  type Person,
  type Station,
} from '@tocsin/core'

/** A datastream that people read, with the station that it is at. */
export interface ManualStream {
  readonly station: Station
  readonly datastream: Datastream
}

/** All that people read, by station. */
export function manualStreams(stations: readonly Station[]): ManualStream[] {
  return stations.flatMap((station) =>
    station.datastreams
      .filter(({ manual }) => manual === true)
      .map((datastream) => ({ station, datastream })),
  )
}

/** What a person may report of: what people read in the places that the person answers for. Whoever answers for a danger zone stands at its village's gauge. */
export function streamsOf(
  person: Pick<Person, 'roles'>,
  stations: readonly Station[],
  areas: readonly Area[],
): ManualStream[] {
  const places = placesOf(person, areas)
  return manualStreams(stations).filter(({ station }) =>
    places.some((place) => areaContains(place, station.area)),
  )
}

/** Where a person's reports are from, when they name no station. */
export function placesOf({ roles }: Pick<Person, 'roles'>, areas: readonly Area[]): AreaPath[] {
  const kinds = new Map(areas.map(({ path, kind }) => [path, kind]))
  return [
    ...new Set(
      roles.map(({ area }) => {
        const above = area.slice(0, Math.max(0, area.lastIndexOf('/')))
        return kinds.get(area) === 'danger-zone' && kinds.get(above) === 'village' ? above : area
      }),
    ),
  ]
}

/** The station of all of them, when it is one. */
export function onlyStation(streams: readonly ManualStream[]): string | null {
  const [first] = streams
  return first !== undefined && streams.every(({ station }) => station.id === first.station.id)
    ? first.station.id
    : null
}
