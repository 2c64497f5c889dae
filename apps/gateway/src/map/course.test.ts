import type { Warning, WarningEvent } from '@tocsin/core'
import { expect, it } from 'vitest'
import { openDatabase } from '../registry/database.ts'
import { createCourse, stepsOf } from './course.ts'

const warning = {
  id: 'w1',
  rule: { id: 'rule-1', version: 1, name: 'River' },
  subject: 'bridge/level',
  area: 'lushan',
  state: 'closed',
} as unknown as Warning
const event = (at: number, type: string, more: object = {}) =>
  ({
    id: `e${at}`,
    at,
    type,
    by: { kind: 'person', id: 'a', name: 'A' },
    ruleVersion: 1,
    ...more,
  }) as unknown as WarningEvent
const events = [
  event(10, 'raised', { level: 'yellow' }),
  event(20, 'level-raised', { level: 'red' }),
  event(25, 'note', { note: 'seen' }),
  event(30, 'level-lowered', { level: 'yellow' }),
  event(40, 'acknowledged', { level: 'yellow' }),
  event(50, 'cleared'),
  event(50, 'closed'),
]

it('shows a warning as it was shown: at its gravest until somebody had it', () => {
  expect(stepsOf(warning, events)).toEqual([
    { at: 10, level: 'yellow', acknowledged: false, cleared: false },
    { at: 20, level: 'red', acknowledged: false, cleared: false },
    { at: 40, level: 'yellow', acknowledged: true, cleared: false },
    { at: 50, level: 'yellow', acknowledged: true, cleared: true },
    { at: 50, level: null, acknowledged: true, cleared: true },
  ])
})

it('finds warnings that changed within the time, or are open all along, and nothing of later', () => {
  const database = openDatabase(':memory:')
  const put = (id: string, state: string, raisedAt: number, happened: readonly WarningEvent[]) => {
    database
      .prepare('INSERT INTO warnings (id, state, raised_at, subject, warning) VALUES (?, ?, ?, ?, ?)')
      .run(id, state, raisedAt, 'bridge/level', JSON.stringify({ ...warning, id, state }))
    for (const [index, one] of happened.entries()) {
      database
        .prepare('INSERT INTO warning_events (id, number, warning, at, event) VALUES (?, ?, ?, ?, ?)')
        .run(`${id}-${index}`, raisedAt * 100 + index, id, one.at, JSON.stringify(one))
    }
  }
  put('within', 'closed', 10, events)
  put('before', 'closed', 1, [event(1, 'raised', { level: 'blue' }), event(2, 'closed')])
  put('open', 'open', 3, [event(3, 'raised', { level: 'orange' })])
  put('after', 'open', 60, [event(60, 'raised', { level: 'red' })])
  const course = createCourse(database)(15, 45)
  expect(course.warnings.map(({ id, steps }) => [id, steps.length])).toEqual([
    ['within', 3],
    ['open', 1],
  ])
  expect(course.complete).toBe(true)
})
