import { DAY, type HandOver, HOUR, MINUTE, type Person, type Shift } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { type RosterFinding, rosterCheck } from './roster-check.ts'

const NOW = Date.UTC(2026, 6, 1)

function person(id: string, more: Partial<Person> = {}): Person {
  const channels = [
    { id: `${id}-voice`, kind: 'voice', verifiedAt: NOW - DAY },
    { id: `${id}-sms`, kind: 'sms', verifiedAt: NOW - DAY },
  ] as const
  return { id, name: id, language: 'zh', roles: [], channels, ...more }
}

function shift(id: string, from: number, to: number, more: Partial<Shift> = {}): Shift {
  return {
    id,
    desk: 'lushan',
    from: NOW + from * HOUR,
    to: NOW + to * HOUR,
    leader: 'wang',
    officer: 'li',
    ...more,
  }
}

const PERSONS = [person('wang'), person('li'), person('zhao')]
const FULL = [shift('s1', 0, 24), shift('s2', 24, 48), shift('s3', 48, 72)]

function check(shifts: readonly Shift[], more: Partial<Parameters<typeof rosterCheck>[0]> = {}): string[] {
  const view = {
    desks: ['lushan'],
    shifts,
    persons: PERSONS,
    handOvers: [],
    unreadable: new Set<string>(),
    ...more,
  }
  return rosterCheck(view, NOW).map(text)
}

function text(finding: RosterFinding): string {
  const { weight, kind } = finding
  const times = 'from' in finding ? ` ${(finding.from - NOW) / HOUR}-${(finding.to - NOW) / HOUR}` : ''
  const what = 'channels' in finding ? ` ${finding.channels}` : 'duty' in finding ? ` ${finding.duty}` : ''
  const who = 'person' in finding ? ` ${finding.person}` : ''
  return `${weight} ${kind}${who}${what}${times}`
}

describe('the check of a roster', () => {
  it('finds nothing where every hour of the next 72 has a leader and an officer who can be reached', () => {
    expect(check(FULL)).toEqual([])
  })

  it('finds gaps between shifts, before the first and after the last', () => {
    expect(check([shift('s1', 2, 24), shift('s2', 25, 70)])).toEqual([
      'problem gap 0-2',
      'problem gap 24-25',
      'problem gap 70-72',
    ])
  })

  it('takes a shift without anybody for a gap, and a desk without shifts for one', () => {
    const nobody = { leader: undefined, officer: undefined }
    expect(check([shift('s1', 0, 24), shift('s2', 24, 48, nobody), shift('s3', 48, 72)])).toEqual([
      'problem gap 24-48',
    ])
    expect(check([])).toEqual(['problem gap 0-72'])
  })

  it('sees no gap where shifts overlap, and none that lies beyond the 72 hours', () => {
    expect(
      check([shift('s0', -24, 40), shift('s1', 10, 20), shift('s2', 39, 72), shift('s9', 80, 90)]),
    ).toEqual([])
  })

  it('misses a leader; a deputy is an officer, a standby is none', () => {
    const shifts = [
      shift('s1', 0, 24, { leader: undefined }),
      shift('s2', 24, 48, { officer: undefined, deputy: 'li' }),
      shift('s3', 48, 72, { officer: undefined, standby: 'li' }),
    ]
    expect(check(shifts)).toEqual(['problem empty-slot leader', 'problem empty-slot officer'])
  })

  it('names who is on duty and no longer in the directory', () => {
    expect(check([shift('s1', 0, 72, { officer: 'gone' })])).toEqual(['problem unknown-person gone'])
  })

  it('finds one person at two desks for as long as both last, and not where one shift ends as the other begins', () => {
    const two = [shift('s1', 0, 72), shift('t1', -5, 10, { desk: 'baihe', leader: 'zhao', officer: 'li' })]
    expect(check(two)).toEqual(['problem two-desks li 0-10'])
    const turn = [
      shift('s1', 0, 10),
      shift('t1', 10, 72, { desk: 'baihe' }),
      shift('s2', 10, 72, { leader: 'zhao', officer: 'zhao' }),
    ]
    expect(check(turn)).toEqual([])
  })

  describe('of those on it', () => {
    const on = (channels: Person['channels'], more: Partial<Person> = {}) =>
      check(FULL, { persons: [person('wang'), person('li', { channels, ...more }), person('zhao')] })
    const voice = (verifiedAt: number | null, more = {}) =>
      ({ id: 'v', kind: 'voice', verifiedAt, ...more }) as const
    const sms = (verifiedAt: number | null, more = {}) =>
      ({ id: 's', kind: 'sms', verifiedAt, ...more }) as const

    it('names whom nothing reaches', () => {
      expect(on([])).toEqual(['problem no-channel li'])
      expect(on([voice(NOW, { dead: true })])).toEqual(['problem no-channel li', 'problem dead-number li v'])
    })

    it('takes a dead number for a problem, and advises a second channel', () => {
      expect(on([voice(NOW), sms(NOW, { dead: true })])).toEqual([
        'problem dead-number li s',
        'advice one-channel li',
      ])
    })

    it('takes channels untested for 90 days for a problem unless one of them is proven', () => {
      expect(on([voice(NOW - 90 * DAY - 1), sms(null)])).toEqual(['problem untested li v,s'])
      expect(on([voice(NOW - 90 * DAY), sms(null)])).toEqual(['advice untested li s'])
    })

    it('does not ask the console for a proof', () => {
      expect(on([voice(NOW), { id: 'c', kind: 'console', verifiedAt: null }])).toEqual([])
    })

    it('names numbers whose key is lost', () => {
      const persons = [person('wang'), person('li'), person('zhao')]
      expect(check(FULL, { persons, unreadable: new Set(['li-voice']) })).toEqual([
        'problem unreadable li li-voice',
        'advice one-channel li',
      ])
    })

    it('only advises where somebody has a role and no duty, and leaves out who has neither', () => {
      const role = [{ role: '预警员', area: 'lushan' }]
      const persons = [...PERSONS, person('sun', { channels: [voice(null), sms(null)], roles: role })]
      expect(check(FULL, { persons })).toEqual(['advice untested sun v,s'])
      expect(check(FULL, { persons: [...PERSONS, person('wu', { channels: [] })] })).toEqual([])
    })
  })

  describe('of a change of shifts', () => {
    const before = shift('s0', -12, -1 / 4)
    const after = shift('s1', -1 / 4, 72)
    const handOver = (incomingSigned: HandOver['incomingSigned']) =>
      ({
        outgoing: 's0',
        incoming: 's1',
        outgoingSigned: { by: 'a', name: 'A', at: 1 },
        incomingSigned,
      }) as HandOver

    it('finds that it was not signed by both within 15 minutes', () => {
      expect(check([before, after])).toEqual(['problem unsigned-hand-over'])
      expect(check([before, after], { handOvers: [handOver(null)] })).toEqual(['problem unsigned-hand-over'])
      expect(check([before, after], { handOvers: [handOver({ by: 'b', name: 'B', at: 2 })] })).toEqual([])
    })

    it('gives them 15 minutes', () => {
      const to = NOW - 15 * MINUTE + 1
      expect(
        check([
          { ...before, to },
          { ...after, from: to },
        ]),
      ).toEqual([])
    })
  })
})
