import type { Callout } from '@tocsin/core'
import { expect, it } from 'vitest'
import { villageAnswers } from './village-answers.ts'

const ring = (state: string, silentSince: number | null = null, villages = ['a/one']) => ({
  state,
  silentSince,
  villages,
})
const track = (village: string, metAt: number | null = null, plan: string | null = 'plan-1') => ({
  village,
  metAt,
  plan,
})
const callout = (rings: unknown[], tracks: unknown[], more: object = {}) =>
  ({
    id: 'callout-1',
    exercise: false,
    state: { kind: 'running' },
    pending: null,
    earlier: [],
    live: { purpose: 'call', level: 'orange', rings, tracks },
    ...more,
  }) as unknown as Callout
const states = (...callouts: Callout[]) =>
  Object.fromEntries(villageAnswers(callouts).map(({ village, state }) => [village, state]))

it('tells answered from called, from silent, and from where nobody is called', () => {
  const one = callout(
    [ring('answered'), ring('ringing', null, ['a/two']), ring('ringing', 5, ['a/three'])],
    [track('a/one', 9), track('a/two'), track('a/three'), track('a/four', null, null)],
  )
  expect(states(one)).toEqual({
    'a/one': 'answered',
    'a/two': 'called',
    'a/three': 'not-answered',
    'a/four': 'uncovered',
  })
})

it('counts whoever was called in vain and is over as not answered', () => {
  expect(states(callout([ring('over')], [track('a/one')]))).toEqual({ 'a/one': 'not-answered' })
})

it('shows the worst of several call-outs, and the real one before an exercise', () => {
  const met = callout([ring('answered')], [track('a/one', 9)])
  const silent = callout([ring('ringing', 3)], [track('a/one')])
  expect(states(met, silent)).toEqual({ 'a/one': 'not-answered' })
  expect(states({ ...silent, exercise: true } as Callout, met)).toEqual({ 'a/one': 'answered' })
})

it('leaves out what is over, and says of what is held that nobody is called yet', () => {
  const tracks = [track('a/one')]
  expect(states(callout([], tracks, { state: { kind: 'ended' } }))).toEqual({})
  expect(states(callout([], tracks, { state: { kind: 'held', until: 9 } }))).toEqual({ 'a/one': 'waiting' })
})
