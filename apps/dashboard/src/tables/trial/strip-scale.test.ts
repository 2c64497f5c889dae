import { expect, it } from 'vitest'
import { areaPath, scaleOf, snapped, stepOf } from './strip-scale.ts'

const range = { from: 0, to: 4000 }

it('a strip holds its values and its limits, and rain begins at nothing', () => {
  const scale = scaleOf([3, null, 12], [40], range, true)
  expect([scale.low, scale.y(0), scale.x(4000)]).toEqual([0, 100, 1000])
  expect(scale.y(40)).toBeGreaterThan(0)
  expect(scale.valueAt(scale.y(40) / 100)).toBeCloseTo(40)
})

it('a stretch without values is no part of the area', () => {
  const scale = scaleOf([1, null, 1, 1], [], range, true)
  const path = areaPath({ bucketMs: 1000 }, [1, null, 1, 1], 0, scale)
  expect(path.match(/M/g)).toHaveLength(2)
  expect(path).toMatch(/^M0 100V[\d.]+H250V100H250ZM500 100/)
})

it('a limit is moved by round steps', () => {
  expect([
    stepOf({ low: 0, high: 44.8 }),
    stepOf({ low: 2, high: 3 }),
    stepOf({ low: 0, high: 300 }),
  ]).toEqual([0.5, 0.01, 5])
  expect(snapped(33.333, 0.5)).toBe(33.5)
  expect(snapped(2.4000001, 0.01)).toBe(2.4)
})
