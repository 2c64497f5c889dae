import type { StationView, TableBody } from '@tocsin/contract'
import { areaContains } from '@tocsin/core'

type Row = TableBody['rows'][number]
type Place = Pick<StationView, 'id' | 'name' | 'area' | 'datastreams'>

/** Stations that a row of a table speaks of: those in its area, or its own; of a table of rain those that measure any. */
export function rowStations<T extends Place>(
  { subject }: Pick<Row, 'subject'>,
  kind: TableBody['kind'],
  stations: readonly T[],
): T[] {
  return stations.filter((station) => {
    const measures =
      kind !== 'accumulation' || station.datastreams.some(({ property }) => property === 'rainfall')
    if ('area' in subject) return measures && areaContains(subject.area, station.area)
    if ('station' in subject) return measures && subject.station === station.id
    return station.datastreams.some(({ name }) => `${station.id}/${name}` === subject.datastream)
  })
}
