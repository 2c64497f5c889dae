import type { PlanBody } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { draftFaults, isPlaced, NEW_PLAN, NEW_STEP, planDraftOf, planOf } from './plan-draft.ts'

const PLAN: PlanBody = {
  name: '山洪红色叫应',
  area: 'lushan',
  levels: ['red'],
  gate: { kind: 'held', for: '90s' },
  ordersMove: ['red'],
  steps: [
    {
      after: '0s',
      who: [{ role: '书记', at: 'village' }, { duty: 'officer', at: 'township' }, { person: 'li' }],
      channels: 'all',
      quorum: { kind: 'everybody' },
      attempts: 3,
      every: '1m',
    },
    {
      after: '3m',
      who: [{ duty: 'leader', at: 'county' }],
      channels: 'in-turn',
      quorum: { kind: 'count', count: 2 },
      attempts: 2,
      every: '2m',
    },
  ],
  loops: true,
  answerWithin: '5m',
}

describe('a plan in the editor', () => {
  it('comes back as it was saved', () => {
    expect(planOf(planDraftOf(PLAN))).toEqual(PLAN)
  })
  it('orders nobody to move at a level that was taken out', () => {
    expect(planOf({ ...planDraftOf(PLAN), levels: ['orange'] }).ordersMove).toEqual([])
  })
  it('leaves the limit to the gateway when none is given', () => {
    const { answerWithin: _, ...without } = PLAN
    expect(planOf(planDraftOf(without))).toEqual(without)
  })
  it('has numbers told apart from what is none', () => {
    expect(draftFaults(planDraftOf(PLAN))).toEqual([])
    const steps = [NEW_STEP, { ...NEW_STEP, attempts: 'three', quorum: 'count' as const, count: '' }]
    expect(draftFaults({ ...NEW_PLAN, steps })).toEqual(['steps.1.attempts', 'steps.1.quorum.count'])
  })
  it('does not look at a count that nobody asks for', () => {
    expect(draftFaults({ ...NEW_PLAN, steps: [{ ...NEW_STEP, count: '' }] })).toEqual([])
  })
})

it('every path a plan is refused by has a field, and what is new is not swallowed', () => {
  const paths = [
    'levels',
    'ordersMove',
    'steps',
    'steps.0.after',
    'steps.1.who',
    'steps.1.who.2.person',
    'steps.0.quorum.count',
  ]
  expect(paths.filter((path) => !isPlaced(path))).toEqual([])
  expect(['', 'colour', 'steps.0', 'steps.0.who.1.number'].filter(isPlaced)).toEqual([])
})
