import { describe, expect, it } from 'vitest'
import type { Area, ChannelKind, Person, Plan, PlanStep, Shift } from '../model/index.ts'
import type { Paces } from './pace.ts'
import { inMinutes, reach } from './reach.ts'
import type { World } from './world.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const AREAS: Area[] = [
  { path: 'c', name: 'C', kind: 'county' },
  { path: 'c/v', name: 'V', kind: 'village' },
]
const person = (id: string, kinds: ChannelKind[], rest: Partial<Person> = {}): Person => ({
  id,
  name: id,
  language: 'zh',
  roles: [{ role: 'secretary', area: 'c/v' }],
  channels: kinds.map((kind) => ({ id: `${id}-${kind}`, kind, verifiedAt: NOW - DAY })),
  ...rest,
})
const dead = (one: Person): Person => ({
  ...one,
  channels: one.channels.map((channel) => ({ ...channel, dead: true })),
})
const step = (who: PlanStep['who']): PlanStep => ({
  after: '0s',
  who,
  channels: 'all',
  quorum: { kind: 'anyone' },
  attempts: 3,
  every: '90s',
})
const VILLAGE = step([{ role: 'secretary', at: 'village' }])
const OFFICER = step([{ duty: 'officer', at: 'county' }])
const plan = (...steps: PlanStep[]): Plan => ({
  id: 'p',
  version: 1,
  name: 'red plan',
  area: 'c',
  levels: ['red'],
  gate: { kind: 'automatic' },
  loops: true,
  steps,
})
const PACES: Paces = {
  voice: { atOnce: 60, eachMs: 20_000 },
  'sms-modem': { atOnce: 1, eachMs: 5000, perMinute: 8 },
}
const shift = (id: string, from: number, to: number, rest: Partial<Shift> = {}): Shift => ({
  id,
  desk: 'c',
  from: NOW + from * HOUR,
  to: NOW + to * HOUR,
  leader: 'lin',
  officer: 'li',
  ...rest,
})

function judged(people: Person[], plans: Plan[], rest: Partial<World> = {}) {
  const world: World = { areas: AREAS, people, roster: [], down: [], zone: 'UTC', trial: null, ...rest }
  const { canWarn, withinMs, entries } = reach('c/v', world, plans, PACES, NOW, ['red'])
  return {
    canWarn,
    minutes: withinMs === null ? null : inMinutes(withinMs),
    entries: entries.map(({ kind }) => kind),
  }
}

describe('whether a village can be warned', () => {
  it('can, within the minute, when somebody of its plan can be rung', () =>
    expect(judged([person('an', ['voice'])], [plan(VILLAGE)])).toEqual({
      canWarn: true,
      minutes: 1,
      entries: [],
    }))

  it('takes the time of the slowest channel that is left', () => {
    const many = Array.from({ length: 40 }, (_, at) => person(`p${at}`, ['voice', 'sms-modem']))
    expect(judged(many, [plan(VILLAGE)])).toMatchObject({ canWarn: true, minutes: 1 })
    expect(judged(many, [plan(VILLAGE)], { down: ['voice'] })).toMatchObject({ canWarn: true, minutes: 5 })
  })

  const cannot = (why: string, people: Person[], plans: Plan[], rest: Partial<World>, ...entries: string[]) =>
    it(`cannot ${why}`, () =>
      expect(judged(people, plans, rest)).toEqual({ canWarn: false, minutes: null, entries }))

  cannot('without a plan', [person('an', ['voice'])], [], {}, 'no-plan')
  cannot('with a plan in which there is nobody', [], [plan(VILLAGE)], {}, 'plan-without-people')
  cannot('with nobody on duty now', [person('li', ['voice'])], [plan(OFFICER)], {}, 'plan-without-people')
  cannot('by dead numbers', [dead(person('an', ['voice']))], [plan(VILLAGE)], {}, 'nobody-reachable')
  cannot(
    'when every channel is down',
    [person('an', ['voice'])],
    [plan(VILLAGE)],
    { down: ['voice'] },
    'nobody-reachable',
  )
  cannot(
    'by robots and loudspeakers alone',
    [person('an', ['robot', 'loudspeaker'])],
    [plan(VILLAGE)],
    {},
    'nobody-reachable',
  )

  it('says that the roster will be empty within the day, while it can still be warned', () => {
    const people = [person('li', ['voice'], { roles: [] })]
    const roster = [shift('a', -1, 7)]
    expect(judged(people, [plan(OFFICER)], { roster })).toEqual({
      canWarn: true,
      minutes: 1,
      entries: ['roster-empty'],
    })
    expect(judged(people, [plan(OFFICER)], { roster: [...roster, shift('b', 7, 99)] }).entries).toEqual([])
  })

  it('advises of numbers that have not been reached for 90 days, of single dead ones, and of a first step that is deaf', () => {
    const old = person('an', ['voice'])
    const stale = { ...old, channels: old.channels.map((one) => ({ ...one, verifiedAt: NOW - 91 * DAY })) }
    expect(judged([stale], [plan(VILLAGE)])).toMatchObject({ canWarn: true, entries: ['unverified'] })
    expect(judged([stale, dead(person('bo', ['sms']))], [plan(VILLAGE)]).entries).toEqual([
      'unverified',
      'person-unreachable',
    ])
    const head = person('hu', ['voice'], { roles: [] })
    expect(judged([dead(person('an', ['voice'])), head], [plan(VILLAGE, step([{ person: 'hu' }]))])).toEqual({
      canWarn: true,
      minutes: 1,
      entries: ['only-later-step', 'person-unreachable'],
    })
  })
})
