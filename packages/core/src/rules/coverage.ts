import { type AppliesTo, areaContains, type Datastream, datastreamId, type Station } from '../model/index.ts'

/** True when a rule with this scope covers the datastream: it is named, or fits area, property and tag together. */
export function covers(
  appliesTo: AppliesTo,
  station: Pick<Station, 'id' | 'area' | 'tags'>,
  datastream: Pick<Datastream, 'name' | 'property'>,
): boolean {
  if (appliesTo.datastreams !== undefined) {
    return appliesTo.datastreams.includes(datastreamId(station.id, datastream.name))
  }
  if (appliesTo.area !== undefined && !areaContains(appliesTo.area, station.area)) return false
  if (appliesTo.property !== undefined && appliesTo.property !== datastream.property) return false
  if (appliesTo.tag !== undefined && station.tags?.includes(appliesTo.tag) !== true) return false
  return true
}
