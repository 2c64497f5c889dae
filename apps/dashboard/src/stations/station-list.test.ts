import type { StationView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { byArea } from './station-list.ts'

const station = (id: string, name: string, area: string) => ({ id, name, area }) as unknown as StationView
const stations = [
  station('s10', 'Gauge 10', 'lushan/xincun'),
  station('s9', 'Gauge 9', 'lushan/xincun'),
  station('bridge', '白河桥', 'lushan/dongxiang'),
]
const listed = (search: string) =>
  byArea(stations, search).map(
    ({ area, stations: found }) => `${area}: ${found.map(({ id }) => id).join(' ')}`,
  )

it('stations stand by area, 9 before 10', () => {
  expect(listed('')).toEqual(['lushan/dongxiang: bridge', 'lushan/xincun: s9 s10'])
})
it('are found by name, id or area', () => {
  expect(listed('白河')).toEqual(['lushan/dongxiang: bridge'])
  expect(listed('S10')).toEqual(['lushan/xincun: s10'])
  expect(listed('xincun')).toEqual(['lushan/xincun: s9 s10'])
})
