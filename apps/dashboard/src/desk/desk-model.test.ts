import type { Attention, DeskView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { byNeedOfDesk, byUrgencyOfCall, deskSounds, noticeLines, withCall } from './desk-model.ts'

const attention = (callout: string, fields: Partial<Attention> = {}): Attention => ({
  callout,
  level: 'orange',
  exercise: false,
  area: 'lushan',
  said: { zh: '', en: '' },
  unseen: [{ key: `${callout}/1`, at: 5, kind: 'not-answered', person: '王大山' }],
  silent: [],
  seen: null,
  ...fields,
})
const desk = (fields: Partial<DeskView> = {}): DeskView => ({
  trial: null,
  calls: [],
  attention: [],
  undialled: null,
  ...fields,
})
const call = (key: string, mine: boolean, asks = true) => ({
  key,
  callout: 'w.1',
  person: 'person-1',
  name: '王大山',
  level: 'red' as const,
  exercise: false,
  text: '',
  asks,
  at: 0,
  mine,
})

describe('the desk knocks', () => {
  it('by the gravest level of which something is unseen', () => {
    const view = desk({ attention: [attention('a'), attention('b', { level: 'red' })] })
    expect(deskSounds(view).knock).toBe('red')
  })
  it('no more for what was seen, for an exercise, and for what has only eased', () => {
    const eased = [{ key: 'k', at: 1, kind: 'cleared' }]
    const all = [
      attention('a', { unseen: [] }),
      attention('b', { exercise: true }),
      attention('c', { unseen: eased }),
    ]
    expect(deskSounds(desk({ attention: all })).knock).toBeNull()
  })
  it('rings for calls to whoever sits there, not for a colleague’s and not for what asks nothing', () => {
    const calls = [call('mine', true), call('theirs', false), call('over', true, false)]
    expect(deskSounds(desk({ calls })).calls).toEqual(['mine'])
  })
})

describe('the list of the desk', () => {
  it('has first what nobody has seen, then the gravest, and exercises last', () => {
    const all = [
      attention('seen', { unseen: [], level: 'red' }),
      attention('drill', { exercise: true, level: 'red' }),
      attention('yellow', { level: 'yellow' }),
      attention('red', { level: 'red' }),
    ]
    expect(all.toSorted(byNeedOfDesk).map(({ callout }) => callout)).toEqual([
      'red',
      'yellow',
      'seen',
      'drill',
    ])
  })
  it('says one sort of notice once, with everybody it is about', () => {
    const lines = noticeLines([
      { key: '1', at: 7, kind: 'not-answered', person: '王大山' },
      { key: '2', at: 3, kind: 'not-answered', person: '李小梅' },
      { key: '3', at: 4, kind: 'overdue', village: '新村' },
    ])
    expect(lines).toEqual([
      { kind: 'not-answered', names: ['王大山', '李小梅'], count: 2, since: 3 },
      { kind: 'overdue', names: ['新村'], count: 1, since: 4 },
    ])
  })
  it('has calls to oneself before a colleague’s, and the gravest of them first', () => {
    const calls = [
      call('theirs', false),
      { ...call('yellow', true), level: 'yellow' as const },
      { ...call('drill', true), exercise: true },
      call('red', true),
    ]
    expect(calls.toSorted(byUrgencyOfCall).map(({ key }) => key)).toEqual([
      'red',
      'yellow',
      'drill',
      'theirs',
    ])
  })
  it('holds a call once, however often it is shown', () => {
    const once = withCall(desk(), call('k', true))
    expect(withCall(once, call('k', true))?.calls).toHaveLength(1)
  })
})
