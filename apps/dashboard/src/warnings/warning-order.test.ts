import type { WarningView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { exampleWarning } from './warning-example.ts'
import { byUrgency, countByLevel, newestUnacknowledged, standing, stateOf } from './warning-order.ts'

let count = 0
const warning = (level: Level, more: Partial<WarningView> = {}) =>
  exampleWarning({ id: `w${++count}`, level, raisedAt: 1000, ...more })
const taken = (level: Level) => ({ acknowledged: { by: 'li', name: '李', at: 2000, level } })

describe('the order of warnings', () => {
  it('puts the gravest first, and within a level those that nobody has', () => {
    const list = [
      warning('yellow', { id: 'y' }),
      warning('red', { id: 'red-taken', ...taken('red') }),
      warning('red', { id: 'red-free' }),
      warning('orange', { id: 'o' }),
    ]
    expect(list.sort(byUrgency).map(({ id }) => id)).toEqual(['red-free', 'red-taken', 'o', 'y'])
  })
  it('puts what is cleared behind what still breaches', () => {
    const list = [
      warning('red', { id: 'gone', clearedAt: 5000, raisedAt: 4000 }),
      warning('red', { id: 'there' }),
    ]
    expect(list.sort(byUrgency).map(({ id }) => id)).toEqual(['there', 'gone'])
  })
  it('keeps a warning that fell from red to yellow at red until somebody has it', () => {
    const fallen = warning('yellow', { gravest: 'red' })
    expect(standing(fallen)).toBe('red')
    expect(standing({ ...fallen, ...taken('red') })).toBe('yellow')
  })
})

describe('the counters of the bar', () => {
  it('tell how many are open, how many nobody has, and since when', () => {
    const counts = countByLevel([
      warning('red', { raisedAt: 3000 }),
      warning('red', { raisedAt: 2000 }),
      warning('red', { raisedAt: 1000, ...taken('red') }),
    ])
    expect(counts[0]).toEqual({
      level: 'red',
      open: 3,
      unacknowledged: 2,
      oldestUnacknowledgedAt: 2000,
      oldestAt: 1000,
    })
    expect(counts[3]).toMatchObject({ level: 'blue', open: 0, oldestAt: null })
  })
  it('speak of the newest of the gravest that nobody has', () => {
    const chosen = newestUnacknowledged([
      warning('yellow', { raisedAt: 9000 }),
      warning('red', { id: 'older', raisedAt: 1000 }),
      warning('red', { id: 'newer', raisedAt: 2000 }),
      warning('red', { raisedAt: 8000, ...taken('red') }),
    ])
    expect(chosen?.id).toBe('newer')
  })
  it('speak of what still breaches before what has cleared, however grave that was', () => {
    const cleared = warning('red', { id: 'cleared', raisedAt: 9000, clearedAt: 9500 })
    const live = warning('blue', { id: 'live' })
    expect(newestUnacknowledged([cleared, live])?.id).toBe('live')
    expect(newestUnacknowledged([cleared])?.id).toBe('cleared')
  })
})

it('tells cleared from acknowledged', () => {
  expect(stateOf(warning('red'))).toBe('unacknowledged')
  expect(stateOf(warning('red', { clearedAt: 1 }))).toBe('cleared-unacknowledged')
  expect(stateOf(warning('red', taken('red')))).toBe('acknowledged')
  expect(stateOf(warning('red', { state: 'closed', clearedAt: 1, ...taken('red') }))).toBe('closed')
})
