import type { Datastream, Station } from '@tocsin/core'

const EARTH_RADIUS_KM = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** The rain gauges that this one is checked against, where its quality settings name any distance. */
export function withinReach(
  station: Station,
  datastream: Datastream,
  stations: readonly Station[],
): { station: Station; datastream: Datastream }[] {
  const reach = datastream.quality?.neighbours?.withinKm
  const here = station.position
  if (reach === undefined || here === undefined) return []
  return stations.flatMap((other) =>
    other.id === station.id || other.position === undefined || distanceKm(here, other.position) > reach
      ? []
      : other.datastreams
          .filter(({ form }) => form !== undefined)
          .map((gauge) => ({ station: other, datastream: gauge })),
  )
}

type Position = NonNullable<Station['position']>

/** Along a great circle. */
function distanceKm(a: Position, b: Position): number {
  const latitude = radians(b.latitude - a.latitude)
  const longitude = radians(b.longitude - a.longitude)
  const half =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(longitude / 2) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)))
}
