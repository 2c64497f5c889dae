import type { ShiftView } from '@tocsin/contract'
import { DAY, HOUR } from '@tocsin/core'
import { expect, it } from 'vitest'
import { atFields, missing, newShift, shiftDraftOf, shiftsOf } from './shift-draft.ts'

const ZONE = 'Asia/Shanghai'
/** 2026-07-01 08:00 in Shanghai. */
const T = Date.UTC(2026, 6, 1)

it('enters one shift for each day, over midnight where its end comes first', () => {
  const draft = { ...newShift('lushan', '2026-07-01'), from: '20:00', to: '08:00', days: '2' }
  expect(shiftsOf({ ...draft, people: { ...draft.people, leader: 'p1' } }, ZONE)).toEqual([
    { desk: 'lushan', from: T + 12 * HOUR, to: T + DAY, leader: 'p1' },
    { desk: 'lushan', from: T + DAY + 12 * HOUR, to: T + 2 * DAY, leader: 'p1' },
  ])
  // From 08:00 to 08:00 is a whole day.
  expect(shiftsOf({ ...draft, from: '08:00', days: '1' }, ZONE)).toEqual([
    { desk: 'lushan', from: T, to: T + DAY },
  ])
})

it('survives being opened and saved again', () => {
  const shift: ShiftView = { id: 's', desk: 'lushan', from: T, to: T + 12 * HOUR, officer: 'p2' }
  const { id: _id, ...body } = shift
  expect(shiftsOf(shiftDraftOf(shift, ZONE), ZONE)).toEqual([body])
})

it('names what is missing, and puts a fault of any day at its field', () => {
  const draft = { ...newShift('', '2026-07-01'), days: '99' }
  expect(missing(draft)).toEqual(['desk', 'days'])
  expect(shiftsOf(draft, ZONE)).toEqual([])
  expect(missing({ ...newShift('lushan', '2026-07-01'), to: '8 pm' })).toEqual(['to'])
  expect(atFields({ 'shifts.1.from': 'overlaps', 'shifts.2.from': 'too', desk: 'none' })).toEqual({
    from: 'overlaps',
    desk: 'none',
  })
})
