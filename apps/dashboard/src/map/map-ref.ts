import type { PlaceView } from '@tocsin/contract'
import { anchor, type Geometry } from '@tocsin/core'

/** What is chosen on the map, as the address says it: `station:bridge`, `village:lushan/xincun`, `place:…`. */
export function splitRef(ref: string | undefined): [kind: string | undefined, id: string | undefined] {
  const colon = ref?.indexOf(':') ?? -1
  return ref === undefined || colon < 0 ? [undefined, undefined] : [ref.slice(0, colon), ref.slice(colon + 1)]
}

/** Where a place is pointed at. */
export function anchorOf(place: PlaceView): [number, number] {
  const [longitude, latitude] = anchor(place.geometry as unknown as Geometry)
  return [longitude, latitude]
}
