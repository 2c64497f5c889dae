import { describe, expect, it } from 'vitest'
import type { Area, Person, Plan, PlanStep, WarningEvent } from '../model/index.ts'
import { answered } from './answered.ts'
import { audit } from './audit.ts'
import { begin } from './begin.ts'
import { due, nextAt } from './due.ts'
import { follow } from './follow.ts'
import { followed, type Outcome } from './outcome.ts'
import type { Callout } from './state.ts'
import { stepped } from './stepped.ts'
import type { World } from './world.ts'

const START = 1_800_000_000_000
const MINUTE = 60_000
const AREAS: Area[] = [{ path: 'v', name: 'V', kind: 'village' }]
const PEOPLE = ['a', 'b', 'c'].map(
  (id): Person => ({
    id,
    name: id,
    language: 'zh',
    roles: [],
    channels: [{ id, kind: 'voice', verifiedAt: null }],
  }),
)
const WORLD: World = { areas: AREAS, people: PEOPLE, roster: [], down: [], zone: 'UTC', trial: null }
const step = (person: string, after: string): PlanStep => ({
  after,
  who: [{ person }],
  channels: 'all',
  quorum: { kind: 'anyone' },
  attempts: 1,
  every: '10m',
})
const PLAN: Plan = {
  id: 'p',
  version: 1,
  name: 'p',
  area: 'v',
  levels: ['orange'],
  gate: { kind: 'automatic' },
  loops: false,
  answerWithin: '1h',
  steps: [step('a', '0s'), step('b', '10m'), step('c', '10m')],
}
const WANTED = { level: 'orange', ordersMove: false, villages: ['v'], plans: [PLAN] } as const

/** a has been called, b is to be called at ten past. */
function running(): Callout {
  const start = { ...WANTED, origin: { kind: 'warning', warning: 'w' }, area: 'v', authorised: [] } as const
  const begun = begin(start, [], START)
  if (!begun.ok) throw new Error(begun.refusal.kind)
  return followed(begun, (next) => due(next, WORLD, START)).callout
}

const called = ({ effects }: Outcome) => effects.make.map(({ person }) => person)

describe('a gateway that stood still', () => {
  it('takes one step for the time it missed, and the next after its own delay', () => {
    const late = due(running(), WORLD, START + 45 * MINUTE)
    expect(called(late)).toEqual(['b'])
    expect(called(due(late.callout, WORLD, START + 54 * MINUTE))).toEqual([])
    expect(called(due(late.callout, WORLD, START + 55 * MINUTE))).toEqual(['c'])
  })

  it('does nothing twice, and gives back the same call-out when nothing is due', () => {
    const once = due(running(), WORLD, START + 10 * MINUTE)
    const again = due(once.callout, WORLD, START + 10 * MINUTE)
    expect(again.callout).toBe(once.callout)
    expect(again.effects).toEqual({ make: [], drop: [], ledger: [], notices: [] })
  })

  it('is found by the audit once it is more than two seconds behind', () => {
    const callout = running()
    expect(audit([callout], START + 10 * MINUTE + 2000)).toEqual([])
    expect(audit([callout], START + 10 * MINUTE + 2001)).toEqual([
      { callout: 'w.1', dueAt: START + 10 * MINUTE, overdueMs: 2001 },
    ])
  })
})

describe('a clock that is set', () => {
  it('moves every deadline with it, forward and back, so that b is called ten minutes after a', () => {
    for (const by of [-3 * 60 * MINUTE, -5 * MINUTE, 10 * MINUTE, 24 * 60 * MINUTE]) {
      const at = START + 4 * MINUTE
      const { callout } = stepped(running(), at, at + by)
      expect(nextAt(callout)).toBe(START + 10 * MINUTE + by)
      expect(called(due(callout, WORLD, START + 9 * MINUTE + by))).toEqual([])
      expect(called(due(callout, WORLD, START + 10 * MINUTE + by))).toEqual(['b'])
    }
  })

  it('does not move forward what has changed by the new time already', () => {
    const { callout } = answered(
      running(),
      { person: null, code: 'on-post', via: 'sms' },
      START + 30 * MINUTE,
    )
    const next = due(callout, WORLD, START + 30 * MINUTE).callout
    expect(stepped(next, START + 4 * MINUTE, START + 30 * MINUTE).callout).toBe(next)
  })

  it('stalls nothing when it was set back and nobody noticed', () => {
    const back = START - 60 * MINUTE
    const healed = due(running(), WORLD, back)
    expect(called(healed)).toEqual([])
    expect(called(due(healed.callout, WORLD, back + 10 * MINUTE))).toEqual(['b'])
  })

  it('makes up for a step back that nobody noticed when the next one is noticed', () => {
    const hour = 60 * MINUTE
    const { callout } = stepped(running(), START - hour, START - 2 * hour)
    expect(called(due(callout, WORLD, START - 2 * hour + 10 * MINUTE))).toEqual(['b'])
  })
})

describe('what happens to the warning', () => {
  const frame = { id: 'e', at: START, by: { kind: 'system' } } as const
  const suppression = { kind: 'dependency', since: START, parent: 'x' } as const
  const events: WarningEvent[] = [
    { ...frame, type: 'acknowledged', level: 'orange' },
    { ...frame, type: 'shelved', until: START + MINUTE, note: '' },
    { ...frame, type: 'suppressed', suppression },
    { ...frame, type: 'data-lost', since: START },
    { ...frame, type: 'note', note: 'n' },
  ]

  it('stops no call when it is acknowledged, shelved, suppressed, or its sensor falls silent', () => {
    const callout = running()
    for (const event of events) expect(follow(callout, event, WANTED, START + MINUTE).callout).toBe(callout)
  })

  it('stops none when it clears, and all when it is closed', () => {
    const cleared = follow(
      running(),
      { ...frame, type: 'cleared', reason: 'reset', ruleVersion: 1 },
      WANTED,
      START,
    )
    expect(cleared.effects.notices.map(({ kind }) => kind)).toEqual(['cleared'])
    expect(called(due(cleared.callout, WORLD, START + 10 * MINUTE))).toEqual(['b'])
    const closed = follow(cleared.callout, { ...frame, type: 'closed' }, WANTED, START)
    expect(closed.callout.state).toMatchObject({ kind: 'ended', how: 'closed' })
    expect(closed.effects.drop).toHaveLength(1)
    expect(nextAt(closed.callout)).toBeNull()
  })
})
