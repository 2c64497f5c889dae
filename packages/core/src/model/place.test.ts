import { expect, it } from 'vitest'
import { anchor, type Geometry, geometryFault, moved } from './place.ts'

const square: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [110, 31],
      [110.2, 31],
      [110.2, 31.2],
      [110, 31.2],
      [110, 31],
    ],
  ],
}

it('takes an outline as a danger zone, and not as a shelter', () => {
  expect(geometryFault('danger-zone', square)).toBeUndefined()
  expect(geometryFault('shelter', square)?.expected).toBe('Point')
})

it('finds an outline that is not closed', () => {
  const open: Geometry = { ...square, coordinates: [square.coordinates[0]?.slice(0, 4) ?? []] } as Geometry
  expect(geometryFault('danger-zone', open)?.message).toBe('an outline is not closed')
})

it('finds latitude and longitude in the wrong order, where that can be told', () => {
  expect(geometryFault('team', { type: 'Point', coordinates: [31.2, 110.1] })?.message).toBe(
    '31.2, 110.1 is no position',
  )
})

it('finds a way of one position', () => {
  expect(geometryFault('route', { type: 'LineString', coordinates: [[110, 31]] })?.expected).toBe(
    'at least two',
  )
})

it('stands in the middle of an outline, and on a line', () => {
  const [longitude, latitude] = anchor(square)
  expect([longitude.toFixed(3), latitude.toFixed(3)]).toEqual(['110.100', '31.100'])
  const line: Geometry = {
    type: 'LineString',
    coordinates: [
      [110, 31],
      [110.1, 31],
      [110.2, 31],
    ],
  }
  expect(anchor(line)).toEqual([110.1, 31])
})

it('moves every position', () => {
  const by: Geometry = moved(square, ([x, y]) => [x + 1, y])
  expect(anchor(by)[0].toFixed(3)).toBe('111.100')
})
