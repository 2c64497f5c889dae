import { MINUTE, SECOND } from '@tocsin/core'
import { expect, it } from 'vitest'
import { recent, restartAfter } from './restarts.ts'

it('starts a process again after a second, and each time after twice as long', () => {
  const ends = [0, 10, 20, 30].map((seconds) => seconds * SECOND)
  const waits = ends.map((at, index) => restartAfter(ends.slice(0, index + 1), at).after)
  expect(waits).toEqual([1, 2, 4, 8].map((seconds) => seconds * SECOND))
})

it('waits five minutes at most', () => {
  const ends = Array.from({ length: 20 }, (_, index) => index * SECOND)
  expect(restartAfter(ends, 20 * SECOND).after).toBe(5 * MINUTE)
})

it('starts it without its flows when it has ended three times within ten minutes', () => {
  expect(restartAfter([0, MINUTE], MINUTE).safe).toBe(false)
  expect(restartAfter([0, MINUTE, 2 * MINUTE], 2 * MINUTE).safe).toBe(true)
})

it('forgets what ended ten minutes ago', () => {
  const ends = [0, MINUTE, 12 * MINUTE]
  expect(recent(ends, 12 * MINUTE)).toEqual([12 * MINUTE])
  expect(restartAfter(ends, 12 * MINUTE)).toEqual({ after: SECOND, safe: false })
})
