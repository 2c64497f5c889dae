import { expect, it } from 'vitest'
import { levelReached, rainTable, sumWithin } from './rain-windows.ts'

const MIN = 60_000
const limit = (level: 'red' | 'orange', window: string, sum: number) => ({ level, window, sum, rule: 'r' })
const table = rainTable([
  limit('orange', '3h', 65),
  limit('red', '1h', 60),
  limit('orange', '1h', 40),
  limit('orange', '1h', 35),
])

it('limits stand by level and window, the lower of two rules first', () => {
  expect(table.windows).toEqual(['1h', '3h'])
  expect(table.levels).toEqual([
    { level: 'red', limits: [60, null] },
    { level: 'orange', limits: [35, 65] },
  ])
})
it('a window holds what was reported after its start', () => {
  const report = (minute: number, value: number, flag = 'good') => ({
    phenomenonTime: minute * MIN,
    value,
    flag,
  })
  const reports = [report(0, 5), report(1, 0.1), report(60, 0.2), report(30, 999, 'fail'), report(61, 7)]
  expect(sumWithin(reports, 60 * MIN, 60 * MIN)).toBe(0.3)
})
it('tells the level a sum has reached', () => {
  expect(levelReached(table, 0, 34.9)).toBeUndefined()
  expect(levelReached(table, 0, 36)).toBe('orange')
  expect(levelReached(table, 0, 60)).toBe('red')
})
