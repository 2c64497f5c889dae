import type { CalloutView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { atGate, byUrgency, countdownText, isLive, stillCalled } from './callout-order.ts'

const callout = (id: string, change: Partial<CalloutView> = {}): CalloutView => ({
  id,
  origin: { kind: 'warning', warning: 'w-1' },
  area: 'lushan',
  exercise: false,
  level: 'orange',
  state: { kind: 'running' },
  startedAt: 1000,
  nextAt: null,
  said: { zh: '', en: '' },
  called: 10,
  answered: 4,
  cannot: 1,
  silent: 2,
  villages: 3,
  villagesMet: 1,
  ...change,
})
const ended = { kind: 'ended', how: 'closed', at: 5, by: null } as const
const order = (...list: CalloutView[]) => list.sort(byUrgency).map(({ id }) => id)

describe('the order of the board', () => {
  it('has what waits for a hand before what rings, and that before what is met', () => {
    expect(
      order(
        callout('met', { state: { kind: 'met', at: 2 }, level: 'red' }),
        callout('rings', { level: 'red' }),
        callout('held', { state: { kind: 'held', until: 9 }, level: 'yellow' }),
      ),
    ).toEqual(['held', 'rings', 'met'])
  })
  it('has exercises after what is real, however grave', () => {
    expect(
      order(callout('drill', { exercise: true, level: 'red' }), callout('real', { level: 'blue' })),
    ).toEqual(['real', 'drill'])
  })
  it('has the graver one first, then the newer one', () => {
    expect(
      order(callout('old'), callout('new', { startedAt: 2000 }), callout('red', { level: 'red' })),
    ).toEqual(['red', 'new', 'old'])
  })
  it('has what ended last, the newest first, exercises among them', () => {
    expect(
      order(
        callout('a', { state: ended, startedAt: 1, level: 'red' }),
        callout('b', { state: ended, startedAt: 2, exercise: true }),
        callout('live', { startedAt: 0, level: null }),
      ),
    ).toEqual(['live', 'b', 'a'])
  })
})

describe('a call-out', () => {
  it('is live until it has ended, met or not', () => {
    expect(
      [callout('a', { state: { kind: 'met', at: 1 } }), callout('b', { state: ended })].map(isLive),
    ).toEqual([true, false])
  })
  it('stands at its gate while it is held or waits', () => {
    expect([callout('a', { state: { kind: 'waiting' } }), callout('b')].map(atGate)).toEqual([true, false])
  })
  it('knows how many are still being called', () => {
    expect(stillCalled(callout('a'))).toBe(3)
    expect(stillCalled(callout('a', { silent: 9 }))).toBe(0)
  })
})

it('a countdown is never ahead of the time, and stops at nothing', () => {
  expect(countdownText(41_000, 0)).toBe('0:41')
  expect(countdownText(725_000, 400)).toBe('12:05')
  expect(countdownText(3_725_000, 0)).toBe('1:02:05')
  expect(countdownText(0, 5000)).toBe('0:00')
})
