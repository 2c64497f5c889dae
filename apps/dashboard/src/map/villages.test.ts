import type { AreaBody, PlaceView, StationView, VillageAnswer } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { byAnswer, villageMarks } from './villages.ts'

const area = (path: string, kind: AreaBody['kind'] = 'village'): AreaBody => ({ path, name: path, kind })
const answer = (village: string, state: VillageAnswer['state']) => ({ village, state }) as VillageAnswer
const place = {
  kind: 'village',
  name: '一村',
  area: 'a/one',
  geometry: { type: 'Point', coordinates: [110, 31] },
}
const station = (at: string, longitude: number) =>
  ({ area: at, position: { longitude, latitude: 30 } }) as unknown as StationView

it('lies where somebody entered it, else amid its stations, and says so', () => {
  const marks = villageMarks(
    [area('a', 'county'), area('a/one'), area('a/two'), area('a/three')],
    [place as unknown as PlaceView],
    [station('a/two', 110), station('a/two/zone', 112)],
    [],
  )
  expect(marks.map(({ path, position, approximate }) => [path, position, approximate])).toEqual([
    ['a/one', [110, 31], false],
    ['a/two', [111, 30], true],
    ['a/three', null, false],
  ])
})

it('stands in the list by who has not answered', () => {
  const marks = villageMarks(
    [area('a/one'), area('a/two'), area('a/three')],
    [],
    [],
    [answer('a/two', 'answered'), answer('a/three', 'not-answered')],
  )
  expect(marks.toSorted(byAnswer).map(({ path }) => path)).toEqual(['a/three', 'a/two', 'a/one'])
})

it('is shown when it is called, also where nobody entered it as a village', () => {
  const marks = villageMarks([area('a', 'township')], [], [], [answer('a', 'called'), answer('b', 'called')])
  expect(marks.map(({ path }) => path)).toEqual(['a', 'b'])
})
