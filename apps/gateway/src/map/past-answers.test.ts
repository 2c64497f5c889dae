import type { Callout, LedgerLine } from '@tocsin/core'
import { expect, it } from 'vitest'
import { pastAnswers } from './past-answers.ts'

const callout = {
  id: 'callout-1',
  exercise: false,
  startedAt: 10,
  pending: null,
  earlier: [],
  live: {
    purpose: 'call',
    tracks: [
      { village: 'a/one', plan: 0 },
      { village: 'a/two', plan: 0 },
      { village: 'a/three', plan: null },
    ],
  },
} as unknown as Callout
const line = (at: number, fields: object) =>
  ({ at, callout: 'callout-1', generation: 1, ...fields }) as LedgerLine
const LEDGER = [
  line(10, { type: 'held', level: 'orange', until: 20 }),
  line(20, { type: 'started', level: 'orange', reason: 'first' }),
  line(20, { type: 'step-due', village: 'a/one', step: 0, loop: 0, persons: ['li', 'wang'], trial: false }),
  line(20, { type: 'step-due', village: 'a/two', step: 0, loop: 0, persons: ['zhao'], trial: false }),
  line(30, { type: 'answered', person: 'li', code: 'on-post' }),
  line(35, { type: 'not-answered', person: 'zhao', why: 'attempts' }),
  line(40, { type: 'met', village: 'a/one' }),
  line(50, { type: 'started', level: 'red', reason: 'level-raised' }),
  line(50, { type: 'step-due', village: 'a/one', step: 0, loop: 0, persons: ['li'], trial: false }),
  line(60, { type: 'ended', how: 'all-clear', by: 'hu' }),
]
const states = (at: number) =>
  pastAnswers(callout, LEDGER, at).map(({ village, state, level }) => `${village} ${state} ${level}`)

it('says at each moment what was known then, and nothing of what came later', () => {
  expect(states(9)).toEqual([])
  expect(states(15)).toEqual(['a/one waiting orange', 'a/two waiting orange', 'a/three uncovered orange'])
  expect(states(25)).toEqual(['a/one called orange', 'a/two called orange', 'a/three uncovered orange'])
  expect(states(45)).toEqual([
    'a/one answered orange',
    'a/two not-answered orange',
    'a/three uncovered orange',
  ])
  // A higher level calls everybody anew.
  expect(states(55)).toEqual(['a/one called red', 'a/two called red', 'a/three uncovered red'])
  expect(states(60)).toEqual([])
})

it('counts who was called, has answered, cannot and is silent', () => {
  const [one, two] = pastAnswers(callout, LEDGER, 45)
  expect(one).toMatchObject({ called: 2, answered: 1, silent: 0, cannot: 0 })
  expect(two).toMatchObject({ called: 1, answered: 0, silent: 1, cannot: 0 })
})
