import type { RosterFindingView, ShiftView } from '@tocsin/contract'
import { HOUR } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { byWeight, changesToHandOver, dayIn, instantIn, isOn, linesOf, rosterOf } from './roster-grid.ts'

const ZONE = 'Asia/Shanghai'
/** 2026-07-01 08:00 in Shanghai. */
const T = Date.UTC(2026, 6, 1)
const shift = (id: string, from: number, to: number, desk = 'lushan'): ShiftView => ({
  id,
  desk,
  from: T + from * HOUR,
  to: T + to * HOUR,
})
const compare = (a: string, b: string) => a.localeCompare(b)

describe('the grid', () => {
  it('stands each shift on the day it begins at the site, whatever zone the browser sits in', () => {
    const shifts = [
      shift('night', 12, 24),
      shift('day', 0, 12),
      shift('before', -12, 0),
      shift('b', 16, 20, 'b'),
    ]
    const grid = rosterOf(shifts, ZONE, '2026-07-01', compare)
    expect(grid.map(({ desk }) => desk)).toEqual(['b', 'lushan'])
    expect(grid[1]?.days[0]).toMatchObject({
      day: '2026-07-01',
      shifts: [{ id: 'before' }, { id: 'day' }, { id: 'night' }],
    })
    // 16 hours after 08:00 is midnight: the next day.
    expect(grid[0]?.days.map(({ shifts: list }) => list.length)).toEqual([0, 1, 0, 0, 0, 0, 0])
    expect([isOn(shift('x', 0, 1), T), isOn(shift('x', 0, 1), T + HOUR)]).toEqual([true, false])
  })
  it('reads local times of the site, across a change of its clock as well', () => {
    expect(instantIn(ZONE, '2026-07-01', '08:00')).toBe(T)
    expect(instantIn('Europe/Berlin', '2026-03-29', '08:00')).toBe(Date.UTC(2026, 2, 29, 6))
    expect(instantIn(ZONE, '2026-07-01', '')).toBeUndefined()
    expect(dayIn(ZONE, T + 17 * HOUR)).toBe('2026-07-02')
  })
})

it('puts problems before advice', () => {
  const finding = (weight: 'problem' | 'advice', desk: string) =>
    ({
      kind: 'gap',
      weight,
      desk,
      from: 0,
      to: 1,
      reason: { zh: '', en: '' },
    }) satisfies RosterFindingView
  const told = byWeight([finding('advice', 'a'), finding('problem', 'b'), finding('problem', 'c')])
  expect(told.map((one) => 'desk' in one && one.desk)).toEqual(['b', 'c', 'a'])
})

it('offers the change that was and the one that comes, until its form is open', () => {
  const shifts = [shift('a', 0, 12), shift('b', 12, 24), shift('c', 24, 36), shift('d', 36, 48)]
  const offered = (opened: { outgoing: string }[], hour: number) =>
    changesToHandOver(shifts, opened, T + hour * HOUR).map(
      ({ outgoing, incoming }) => outgoing.id + incoming.id,
    )
  expect(offered([], 13)).toEqual(['ab', 'bc'])
  expect(offered([{ outgoing: 'a' }], 13)).toEqual(['bc'])
  expect(offered([], 1)).toEqual(['ab'])
  expect(offered([], 90)).toEqual(['cd'])
})

it('takes a text apart by lines', () => {
  expect(linesOf('one\n\n  two \n')).toEqual(['one', 'two'])
})
