import { expect, it } from 'vitest'
import { formatAmount } from './amount.ts'
import { ageOf, isStale } from './freshness.ts'

const at = (phenomenonTime: number, receivedAt = phenomenonTime) => ({ phenomenonTime, receivedAt })

it('a value turns stale past twice its interval', () => {
  expect(isStale(at(0), 300_000, 600_000)).toBe(false)
  expect(isStale(at(0), 300_000, 600_001)).toBe(true)
})
it('a value that arrives late is old on arrival', () => {
  expect(ageOf(at(0, 7_200_000), 7_200_000)).toBe(7_200_000)
})
it('a clock that runs ahead does not make a value young for ever', () => {
  expect(ageOf(at(9_000_000, 1_000_000), 2_000_000)).toBe(1_000_000)
})
it('amounts keep the decimals that mean something', () => {
  expect(formatAmount(4.0213, 'm')).toBe('4.02 m')
  expect(formatAmount(-0.001, 'm')).toBe('0.00 m')
  expect(formatAmount(-1.5, 'm')).toBe('−1.50 m')
  expect(formatAmount(12, 'mm')).toBe('12.0 mm')
  expect(formatAmount(1013.25, 'hPa')).toBe('1013.25 hPa')
})
