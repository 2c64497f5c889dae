import type { AreaBody, PlaceView, StationView, VillageAnswer } from '@tocsin/contract'
import { anchor, areaContains, type Geometry } from '@tocsin/core'

/** A village on the map, with how it stands in the call-outs that are live. */
export interface VillageMark {
  readonly path: string
  readonly name: string
  readonly position: readonly [number, number] | null
  /** Nobody entered where it lies: it stands amid its stations. */
  readonly approximate: boolean
  /** Null while nobody is called there. */
  readonly answer: VillageAnswer | null
}

/** Every area of the kind village, and what call-outs name besides; where it lies by the register of places, else by its stations. */
export function villageMarks(
  areas: readonly AreaBody[],
  places: readonly PlaceView[],
  stations: readonly StationView[],
  answers: readonly VillageAnswer[],
): VillageMark[] {
  const answerOf = new Map(answers.map((answer) => [answer.village, answer]))
  const drawn = new Map(
    places.flatMap((place) =>
      place.kind === 'village' && place.area !== undefined ? [[place.area, place]] : [],
    ),
  )
  const named = new Map<string, string>([...drawn].map(([path, { name }]) => [path, name]))
  for (const { path, name, kind } of areas) if (kind === 'village') named.set(path, name)
  const names = new Map(areas.map(({ path, name }) => [path, name]))
  for (const path of answerOf.keys()) if (!named.has(path)) named.set(path, names.get(path) ?? path)
  return [...named].map(([path, name]) => {
    const place = drawn.get(path)
    const amid = place === undefined ? amidStations(path, stations) : null
    return {
      path,
      name,
      position: place === undefined ? amid : anchor(place.geometry as unknown as Geometry),
      approximate: place === undefined && amid !== null,
      answer: answerOf.get(path) ?? null,
    }
  })
}

function amidStations(path: string, stations: readonly StationView[]): [number, number] | null {
  let [x, y, count] = [0, 0, 0]
  for (const { area, position } of stations) {
    if (position === undefined || !areaContains(path, area)) continue
    x += position.longitude
    y += position.latitude
    count++
  }
  return count === 0 ? null : [x / count, y / count]
}

const CONCERN = { 'not-answered': 5, uncovered: 4, called: 3, waiting: 2, answered: 1 } as const

/** Who has not answered first. */
export function byAnswer(a: VillageMark, b: VillageMark): number {
  const concern = ({ answer }: VillageMark) => (answer === null ? 0 : CONCERN[answer.state])
  return concern(b) - concern(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}
