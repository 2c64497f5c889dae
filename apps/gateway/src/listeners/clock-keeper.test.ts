import { HOUR, MINUTE } from '@tocsin/core'
import { expect, it } from 'vitest'
import { ClockKeeper } from './clock-keeper.ts'

const NOW = 1_800_000_000_000

it('a clock that is right is left alone', () => {
  const keeper = new ClockKeeper()
  expect(keeper.heard('a', NOW - MINUTE, NOW)).toBe(false)
  expect(keeper.isOff('a')).toBe(false)
})

it('a clock that is off is told the time once an hour, until it is right', () => {
  const keeper = new ClockKeeper()
  expect(keeper.heard('a', NOW - 3 * MINUTE, NOW)).toBe(true)
  expect(keeper.isOff('a')).toBe(true)
  expect(keeper.heard('a', NOW - 3 * MINUTE, NOW + MINUTE)).toBe(false)
  expect(keeper.heard('a', NOW, NOW + HOUR)).toBe(true)
  expect(keeper.heard('a', NOW + HOUR, NOW + HOUR)).toBe(false)
  expect(keeper.isOff('a')).toBe(false)
})

it('a clock that is far off is told twice', () => {
  const keeper = new ClockKeeper()
  expect(keeper.heard('a', 0, NOW)).toBe(true)
  expect(keeper.heard('a', 1000, NOW + 1000)).toBe(true)
  expect(keeper.heard('a', 2000, NOW + 2000)).toBe(false)
})
