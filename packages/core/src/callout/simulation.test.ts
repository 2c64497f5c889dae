import { expect, it } from 'vitest'
import { type Area, type Instant, MINUTE, type Person, type Plan, SECOND } from '../model/index.ts'
import { answered } from './answered.ts'
import { unanswered } from './audit.ts'
import { begin } from './begin.ts'
import { due } from './due.ts'
import { followed } from './outcome.ts'
import { leaving } from './pace.ts'
import { receipt, take } from './receipt.ts'
import type { Callout } from './state.ts'
import { villagesOf, type World } from './world.ts'

const START: Instant = 1_800_000_000_000
const PERSONS = 506
const LINES = 60
const MESSAGE = 20 * SECOND

// 506 persons in 46 villages; every fifth does not answer.
const AREAS: Area[] = [
  { path: 'county', name: 'county', kind: 'county' },
  ...Array.from(
    { length: 46 },
    (_, at): Area => ({ path: `county/v${at}`, name: `v${at}`, kind: 'village' }),
  ),
]
const PEOPLE = Array.from(
  { length: PERSONS },
  (_, at): Person => ({
    id: `p${at}`,
    name: `p${at}`,
    language: 'zh',
    roles: [{ role: 'responsible', area: `county/v${at % 46}` }],
    channels: [{ id: `p${at}`, kind: 'voice', verifiedAt: null }],
  }),
)
const PLAN: Plan = {
  id: 'red',
  version: 1,
  name: 'red',
  area: 'county',
  levels: ['red'],
  gate: { kind: 'automatic' },
  loops: true,
  answerWithin: '5m',
  steps: [
    {
      after: '0s',
      who: [{ role: 'responsible', at: 'village' }],
      channels: 'all',
      quorum: { kind: 'everybody' },
      attempts: 3,
      every: '60s',
    },
  ],
}
const WORLD: World = {
  areas: AREAS,
  people: PEOPLE,
  roster: [],
  down: [],
  zone: 'Asia/Shanghai',
  trial: null,
}
const PACES = { voice: { atOnce: LINES, eachMs: 60 * SECOND } }
const isSilent = (person: string) => Number(person.slice(1)) % 5 === 0

/** When each person was called, and how it stood after so many minutes. Sixty calls at once, twenty seconds each. */
function simulate(minutes: number): { calls: Map<string, Instant[]>; callout: Callout; most: number } {
  const begun = begin(
    {
      level: 'red',
      ordersMove: false,
      villages: villagesOf(AREAS, 'county'),
      plans: [PLAN],
      origin: { kind: 'warning', warning: 'w' },
      area: 'county',
      authorised: [],
    },
    [],
    START,
  )
  if (!begun.ok) throw new Error(begun.refusal.kind)
  let { callout } = followed(begun, (next) => due(next, WORLD, START))
  const calls = new Map<string, Instant[]>()
  let onLine: { key: string; person: string; until: Instant }[] = []
  let most = 0
  for (let now = START; now <= START + minutes * MINUTE; now += SECOND) {
    for (const { key, person } of onLine.filter(({ until }) => until <= now)) {
      if (isSilent(person)) callout = receipt(callout, key, { type: 'unanswered' }, now).callout
      else {
        callout = receipt(callout, key, { type: 'answered' }, now).callout
        callout = answered(callout, { person, code: 'acknowledged', via: 'voice' }, now).callout
      }
    }
    onLine = onLine.filter(({ until }) => until > now)
    callout = due(callout, WORLD, now).callout
    for (const { person, calls: bundle } of leaving([callout], PACES, now)) {
      for (const { key } of bundle) {
        const taken = take(callout, key, now)
        if (!taken.ok) throw new Error(taken.refusal.kind)
        callout = receipt(taken.callout, key, { type: 'made' }, now).callout
        calls.set(person, [...(calls.get(person) ?? []), now - START])
        onLine.push({ key, person, until: now + MESSAGE })
      }
    }
    most = Math.max(most, onLine.length)
  }
  return { calls, callout, most }
}

it('calls 506 persons within 3 minutes over 60 lines, the silent three times within 5, and lists them all at 5', () => {
  const { calls, callout, most } = simulate(5)
  const silent = PEOPLE.map(({ id }) => id).filter(isSilent)
  expect(silent).toHaveLength(102)
  expect(most).toBe(LINES)
  expect(calls.size).toBe(PERSONS)
  const first = [...calls.values()].map(([at = Number.NaN]) => at)
  // The last is not only called but has heard it out within three minutes.
  expect(Math.max(...first) + MESSAGE).toBeLessThanOrEqual(3 * MINUTE)
  for (const person of silent) expect(calls.get(person)).toHaveLength(3)
  expect(Math.max(...[...calls.values()].flat()) + MESSAGE).toBeLessThanOrEqual(5 * MINUTE)
  expect(
    unanswered(callout)
      .map(({ person }) => person)
      .sort(),
  ).toEqual([...silent].sort())
  expect(callout.answers).toHaveLength(PERSONS - silent.length)
  expect(callout.answers.some(({ late }) => late)).toBe(false)
}, 60_000)

it('goes on ringing the silent of a red warning, and nobody else', () => {
  const { calls } = simulate(9)
  for (const [person, times] of calls) {
    if (isSilent(person)) expect(times.length).toBeGreaterThan(3)
    else expect(times).toHaveLength(1)
  }
})
