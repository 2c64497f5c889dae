import { describe, expect, it } from 'vitest'
import type { Area, ChannelKind, Level, Person, Plan } from '../model/index.ts'
import { begin } from './begin.ts'
import { due } from './due.ts'
import { cancel } from './ending.ts'
import { followed } from './outcome.ts'
import { durationOf, leaving, type Paces } from './pace.ts'
import { receipt, take } from './receipt.ts'
import type { Callout } from './state.ts'

const START = 1_800_000_000_000
const AREAS: Area[] = [{ path: 'v', name: 'V', kind: 'village' }]

function world(persons: number, kind: ChannelKind) {
  const people = Array.from(
    { length: persons },
    (_, at): Person => ({
      id: `p${at}`,
      name: `p${at}`,
      language: 'zh',
      roles: [{ role: 'r', area: 'v' }],
      channels: [{ id: `c${at}`, kind, verifiedAt: null }],
    }),
  )
  return { areas: AREAS, people, roster: [], down: [], zone: 'UTC', trial: null }
}

function raised(
  warning: string,
  level: Level,
  persons: number,
  now = START,
  kind: ChannelKind = 'sms-modem',
  exercise = false,
) {
  const plan: Plan = {
    id: 'p',
    version: 1,
    name: 'p',
    area: 'v',
    levels: [level],
    gate: { kind: 'automatic' },
    loops: false,
    steps: [
      {
        after: '0s',
        who: [{ role: 'r', at: 'village' }],
        channels: 'all',
        quorum: { kind: 'everybody' },
        attempts: 3,
        every: '1m',
      },
    ],
  }
  const start = {
    level,
    ordersMove: false,
    villages: ['v'],
    plans: [plan],
    origin: { kind: 'warning', warning },
    area: 'v',
    authorised: [],
    exercise,
  } as const
  const begun = begin(start, [], now)
  if (!begun.ok) throw new Error(begun.refusal.kind)
  return followed(begun, (next) => due(next, world(persons, kind), now)).callout
}

/** Everything that may leave at `now` is taken and made. */
function sent(
  callouts: readonly Callout[],
  paces: Paces,
  now: number,
): { callouts: Callout[]; keys: string[][] } {
  const next = [...callouts]
  const keys = leaving(callouts, paces, now).map(({ calls }) =>
    calls.map(({ key, callout }) => {
      const at = next.findIndex(({ id }) => id === callout)
      const taken = take(next[at] as Callout, key, now)
      if (!taken.ok) throw new Error(`${key}: ${taken.refusal.kind}`)
      next[at] = receipt(taken.callout, key, { type: 'made' }, now).callout
      return key
    }),
  )
  return { callouts: next, keys }
}

const MODEM: Paces = { 'sms-modem': { atOnce: 1, eachMs: 5000, perMinute: 6 } }

describe('the pace of a channel', () => {
  it('sends what the lines and the rate allow, and no more', () => {
    let state = [raised('w', 'orange', 10)]
    let count = 0
    for (let now = START; now < START + 60_000; now += 1000) {
      const { callouts, keys } = sent(state, MODEM, now)
      state = callouts
      count += keys.length
      expect(keys.length).toBeLessThanOrEqual(1)
    }
    expect(count).toBe(6)
  })

  it('lets the first calls of a red warning go before everything that waits', () => {
    const orange = raised('o', 'orange', 4)
    const red = raised('r', 'red', 4, START + 1000)
    const exercise = raised('x', 'red', 4, START - 1000, 'sms-modem', true)
    const only = leaving([exercise, orange, red], MODEM, START + 1000)
    expect(only.map(({ calls }) => calls[0]?.callout)).toEqual(['r.1'])
    const paces: Paces = { 'sms-modem': { atOnce: 99, eachMs: 1000 } }
    const all = leaving([exercise, orange, red], paces, START + 1000)
    // The four persons' orange calls go with their red ones; the exercise's go by themselves, last.
    expect(all.map(({ calls }) => calls.map(({ callout }) => callout))).toEqual([
      ...Array(4).fill(['r.1', 'o.1']),
      ...Array(4).fill(['x.1']),
    ])
  })

  it('sends many warnings for one person as one message, which takes one line', () => {
    const many = Array.from({ length: 12 }, (_, at) => raised(`w${at}`, 'yellow', 1))
    const { callouts, keys } = sent(many, MODEM, START)
    expect(keys).toHaveLength(1)
    expect(keys[0]).toHaveLength(12)
    expect(leaving(callouts, MODEM, START + 1000)).toEqual([])
  })

  it('keeps calls and the news that they are over apart', () => {
    const { callouts } = sent([raised('a', 'red', 1)], {}, START)
    const over = cancel(callouts[0] as Callout, 'li', START + 1000)
    if (!over.ok) throw new Error(over.refusal.kind)
    const bundles = leaving([over.callout, raised('b', 'red', 1, START + 1000)], {}, START + 1000)
    expect(bundles.map(({ calls }) => calls.length)).toEqual([1, 1])
    expect(bundles[0]?.calls[0]?.callout).toBe('b.1')
  })

  it('sends again what failed for now as the message that it was: what is new meanwhile goes by itself', () => {
    const failed = { type: 'failed', permanent: false, detail: 'busy' } as const
    const again = START + 15_000
    const both = sent([raised('a', 'yellow', 1), raised('b', 'yellow', 1)], {}, START)
    const [a, b] = both.callouts.map(
      (callout, at) => receipt(callout, both.keys[0]?.[at] ?? '', failed, START).callout,
    ) as [Callout, Callout]
    const bundles = leaving([a, b, raised('c', 'yellow', 1, again)], {}, again)
    expect(bundles.map(({ calls }) => calls.map(({ callout }) => callout))).toEqual([['a.1', 'b.1'], ['c.1']])
  })

  it('frees a line when the call is over, or at the latest when nothing is heard of it', () => {
    const paces: Paces = { voice: { atOnce: 1, eachMs: 40_000 } }
    const { callouts, keys } = sent([raised('w', 'red', 2, START, 'voice')], paces, START)
    const [callout] = callouts as [Callout]
    expect(leaving([callout], paces, START + 39_999)).toEqual([])
    expect(leaving([callout], paces, START + 40_000)).toHaveLength(1)
    const rung = receipt(callout, keys[0]?.[0] ?? '', { type: 'unanswered' }, START + 9000).callout
    expect(leaving([rung], paces, START + 9000)).toHaveLength(1)
  })

  it('says how long so many messages take', () => {
    expect(durationOf({ atOnce: 60, eachMs: 20_000 }, 506)).toBe(180_000)
    expect(durationOf({ atOnce: 1, eachMs: 5000, perMinute: 8 }, 40)).toBe(300_000)
    expect(durationOf(undefined, 40)).toBe(0)
  })
})

describe('taking a call', () => {
  const paces: Paces = {}

  it('refuses the second sender until the first must be taken for dead', () => {
    const callout = raised('w', 'red', 1)
    const key = leaving([callout], paces, START)[0]?.calls[0]?.key ?? ''
    const first = take(callout, key, START)
    if (!first.ok) throw new Error(first.refusal.kind)
    expect(take(first.callout, key, START + 9999)).toEqual({ ok: false, refusal: { kind: 'not-yet' } })
    expect(leaving([first.callout], paces, START + 9999)).toEqual([])
    expect(take(first.callout, key, START + 10_000)).toMatchObject({ ok: true, call: { key } })
  })

  it('refuses what nobody knows, what was made, and what a cancel has made stale', () => {
    const callout = raised('w', 'red', 1)
    const key = leaving([callout], paces, START)[0]?.calls[0]?.key ?? ''
    expect(take(callout, 'w.1/9/9', START)).toEqual({ ok: false, refusal: { kind: 'unknown-call' } })
    const { callouts } = sent([callout], paces, START)
    expect(take(callouts[0] as Callout, key, START)).toEqual({ ok: false, refusal: { kind: 'not-wanted' } })
    const over = cancel(callouts[0] as Callout, 'li', START)
    if (!over.ok) throw new Error(over.refusal.kind)
    expect(take(over.callout, key, START)).toEqual({
      ok: false,
      refusal: { kind: 'stale-generation', generation: 2 },
    })
  })
})
