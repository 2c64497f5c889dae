import { expect, it } from 'vitest'
import { columns, extent } from './columns.ts'

const point = (time: number, value: number, flag: 'good' | 'fail' | 'suspect' = 'good') => ({
  time,
  value,
  low: value,
  high: value,
  flag,
  late: false,
})

it('a gap stays a gap', () => {
  const { times, values } = columns([point(0, 1), point(1000, 2), point(9000, 3)], 2500)
  expect(times).toEqual([0, 1, 1.001, 9])
  expect(values).toEqual([1, 2, null, 3])
})
it('a value between two holes is not lost: it has no line, but a dot', () => {
  expect(columns([point(0, 1), point(9000, 2), point(18_000, 3), point(18_100, 4)], 2500).alone).toEqual([
    0, 2,
  ])
})
it('an impossible value is a hole, a suspect one is drawn', () => {
  expect(columns([point(0, 1), point(1000, 999, 'fail'), point(2000, 3, 'suspect')], 5000).values).toEqual([
    1,
    null,
    3,
  ])
})
it('times ascend strictly, whatever came', () => {
  expect(columns([point(1000, 1), point(1000, 2), point(500, 3)], 5000).times).toEqual([1])
})
it('the axis holds the thresholds, and an impossible value does not stretch it', () => {
  const [low, high] = extent([point(0, 1), point(1, 2), point(2, 999, 'fail')], 0, 10, [4])
  expect(low).toBeLessThan(1)
  expect(high).toBeGreaterThan(4)
  expect(high).toBeLessThan(5)
})
