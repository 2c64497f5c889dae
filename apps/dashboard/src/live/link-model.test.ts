import { expect, it } from 'vitest'
import { isDoubtful, isNext, smoothDelay } from './link-model.ts'

it('doubts the screen once the link has been away for more than five seconds', () => {
  expect(isDoubtful({ state: 'down', since: 1000 }, 6000)).toBe(false)
  expect(isDoubtful({ state: 'down', since: 1000 }, 6001)).toBe(true)
  expect(isDoubtful({ state: 'connecting', since: 1000 }, 7000)).toBe(true)
  expect(isDoubtful({ state: 'live', since: 1000, delayMs: null }, 99_000)).toBe(false)
})

it('notices a number left out, and takes the first as it comes', () => {
  expect(isNext(7, null)).toBe(true)
  expect(isNext(8, 7)).toBe(true)
  expect(isNext(9, 7)).toBe(false)
  expect(isNext(1, 7)).toBe(false)
})

it('never shows a negative delay, whatever the clocks say', () => {
  expect(smoothDelay(null, -30)).toBe(0)
  expect(smoothDelay(100, 200)).toBe(130)
})
