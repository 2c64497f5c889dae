import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { expect, it } from 'vitest'
import { eventRows, exactDuration, raisedLevels, rangeOf } from './backtest-model.ts'

const midnight = (day: string) => {
  const at = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(at) ? undefined : at
}
const now = Date.parse('2026-07-01T12:00:00+08:00')

it('goes back from now, or takes the days that were chosen, the last one included', () => {
  expect(rangeOf('30d', { from: '', to: '' }, now, midnight)).toEqual({ from: now - 30 * DAY, to: now })
  expect(rangeOf('chosen', { from: '2026-06-01', to: '2026-06-02' }, now, midnight)).toEqual({
    from: midnight('2026-06-01'),
    to: midnight('2026-06-03'),
  })
  expect(rangeOf('chosen', { from: '2026-06-30', to: '2026-07-01' }, now, midnight)?.to).toBe(now)
  expect(rangeOf('chosen', { from: '2026-06-03', to: '2026-06-01' }, now, midnight)).toBeUndefined()
  expect(rangeOf('chosen', { from: '', to: '2026-06-01' }, now, midnight)).toBeUndefined()
})
it('tells what would have happened in the order of time, whatever it was about', () => {
  const warning = (subject: string, ...at: number[]) => ({
    subject,
    area: '',
    firingAtStart: null,
    firingAtEnd: null,
    gravest: 'red' as const,
    raises: 1,
    firingMs: 0,
    events: at.map((time) => ({ type: 'raised', at: time })),
  })
  const rows = eventRows({ warnings: [warning('a', 1, 5), warning('b', 3)] })
  expect(rows.map(({ subject, event }) => `${subject}${event.at}`)).toEqual(['a1', 'b3', 'a5'])
})
it('counts raises by level, gravest first, and leaves out what there was none of', () => {
  expect(raisedLevels({ red: 0, yellow: 4, orange: 1 })).toEqual([
    { level: 'orange', count: 1 },
    { level: 'yellow', count: 4 },
  ])
})

it('tells a duration to the minute', () => {
  const lengths = [HOUR + 55 * MINUTE, 45_000, 2 * HOUR, DAY + 3 * MINUTE, 90_000]
  expect(lengths.map(exactDuration)).toEqual(['1 h 55 min', '45 s', '2 h', '1 d 3 min', '2 min'])
})
