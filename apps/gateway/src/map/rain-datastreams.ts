import { type DatastreamId, datastreamId, type Station } from '@tocsin/core'

/** The datastream that tells how much it rained at each station: one a station, or its rain would count twice. */
export function rainDatastreams(stations: readonly Station[]): DatastreamId[] {
  return stations.flatMap(({ id, datastreams }) => {
    const rain = datastreams.filter(({ property }) => property === 'rainfall')
    const [one] = [...rain.filter(({ form }) => form === 'increment'), ...rain]
    return one === undefined ? [] : [datastreamId(id, one.name)]
  })
}
