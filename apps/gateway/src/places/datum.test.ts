import { expect, it } from 'vitest'
import { toWgs84 } from './datum.ts'

const metres = ([x0, y0]: readonly number[], [x1, y1]: readonly number[]) =>
  Math.hypot(
    ((x1 as number) - (x0 as number)) * 111_320 * Math.cos(((y0 as number) * Math.PI) / 180),
    ((y1 as number) - (y0 as number)) * 111_320,
  )

it('moves GCJ-02 to where it is: Tiananmen as AMap gives it lies half a kilometre off', () => {
  const amap = [116.397428, 39.90923] as const
  const { coordinates } = toWgs84({ type: 'Point', coordinates: amap }, 'GCJ-02') as {
    coordinates: readonly number[]
  }
  expect(metres(coordinates, [116.39118, 39.90783])).toBeLessThan(5)
  expect(metres(coordinates, amap)).toBeGreaterThan(400)
})

it('leaves WGS-84 where it is, to the centimetre', () => {
  expect(toWgs84({ type: 'Point', coordinates: [110.123456789, 31.2] }, 'WGS-84')).toEqual({
    type: 'Point',
    coordinates: [110.1234568, 31.2],
  })
})
