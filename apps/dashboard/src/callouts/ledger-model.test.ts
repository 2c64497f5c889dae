import type { CallView, LedgerPerson } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { byNeed, factsOf, isSilent, isTold, newestAnswer, presentGeneration } from './ledger-model.ts'

const NOTHING: CallView['facts'] = {
  madeAt: null,
  acceptedAt: null,
  deliveredAt: null,
  readAt: null,
  answeredAt: null,
  unansweredAt: null,
  failed: null,
}
const VOICE = { id: 'v', kind: 'voice' } as const
const person = (name: string, change: Partial<LedgerPerson> = {}): LedgerPerson => ({
  person: name,
  name,
  villages: ['lushan/xincun'],
  generation: 1,
  level: 'red',
  state: 'ringing',
  silentSince: null,
  answers: [],
  calls: [],
  ...change,
})
const answer = (at: number, code: 'on-post' | 'cannot') =>
  ({ person: 'a', at, code, via: 'voice', generation: 1, level: 'red', late: false }) as const

describe('the facts of a call', () => {
  it('stay unknown where nothing was heard: none of them says no', () => {
    expect(factsOf({ channel: VOICE, facts: { ...NOTHING, madeAt: 5, readAt: 9 }, droppedAt: null })).toEqual(
      [
        { name: 'made', at: 5 },
        { name: 'accepted', at: null },
        { name: 'delivered', at: null },
        { name: 'read', at: 9 },
        { name: 'answered', at: null },
      ],
    )
  })
  it('tell of ringing out, failure and being dropped only when it happened', () => {
    const failed = { at: 7, permanent: true, detail: 'no such number' }
    expect(
      factsOf({ channel: VOICE, facts: { ...NOTHING, unansweredAt: 6, failed }, droppedAt: 8 }).slice(5),
    ).toEqual([
      { name: 'unanswered', at: 6 },
      { name: 'failed-for-good', at: 7, detail: 'no such number' },
      { name: 'dropped', at: 8 },
    ])
    const passing = { ...failed, permanent: false }
    expect(
      factsOf({ channel: VOICE, facts: { ...NOTHING, failed: passing }, droppedAt: null }).at(-1)?.name,
    ).toBe('failed')
  })
  it('say of a telephone call in the queue that nobody has dialled it, until somebody does', () => {
    const channel = { id: 't', kind: 'telephone' } as const
    const names = (facts: CallView['facts']) =>
      factsOf({ channel, facts, droppedAt: null }).map(({ name }) => name)
    expect(names({ ...NOTHING, acceptedAt: 3 })).toContain('not-dialled')
    expect(names({ ...NOTHING, acceptedAt: 3, madeAt: 9 })).not.toContain('not-dialled')
  })
})

describe('answers', () => {
  it('count by the newest, whatever order they come in', () => {
    expect(newestAnswer(person('a', { answers: [answer(9, 'cannot'), answer(3, 'on-post')] }))?.code).toBe(
      'cannot',
    )
    expect(newestAnswer(person('a', { answers: [answer(3, 'cannot'), answer(3, 'on-post')] }))?.code).toBe(
      'on-post',
    )
    expect(newestAnswer(person('a'))).toBeUndefined()
  })
})

describe('the order of persons', () => {
  it('has who is silent on top, longest first, then who cannot, who rings, and who answered', () => {
    const persons = [
      person('answered', { state: 'answered', silentSince: 5 }),
      person('rings'),
      person('cannot', { state: 'cannot' }),
      person('silent', { state: 'over', silentSince: 20 }),
      person('silent longer', { silentSince: 10 }),
    ]
    expect(persons.sort(byNeed).map(({ name }) => name)).toEqual([
      'silent longer',
      'silent',
      'cannot',
      'rings',
      'answered',
    ])
  })
  it('has generations that were replaced below', () => {
    const persons = [person('before', { generation: 1, silentSince: 1 }), person('now', { generation: 2 })]
    expect(persons.sort(byNeed).map(({ name }) => name)).toEqual(['now', 'before'])
    expect(presentGeneration({ persons })).toBe(2)
    expect(presentGeneration({ persons: [] })).toBe(0)
  })
  it('leaves those aside who are only told that it is over', () => {
    const channel = { id: 'c', kind: 'telephone' } as const
    const call = { key: 'k', channel, attempt: 1, createdAt: 1, droppedAt: null, facts: NOTHING }
    const told = person('a', { generation: 2, state: 'over', calls: [{ ...call, reason: 'all-clear' }] })
    const asked = person('a', { generation: 1, calls: [{ ...call, reason: 'first' }] })
    expect([told, asked, person('nobody called yet')].map(isTold)).toEqual([true, false, false])
    expect(presentGeneration({ persons: [told, asked] })).toBe(1)
  })
  it('does not call silent who answered late', () => {
    expect(isSilent(person('a', { silentSince: 5, state: 'answered' }))).toBe(false)
    expect(isSilent(person('a', { silentSince: 5 }))).toBe(true)
  })
})
