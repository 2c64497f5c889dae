import { type Datastream, distanceKm, type Station } from '@tocsin/core'

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
