import { describe, expect, it } from 'vitest'
import type { Area, Person, Plan, PlanDefinition, PlanStep } from '../model/index.ts'
import { deputyCircles, planFaults, planOverlaps } from './plan-faults.ts'
import { planFor, snapshotOf } from './plan-for.ts'

const AREAS: Area[] = [
  { path: 'c', name: 'C', kind: 'county' },
  { path: 'c/t', name: 'T', kind: 'township' },
  { path: 'c/t/v', name: 'V', kind: 'village' },
  { path: 'c/t/w', name: 'W', kind: 'village' },
]
const person = (id: string, area: string, deputy?: string): Person => ({
  id,
  name: id,
  language: 'zh',
  roles: [{ role: 'secretary', area }],
  channels: [],
  deputy,
})
const PEOPLE = [person('an', 'c/t/v'), person('bo', 'c/t/v'), person('cai', 'c/t/w')]
const STEP: PlanStep = {
  after: '0s',
  who: [{ role: 'secretary', at: 'village' }],
  channels: 'all',
  quorum: { kind: 'anyone' },
  attempts: 3,
  every: '90s',
}
const PLAN: PlanDefinition = {
  name: 'red',
  area: 'c/t',
  levels: ['red'],
  gate: { kind: 'automatic' },
  steps: [STEP],
  loops: true,
}

/** Paths and messages of what speaks against the plan. */
function faults(plan: Partial<PlanDefinition>, people: readonly Person[] = PEOPLE): string[] {
  return planFaults({ ...PLAN, ...plan }, { areas: AREAS, people, roster: [] }, 0).map(
    ({ path, message }) => `${path}: ${message}`,
  )
}

describe('a plan', () => {
  it('is taken when it makes sense', () => {
    expect(faults({})).toEqual([])
    expect(
      faults({ steps: [STEP, { ...STEP, who: [{ person: 'cai' }], quorum: { kind: 'everybody' } }] }),
    ).toEqual([])
  })

  const refused = (why: string, plan: Partial<PlanDefinition>, ...expected: string[]) =>
    it(`is refused ${why}`, () => expect(faults(plan)).toEqual(expected))

  refused('without a level', { levels: [] }, 'levels: the plan is for no level')
  refused(
    'when it orders people to move at a level that it is not for',
    { ordersMove: ['red', 'blue'] },
    'ordersMove: it orders people to move at blue, and is not for that level',
  )
  refused('without steps', { steps: [] }, 'steps: the plan calls nobody')
  refused(
    'when a step names nobody',
    { steps: [{ ...STEP, who: [] }] },
    'steps[0].who: the step calls nobody',
  )
  refused(
    'when nobody has the role in a village',
    { steps: [{ ...STEP, who: [{ role: 'warner', at: 'village' }] }] },
    'steps: in c/t/v no step reaches anybody',
  )
  refused(
    'when it names an unknown person',
    { steps: [STEP, { ...STEP, who: [{ person: 'zhu' }] }] },
    'steps[1].who[0].person: there is no person "zhu"',
  )
  refused(
    'when more answers are wanted than people are called in some village',
    { steps: [{ ...STEP, quorum: { kind: 'count', count: 2 } }] },
    'steps[0].quorum.count: 2 answers, and in c/t/w only 1 are called by then',
  )
  refused(
    'when a later step is laxer',
    { steps: [{ ...STEP, quorum: { kind: 'everybody' } }, STEP] },
    'steps[1].quorum: laxer than that of a step before it: answers that were not enough then would be enough now',
  )
  refused(
    'for durations that are none, or too short to let a telephone ring out',
    {
      steps: [{ ...STEP, after: 'soon', every: '5s' }],
      gate: { kind: 'held', for: '0s' },
      answerWithin: '2s',
    },
    'gate.for: 0s is out of range',
    'answerWithin: 2s is out of range',
    'steps[0].after: "soon" is no duration',
    'steps[0].every: 5s is out of range',
  )
  refused(
    'for attempts and counts that are no numbers of attempts and answers',
    { steps: [{ ...STEP, attempts: 0, quorum: { kind: 'count', count: 0.5 } }] },
    'steps[0].attempts: 0 attempts',
    'steps[0].quorum.count: 0.5 answers',
  )

  it('is refused when the deputies of those it calls go round in a circle, and only then', () => {
    const round = [person('an', 'c/t/v', 'bo'), person('bo', 'c/t/v', 'an'), person('cai', 'c/t/w')]
    expect(faults({}, round)).toEqual(['steps: the deputies of an, bo lead back to an'])
    expect(faults({ area: 'c/t/w' }, round)).toEqual([])
    expect(deputyCircles([person('an', 'c', 'an')])).toEqual([['an']])
    expect(
      deputyCircles([person('an', 'c', 'bo'), person('bo', 'c', 'cai'), person('cai', 'c', 'bo')]),
    ).toEqual([['bo', 'cai']])
  })

  it('may not stand beside another for the same area and level', () => {
    expect(planOverlaps(PLAN, [{ ...PLAN, id: 'other', levels: ['blue', 'red'] }])).toHaveLength(1)
    expect(planOverlaps(PLAN, [{ ...PLAN, id: 'other', area: 'c' }])).toEqual([])
  })
})

describe('the plan for a village', () => {
  const plan = (id: string, area: string, levels: Plan['levels'] = ['red']): Plan => ({
    ...PLAN,
    id,
    area,
    levels,
    version: 1,
  })

  it('is that of the nearest area above it, for the level', () => {
    const plans = [plan('county', 'c'), plan('village', 'c/t/v'), plan('town', 'c/t', ['orange', 'red'])]
    expect(planFor(plans, 'red', 'c/t/v')?.id).toBe('village')
    expect(planFor(plans, 'red', 'c/t/w')?.id).toBe('town')
    expect(planFor(plans, 'red', 'c/x')?.id).toBe('county')
    expect(planFor(plans, 'blue', 'c/t/v')).toBeUndefined()
    expect(planFor(plans, 'red', 'cc')).toBeUndefined()
  })

  it('is copied with its durations read, five minutes to answer where it says nothing', () => {
    const held = { ...plan('held', 'c'), gate: { kind: 'held', for: '90s' } } as const
    expect(snapshotOf(held)).toMatchObject({
      gate: { forMs: 90_000 },
      limitMs: 300_000,
      steps: [{ everyMs: 90_000 }],
    })
    expect(() => snapshotOf({ ...held, answerWithin: 'never' })).toThrow(
      'plan held: "never" is no duration such as 5m',
    )
  })
})
