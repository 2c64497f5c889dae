import type { StationView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { moved, offers, placedOf } from './trend-selection.ts'

const station = (id: string, name: string, area: string, ...streams: [string, string][]) =>
  ({
    id,
    name,
    area,
    datastreams: streams.map(([one, property]) => ({ name: one, property })),
  }) as unknown as StationView
const STATIONS = [
  station('dam', '龙潭水库', 'upper', ['rain', 'rainfall'], ['level', 'water-level']),
  station('bridge', '白河桥', 'lower', ['level', 'water-level'], ['rain', 'rainfall']),
  station('weir', '堰口', 'lower', ['level', 'water-level']),
]
const ids = (chosen: string[], typed: string) =>
  offers(STATIONS, chosen, typed, (_, { property }) => property).map(({ id }) => id)

describe('the charts compared', () => {
  it('are found by station, id, area or kind', () => {
    expect(ids([], '白河')).toEqual(['bridge/level', 'bridge/rain'])
    expect(ids([], 'lower level')).toEqual(['bridge/level', 'weir/level'])
    expect(ids([], 'nothing')).toEqual([])
  })
  it('offer first what is like the chosen ones, and none twice', () => {
    expect(ids(['bridge/level'], '')).toEqual(['weir/level', 'dam/level', 'bridge/rain', 'dam/rain'])
  })
  it('change places', () => {
    expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
  })
  it('are known by the id that stands in the address', () => {
    expect(placedOf(STATIONS, 'dam/level')?.station.name).toBe('龙潭水库')
    expect(placedOf(STATIONS, 'dam/ph')).toBeUndefined()
  })
})
