import { expect, it } from 'vitest'
import { lastHour, trendOf, trendScale } from './trend.ts'

const MIN = 60_000
const river = trendScale('water-level')
const gas = trendScale('combustible-gas')

it('a river that rose 0.32 m within the hour is rising', () => {
  const points = [0, 30, 60].map((minute) => ({ time: minute * MIN, value: 3 + (0.32 * minute) / 60 }))
  expect(trendOf(points, river, 0.02, 5 * MIN, 61 * MIN)).toMatchObject({ direction: 'rising' })
  expect(trendOf(points, river, 0.02, 5 * MIN, 61 * MIN)?.rate).toBeCloseTo(0.32)
})
it('gas is told by the minute: what it was an hour ago hides what it does now', () => {
  const points = [0, 50, 55, 60].map((minute) => ({ time: minute * MIN, value: Math.max(0, minute - 50) }))
  expect(trendOf(points, gas, 0.2, 10_000, 60 * MIN)?.rate).toBeCloseTo(1)
})
it('a change within the noise is none', () => {
  const points = [0, 60].map((minute) => ({ time: minute * MIN, value: 3 + minute / 6000 }))
  expect(trendOf(points, river, 0.02, 5 * MIN, 61 * MIN)?.direction).toBe('steady')
})
it('nothing is said about too short a stretch, or about a value that is stale', () => {
  const points = [0, 5].map((minute) => ({ time: minute * MIN, value: minute }))
  expect(trendOf(points, river, 0.02, 5 * MIN, 6 * MIN)).toBeUndefined()
  expect(trendOf([...points, { time: 30 * MIN, value: 9 }], river, 0.02, 5 * MIN, 41 * MIN)).toBeUndefined()
})
it('rain of the last hour leaves out what fell before', () => {
  const points = [10, 30, 70].map((minute) => ({ time: minute * MIN, value: 2 }))
  expect(lastHour(points, 75 * MIN)).toBe(4)
})
