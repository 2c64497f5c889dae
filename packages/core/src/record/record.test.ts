import { describe, expect, it } from 'vitest'
import {
  allClear,
  answered,
  begin,
  type Callout,
  due,
  endExercises,
  followed,
  type LedgerLine,
  leaving,
  levelRaised,
  type Outcome,
  receipt,
  take,
  type World,
} from '../callout/index.ts'
import { MINUTE, type Plan, SECOND, type Warning, type WarningEvent } from '../model/index.ts'
import { figuresOf, Tally } from './figures.ts'
import { recordOf } from './record.ts'

/** The minute in which the water crossed the threshold. */
const T = 1_800_000_000_000
const at = (minutes: number, seconds = 0) => T + minutes * MINUTE + seconds * SECOND

const person = (id: string, area: string, role: string, deputy?: string) => ({
  id,
  name: id,
  language: 'zh' as const,
  roles: [{ role, area }],
  channels: [{ id: `${id}-voice`, kind: 'voice' as const, verifiedAt: null }],
  ...(deputy === undefined ? {} : { deputy }),
})
const WORLD: World = {
  areas: [
    { path: 'lushan', name: '庐山县', kind: 'county' },
    { path: 'lushan/shang', name: '上村', kind: 'village' },
    { path: 'lushan/xin', name: '新村', kind: 'village' },
  ],
  people: [
    person('an', 'lushan/xin', 'warner', 'deng'),
    person('cai', 'lushan/shang', 'warner'),
    person('deng', 'lushan', 'none'),
    person('hu', 'lushan', 'head'),
  ],
  roster: [],
  down: [],
  zone: 'Asia/Shanghai',
  trial: null,
}
const PLAN: Plan = {
  id: 'p',
  version: 3,
  name: '汛期叫应',
  area: 'lushan',
  levels: ['orange', 'red'],
  gate: { kind: 'automatic' },
  steps: [
    {
      after: '0s',
      who: [{ role: 'warner', at: 'village' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 2,
      every: '1m',
    },
    {
      after: '5m',
      who: [{ role: 'head', at: 'county' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 1,
      every: '1m',
    },
  ],
  loops: false,
}
const TELEPHONE = { id: 'an-telephone', kind: 'telephone' as const, verifiedAt: null }
const VILLAGES = ['lushan/shang', 'lushan/xin']

const frame = (id: string, when: number) => ({
  id,
  at: when,
  by: { kind: 'rule' as const, id: 'river', version: 7 },
})
const raised = (type: 'raised' | 'level-raised', level: 'orange' | 'red', when: number): WarningEvent => ({
  ...frame(`${type}-${level}`, when),
  type,
  level,
  reason: 'threshold',
  reading: { phenomenonTime: when - 20 * SECOND, value: 4.62 },
  ruleVersion: 7,
})
const WARNING = {
  id: 'w-1',
  raisedAt: at(0, 20),
  clearedAt: at(60),
  closedAt: at(90),
} as Warning

/** Plays a call-out as a gateway does, and keeps its ledger. */
class Played {
  callout: Callout
  readonly ledger: LedgerLine[] = []

  constructor(when: number, fields: object = {}) {
    const begun = begin(
      {
        level: 'orange',
        ordersMove: false,
        villages: VILLAGES,
        plans: [PLAN],
        origin: { kind: 'warning', warning: 'w-1' },
        area: 'lushan',
        authorised: ['li'],
        ...fields,
      },
      [],
      when,
    )
    if (!begun.ok) throw new Error(begun.refusal.kind)
    this.callout = begun.callout
    this.keep(begun)
  }
  keep(outcome: Outcome): void {
    this.callout = outcome.callout
    this.ledger.push(...outcome.effects.ledger)
  }
  do(when: number, act: (callout: Callout) => Outcome): void {
    this.keep(followed(act(this.callout), (next) => due(next, WORLD, when)))
  }
  /** Everything that may leave does, and is known to have been made a second later. */
  send(when: number): void {
    this.keep(due(this.callout, WORLD, when))
    for (const { calls } of leaving([this.callout], {}, when)) {
      for (const { key } of calls) {
        const taken = take(this.callout, key, when)
        if (taken.ok) this.keep(taken)
        this.do(when + SECOND, (one) => receipt(one, key, { type: 'made' }, when + SECOND))
      }
    }
  }
}

function flood(fields: object = {}): Played {
  const played = new Played(at(0, 21), fields)
  played.send(at(0, 25))
  played.do(at(2), (one) =>
    answered(one, { person: 'cai', code: 'households-moved', households: 12, via: 'voice' }, at(2)),
  )
  return played
}

describe('the record of an event', () => {
  const played = flood()
  played.do(at(3), (one) => answered(one, { person: 'an', code: 'cannot', via: 'voice' }, at(3)))
  played.send(at(3, 1))
  played.do(at(4), (one) => answered(one, { person: 'deng', code: 'on-post', via: 'voice' }, at(4)))
  played.do(at(70), (one) => {
    const over = allClear(one, 'li', at(70))
    if (!over.ok) throw new Error('refused')
    return over
  })
  const events = [raised('raised', 'orange', at(0, 20)), { ...frame('c', at(60)), type: 'cleared' }]
  const record = recordOf({
    warning: { warning: WARNING, events: events as WarningEvent[] },
    callouts: [played],
  })
  const ms = (kind: string, village?: string) =>
    record.intervals.find((one) => one.kind === kind && one.village === village)?.ms

  it('has the times between, which add up to those of the clock', () => {
    expect(ms('crossing-raise')).toBe(20 * SECOND)
    expect(ms('raise-start')).toBe(SECOND)
    expect(ms('raise-first-call')).toBe(6 * SECOND)
    expect(ms('raise-all-called')).toBe(6 * SECOND)
    expect(ms('raise-first-answer')).toBe(100 * SECOND)
    expect(ms('raise-quorum', 'lushan/shang')).toBe(100 * SECOND)
    expect(ms('raise-quorum', 'lushan/xin')).toBe(220 * SECOND)
    expect(ms('raise-clear')).toBe(at(60) - at(0, 20))
    expect(ms('clear-all-clear')).toBe(10 * MINUTE)
    expect(ms('raise-closed')).toBe(at(90) - at(0, 20))
  })
  it('tells the course in order, from the reading to the end', () => {
    const kinds = record.milestones.map(({ kind }) => kind)
    expect(kinds.slice(0, 3)).toEqual(['crossed', 'raised', 'started'])
    expect(kinds.indexOf('first-call')).toBeLessThan(kinds.indexOf('first-answer'))
    expect(kinds.slice(-2)).toEqual(['cleared', 'all-clear'])
    expect(record.milestones[0]).toMatchObject({ at: T, value: 4.62 })
  })
  it('says who cannot, who was called in their place, and what was moved', () => {
    const [round] = record.rounds
    const of = (id: string) => round?.persons.find((one) => one.person === id)
    expect(of('an')).toMatchObject({ state: 'cannot', handedTo: ['deng'], answeredAt: null })
    expect(of('deng')).toMatchObject({ state: 'answered', standsInFor: ['an'] })
    expect(of('cai')).toMatchObject({ state: 'answered', tookMs: at(2) - at(0, 26) })
    expect(record.notAnswered.map((one) => one.person)).toEqual(['an'])
    expect(record.moved).toEqual([{ person: 'cai', villages: ['lushan/shang'], households: 12, at: at(2) }])
  })
  it('says who was told that it is over', () => {
    expect(record.told.map((one) => one.person).sort()).toEqual(['an', 'cai', 'deng', 'hu'])
  })
  it('leaves what a channel has not said unknown', () => {
    const call = record.rounds[0]?.persons.find((one) => one.person === 'cai')?.attempts[0]
    expect(call?.facts).toMatchObject({ madeAt: at(0, 26), deliveredAt: null, readAt: null })
  })
})

describe('a higher level', () => {
  it('is a round of its own, counted from when the level rose', () => {
    const played = flood()
    const wanted = { level: 'red' as const, ordersMove: false, villages: VILLAGES, plans: [PLAN] }
    played.do(at(10), (one) => levelRaised(one, wanted, at(10)))
    played.send(at(10, 5))
    const events = [raised('raised', 'orange', at(0, 20)), raised('level-raised', 'red', at(9, 59))]
    const { rounds, intervals } = recordOf({
      warning: { warning: { ...WARNING, clearedAt: null, closedAt: null }, events },
      callouts: [played],
    })
    expect(rounds.map(({ level, since }) => [level, since])).toEqual([
      ['orange', at(0, 20)],
      ['red', at(9, 59)],
    ])
    expect(
      intervals.filter(({ kind }) => kind === 'raise-first-call').map(({ round, ms }) => [round, ms]),
    ).toEqual([
      [0, 6 * SECOND],
      [1, 7 * SECOND],
    ])
    expect(intervals.find(({ kind }) => kind === 'raise-clear')?.ms).toBeNull()
  })
})

describe('an exercise', () => {
  it('that a real warning broke off says when, and has no warning of its own', () => {
    const drill = flood({
      id: 'exercise-1',
      exercise: true,
      simulated: true,
      origin: { kind: 'order', source: 'x' },
    })
    for (const over of endExercises([drill.callout], at(3))) drill.keep(over)
    const record = recordOf({ warning: null, callouts: [drill] })
    expect(record).toMatchObject({ exercise: true, simulated: true, brokenOffAt: at(3), crossing: null })
    expect(record.milestones.at(-1)).toMatchObject({ kind: 'broken-off', at: at(3) })
  })
  it('without being one is never on simulated channels', () => {
    expect(flood({ simulated: true }).callout.simulated).toBeUndefined()
  })
  it('on simulated channels takes no line of the real ones, and is bundled with nothing real', () => {
    const drill = new Played(at(0), {
      id: 'exercise-1',
      exercise: true,
      simulated: true,
      origin: { kind: 'order', source: 'x' },
    })
    const real = new Played(at(0), {
      id: 'exercise-2',
      exercise: true,
      origin: { kind: 'order', source: 'x' },
    })
    for (const one of [drill, real]) one.keep(due(one.callout, WORLD, at(0)))
    const paces = { voice: { atOnce: 1, eachMs: MINUTE } }
    const bundles = leaving([drill.callout, real.callout], paces, at(0, 1))
    expect(bundles.map(({ calls }) => calls.map(({ callout }) => callout))).toEqual([
      ['exercise-1'],
      ['exercise-2'],
    ])
  })
})

describe('figures', () => {
  it('count people once a round, by village and by channel', () => {
    const figures = figuresOf(recordOf({ warning: null, callouts: [flood()] }))
    expect(figures).toMatchObject({ rounds: 1, called: 2, answered: 1, cannot: 0, silent: 0 })
    expect(figures.villages).toMatchObject([
      { village: 'lushan/shang', called: 1, answered: 1, unmet: 0 },
      { village: 'lushan/xin', called: 1, answered: 0, unmet: 1 },
    ])
    expect(figures.channels).toMatchObject([{ channel: 'voice', made: 2, answers: 1 }])
    expect(figures.took).toMatchObject({ count: 1, median: at(2) - at(0, 26) })
    expect(figures.bands).toEqual([0, 1, 0, 0, 0, 0])
  })
  it('say nothing of whom nobody dialled', () => {
    const dialled = { ...person('an', 'lushan/xin', 'warner'), channels: [TELEPHONE] }
    const world: World = { ...WORLD, people: [dialled, person('hu', 'lushan', 'head')] }
    const played = new Played(at(0), { villages: ['lushan/xin'], area: 'lushan/xin' })
    played.keep(due(played.callout, world, at(0)))
    const [call] = played.callout.live?.rings[0]?.calls ?? []
    if (call === undefined) throw new Error('nobody is to be telephoned')
    const taken = take(played.callout, call.key, at(0, 1))
    if (taken.ok) played.keep(taken)
    played.keep(receipt(played.callout, call.key, { type: 'queued' }, at(0, 1)))
    for (let minute = 1; minute < 8; minute++) played.keep(due(played.callout, world, at(minute)))
    const record = recordOf({ warning: null, callouts: [played] })
    expect(record.notAnswered).toContainEqual(expect.objectContaining({ person: 'an' }))
    // The head of the next step is being called.
    expect(figuresOf(record)).toMatchObject({ called: 1, silent: 0 })
  })
  it('name who was called again and again and never answered', () => {
    const tally = new Tally()
    for (let event = 0; event < 3; event++) tally.add(recordOf({ warning: null, callouts: [flood()] }))
    expect(tally.figures().neverAnswered).toEqual([{ person: 'an', rounds: 3 }])
    expect(tally.figures().called).toBe(6)
  })
})
