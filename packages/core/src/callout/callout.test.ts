import { describe, expect, it } from 'vitest'
import type { Area, ChannelKind, Person, Plan, PlanStep, Shift } from '../model/index.ts'
import type { Paces } from './pace.ts'
import { PLAY_START, play } from './play.ts'

const HOUR = 3_600_000

const AREAS: Area[] = [
  { path: 'lushan', name: '庐山县', kind: 'county' },
  { path: 'lushan/xin', name: '新村', kind: 'village' },
  { path: 'lushan/shang', name: '上村', kind: 'village' },
]

function person(
  id: string,
  roles: Record<string, string>,
  rest: Partial<Person> & { by?: ChannelKind[] } = {},
): Person {
  const { by = ['voice', 'sms'], ...fields } = rest
  return {
    id,
    name: id,
    language: 'zh',
    roles: Object.entries(roles).map(([area, role]) => ({ role, area })),
    channels: by.map((kind) => ({ id: `${id}-${kind}`, kind, verifiedAt: null })),
    ...fields,
  }
}

/** an and bo answer for 新村, cai for 上村; deng is an's deputy, the head of the county is hu, li and ma have the duty. */
const PEOPLE: Person[] = [
  person('an', { 'lushan/xin': 'secretary' }, { deputy: 'deng' }),
  person('bo', { 'lushan/xin': 'warner' }),
  person('cai', { 'lushan/shang': 'secretary' }),
  person('deng', {}, { deputy: 'bo' }),
  person('hu', { lushan: 'head' }),
  person('li', {}),
  person('ma', {}),
]

const ROSTER: Shift[] = [
  { id: 'a', desk: 'lushan', from: PLAY_START - HOUR, to: PLAY_START + 240_000, officer: 'li' },
  { id: 'b', desk: 'lushan', from: PLAY_START + 240_000, to: PLAY_START + 9 * HOUR, officer: 'ma' },
]

const VILLAGE: PlanStep['who'] = [
  { role: 'secretary', at: 'village' },
  { role: 'warner', at: 'village' },
]
const HEAD: PlanStep['who'] = [{ role: 'head', at: 'county' }]
const DUTY: PlanStep['who'] = [{ duty: 'officer', at: 'county' }]

const step = (who: PlanStep['who'], fields: Partial<PlanStep> = {}): PlanStep => ({
  after: '0s',
  who,
  channels: 'in-turn',
  quorum: { kind: 'anyone' },
  attempts: 2,
  every: '1m',
  ...fields,
})

const plan = (steps: PlanStep[], fields: Partial<Plan> = {}): Plan => ({
  id: 'p',
  version: 1,
  name: 'p',
  area: 'lushan',
  levels: ['red', 'orange', 'yellow', 'blue'],
  gate: { kind: 'automatic' },
  loops: false,
  steps,
  ...fields,
})

const RED = plan(
  [
    step(VILLAGE, { channels: 'all', quorum: { kind: 'everybody' } }),
    step(HEAD, { after: '5m', channels: 'all', quorum: { kind: 'everybody' } }),
  ],
  { loops: true },
)
const ANYONE = plan([step(VILLAGE), step(DUTY, { after: '5m' }), step(HEAD, { after: '5m' })])

/** One story, told in 新村 unless another area is named. */
function tells(
  plans: Plan | Plan[],
  lines: string[],
  area = 'lushan/xin',
  people = PEOPLE,
  roster = ROSTER,
  paces: Paces = {},
): void {
  const office = { paces, areas: AREAS, people, plans: [plans].flat(), roster, authorised: ['hu'] }
  expect(play(office, area, lines)).toEqual(lines)
}

describe('a red warning', () => {
  it('rings everybody on all channels at once, again every minute, and stops for whoever answers', () =>
    tells(RED, [
      '00:00 red raised',
      '00:00 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1',
      '00:30 an answers on-post',
      '01:00 = calls bo/voice/2 bo/sms/2',
      '01:10 = state running',
      '01:30 bo answers acknowledged',
      '01:30 = state met',
      '20:00 = calls nobody',
    ]))

  it('is not answered by the superior: the silent are called round after round, until it is closed', () =>
    tells(RED, [
      '00:00 red raised',
      '00:10 an answers on-post',
      '02:00 = unanswered bo',
      '05:00 = notices not-answered:bo overdue:lushan/xin',
      '05:00 hu answers on-post',
      '06:59 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1 bo/voice/2 bo/sms/2 hu/voice/1/next-step hu/sms/1/next-step',
      '07:00 = calls bo/voice/1/again bo/sms/1/again',
      '08:00 = state running',
      '08:10 closed',
      '08:10 = state ended closed',
      '30:00 = calls bo/voice/2 bo/sms/2',
    ]))

  it('stops the superior as soon as the village itself has answered', () =>
    tells(RED, [
      '00:00 red raised',
      '00:10 an answers on-post',
      '05:00 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1 bo/voice/2 bo/sms/2 hu/voice/1/next-step hu/sms/1/next-step',
      '05:20 bo answers on-post',
      '05:20 = state met',
      '30:00 = calls nobody',
    ]))

  it('counts the time to the next attempt from the telephone, however fast the messages beside it are', () =>
    tells(
      RED,
      [
        '00:00 red raised',
        '00:00 = calls an/voice/1 an/sms/1 bo/sms/1',
        '00:40 = calls bo/voice/1',
        '01:00 = calls an/sms/2',
        '01:20 = calls an/voice/2',
        '01:40 = calls bo/sms/2',
        '02:00 = calls bo/voice/2',
      ],
      'lushan/xin',
      PEOPLE,
      ROSTER,
      { voice: { atOnce: 1, eachMs: 40_000 } },
    ))

  it('lists at the limit whoever could not even be sent a message, and calls the deputy', () =>
    tells(
      RED,
      [
        '00:00 red raised',
        '00:00 = calls an/sms/1 bo/sms/1',
        '04:59 = notices nobody',
        '05:00 = notices not-answered:an not-answered:bo overdue:lushan/xin',
        '05:00 = calls deng/sms/1/deputy hu/sms/1/next-step',
        '05:00 = unanswered an bo',
      ],
      'lushan/xin',
      PEOPLE,
      ROSTER,
      { voice: { atOnce: 0, eachMs: 40_000 } },
    ))

  it('lets only the village go on that has not answered', () =>
    tells(
      RED,
      [
        '00:00 red raised',
        '00:10 an answers on-post',
        '00:20 bo answers on-post',
        '00:20 = villages lushan/xin:met lushan/shang:step 1',
        '04:59 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1 cai/voice/1 cai/sms/1 cai/voice/2 cai/sms/2',
        '05:00 = calls hu/voice/1/next-step hu/sms/1/next-step',
        '05:00 = villages lushan/xin:met lushan/shang:step 2',
      ],
      'lushan',
    ))
})

describe('channels in turn', () => {
  it('takes the next channel with the next attempt when it rang out, and starts the list when both did', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:00 = calls an/voice/1 bo/voice/1',
      "00:20 an's voice rings out",
      '00:59 = calls nobody',
      '01:00 = calls an/sms/2 bo/sms/2',
      '01:59 = unanswered nobody',
      '02:00 = unanswered an bo',
      '02:00 = notices not-answered:an not-answered:bo',
    ]))

  it('takes the next channel at once when one has failed for good, and never that one again', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:00 = calls an/voice/1 bo/voice/1',
      "00:05 an's voice fails for good",
      '00:05 = calls an/sms/1',
      '01:00 = calls bo/sms/2',
      '01:05 = calls an/sms/2',
    ]))

  it('sends the same call again three times, 15 s apart, before it takes the next channel', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:00 = calls an/voice/1 bo/voice/1',
      "00:02 an's voice fails for now",
      '00:16 = calls nobody',
      '00:17 = calls an/voice/1',
      "00:20 an's voice fails for now",
      '00:35 = calls an/voice/1',
      "00:36 an's voice fails for now",
      '00:51 = calls an/voice/1',
      "00:52 an's voice fails for now",
      '00:52 = calls an/sms/1',
    ]))

  it('is not misled by receipts that come twice, late or in the wrong order', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      "00:02 an's voice is read",
      "00:03 an's voice delivers",
      "00:04 an's voice is read",
      "00:05 an's voice fails for good",
      '00:59 = calls an/voice/1 bo/voice/1',
      '01:00 = calls an/sms/2 bo/sms/2',
      '01:00 = answers nobody',
    ]))

  it('skips a channel outside its hours, a dead one, and a kind that is down', () => {
    const anybody = person('an', { 'lushan/xin': 'secretary' })
    const channels: Person['channels'] = [
      { id: 'v', kind: 'voice', verifiedAt: null, hours: [{ from: '22:00', to: '06:00' }] },
      { id: 's', kind: 'sms', verifiedAt: null, dead: true },
      { id: 'm', kind: 'sms-modem', verifiedAt: null },
      { id: 't', kind: 'telephone', verifiedAt: null },
    ]
    tells(
      ANYONE,
      ['00:00 sms-modem is down', '00:00 orange raised', '00:00 = calls an/telephone/1'],
      'lushan/xin',
      [{ ...anybody, channels }],
    )
    tells(RED, ['00:00 red raised', '00:00 = calls an/voice/1'], 'lushan/xin', [
      { ...anybody, channels: channels.slice(0, 2) },
    ])
  })
})

describe('calls that people telephone', () => {
  const dialled = (...kinds: Person['channels'][number]['kind'][]): Person[] => [
    {
      ...person('an', { 'lushan/xin': 'secretary' }),
      channels: kinds.map((kind, index) => ({ id: `an-${index}`, kind, verifiedAt: null })),
    },
  ]
  const alone = (plan: Plan, channels: Person[], lines: string[]) =>
    tells(plan, lines, 'lushan/xin', channels)

  it('count as attempts from when somebody dials, and use up none before', () =>
    alone(ANYONE, dialled('telephone'), [
      '00:00 orange raised',
      '00:00 = calls an/telephone/1',
      '00:59 = notices nobody',
      '01:00 = notices not-dialled:an',
      '04:30 = calls nobody',
      "04:30 an's telephone is dialled",
      "04:50 an's telephone rings out",
      '05:29 = calls nobody',
      '05:30 = calls an/telephone/2',
      '05:30 = unanswered an ma',
    ]))

  it('leave the other channels to go on in their turn', () =>
    alone(ANYONE, dialled('telephone', 'sms'), [
      '00:00 orange raised',
      '00:00 = calls an/telephone/1',
      '00:59 = calls nobody',
      '01:00 = calls an/sms/1',
      '02:00 = calls an/sms/2',
      '02:10 = drops nobody',
      "02:20 an's telephone is dialled",
      '02:30 an answers on-post by telephone',
      '02:30 = state met',
    ]))

  it('do not hold up the other channels where all are used at once', () =>
    alone(RED, dialled('telephone', 'voice'), [
      '00:00 red raised',
      '00:00 = calls an/telephone/1 an/voice/1',
      '01:20 = calls an/voice/2',
      '01:20 = notices not-dialled:an',
      '01:30 an answers on-post',
      '01:30 = drops an/telephone/1',
    ]))

  it('tell nobody by telephone that it is over whom nobody telephoned', () =>
    alone(ANYONE, dialled('telephone'), [
      '00:00 orange raised',
      '00:00 = calls an/telephone/1',
      '00:30 fang cancels',
      '00:30 = drops an/telephone/1',
      '00:31 = calls nobody',
    ]))
})

describe('those who cannot, and those who are not there', () => {
  it('calls the deputy and the superior at once when somebody cannot, and counts no "cannot"', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:00 = calls an/voice/1 bo/voice/1',
      '00:30 an answers cannot',
      '00:30 = calls deng/voice/1/deputy li/voice/1/next-step',
      '00:30 = state running',
      '00:30 = notices cannot:an',
      '00:40 deng answers on-post',
      '00:40 = state met',
    ]))

  it('calls the deputy when the attempts are used up, and fills the place by the deputy', () =>
    tells(RED, [
      '00:00 red raised',
      '00:10 bo answers on-post',
      '01:59 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1 an/voice/2 an/sms/2',
      '02:00 = calls deng/voice/1/deputy deng/sms/1/deputy',
      '02:20 deng answers on-post',
      '02:20 = state met',
    ]))

  it('still takes the answer of a deputy of the round before', () =>
    tells(
      RED,
      [
        '00:00 red raised',
        '00:10 bo answers on-post',
        '06:59 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1 an/voice/2 an/sms/2 deng/voice/1/deputy deng/sms/1/deputy deng/voice/2 deng/sms/2 hu/voice/1/next-step hu/sms/1/next-step hu/voice/2 hu/sms/2',
        '07:00 = calls an/voice/1/again an/sms/1/again',
        '07:10 deng answers on-post',
        '07:10 = villages lushan/xin:met',
      ],
      'lushan/xin',
      PEOPLE.map((one) => (one.id === 'deng' ? person('deng', {}) : one)),
    ))

  it('takes the answer of who was called before the shift changed, in place of who has the duty now', () =>
    tells({ ...RED, steps: [step(DUTY, { quorum: { kind: 'everybody' }, attempts: 3 })] }, [
      '00:00 red raised',
      '05:59 = calls li/voice/1 li/sms/2 li/voice/3 li/voice/1/again li/sms/2 li/voice/3',
      '06:00 = calls ma/voice/1/again',
      '06:20 li answers on-post',
      '06:20 = state met',
    ]))

  it('follows the deputies as far as they lead, and no further', () =>
    tells(RED, [
      '00:00 red raised',
      '00:10 an answers cannot',
      '00:20 deng answers cannot',
      '00:20 = state running',
      '00:30 bo answers on-post',
      '00:30 = state met',
    ]))

  it('skips a step without anybody on call at once, and says so', () =>
    tells(
      ANYONE,
      [
        '00:00 orange raised',
        '05:00 = calls an/voice/1 bo/voice/1 an/sms/2 bo/sms/2 deng/voice/1/deputy deng/sms/2 hu/voice/1/next-step',
        '05:00 = notices not-answered:an not-answered:bo not-answered:deng nobody-on-call:lushan/xin overdue:lushan/xin',
      ],
      'lushan/xin',
      PEOPLE,
      [],
    ))

  it('asks the roster when the step falls due, not when it begins', () =>
    tells(plan([step(HEAD), step(DUTY, { after: '5m' })]), [
      '00:00 yellow raised',
      '00:00 = calls hu/voice/1',
      '05:00 = calls hu/sms/2 ma/voice/1/next-step',
    ]))

  it('says who has no channel left, and calls the deputy', () =>
    tells(
      ANYONE,
      [
        '00:00 orange raised',
        '00:00 = calls bo/voice/1 deng/voice/1/deputy',
        '00:00 = notices unreachable:an not-answered:an',
        '00:00 = unanswered an',
      ],
      'lushan/xin',
      PEOPLE.map((one) => (one.id === 'an' ? { ...one, channels: [] } : one)),
    ))

  it('calls whoever no channel could reach as soon as one can again, and the deputy meanwhile', () =>
    tells(
      plan([step([{ person: 'an' }])]),
      [
        '00:00 voice is down',
        '00:00 orange raised',
        '00:00 = calls deng/sms/1/deputy',
        '00:00 = notices unreachable:an not-answered:an',
        '00:30 voice is up',
        '00:59 = calls nobody',
        '01:00 = calls an/voice/2 deng/voice/2',
      ],
      'lushan/xin',
      PEOPLE.map((one) => (one.id === 'an' ? { ...one, channels: one.channels.slice(0, 1) } : one)),
    ))

  it('has no plan to go by, says so, and loses nothing', () =>
    tells(
      [],
      [
        '00:00 red raised',
        '00:00 = notices no-plan:lushan/xin',
        '00:00 = state running',
        '05:00 = notices overdue:lushan/xin',
      ],
    ))
})

describe('answers', () => {
  it('keeps a changed answer beside the first, and goes by the newest', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:20 an answers on-post',
      '00:20 = state met',
      '00:40 an answers cannot',
      '00:40 = state running',
      '00:40 = calls an/voice/1 bo/voice/1 deng/voice/1/deputy li/voice/1/next-step bo/sms/2',
      '00:50 an answers households-moved 23',
      '00:50 = state met',
      '00:50 = answers an:on-post:orange an:cannot:orange an:households-moved:orange',
    ]))

  it('marks an answer after the limit as late, and counts it while people are still called', () =>
    tells(RED, [
      '00:00 red raised',
      '05:00 an answers on-post',
      '05:01 bo answers on-post',
      '05:01 = answers an:on-post:red bo:on-post:red:late',
      '05:01 = state met',
    ]))

  it('keeps an answer to a call-out that is closed, as a late one, and opens nothing', () =>
    tells(RED, [
      '00:00 red raised',
      '00:30 closed',
      '01:00 an answers on-post',
      '01:00 = answers an:on-post:red:late',
      '01:00 = state ended closed',
    ]))

  it('logs what is no answer: an unknown number, somebody who was not called, a robot', () =>
    tells(RED, [
      '00:00 red raised',
      '00:10 somebody answers on-post',
      '00:11 hu answers on-post',
      '00:12 an answers on-post by robot',
      '00:12 = answers nobody',
      '00:12 = state running',
    ]))

  it('takes an answer that an operator recorded', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:10 an recorded by li answers action-started',
      '00:10 = answers an:action-started:orange',
      '00:10 = state met',
    ]))
})

describe('somebody who will not wait', () => {
  it('has the next step begun at once, and the one behind it its own time after that; nobody stops being called', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:00 = calls an/voice/1 bo/voice/1',
      '00:40 ma escalates',
      '00:40 = calls li/voice/1/next-step',
      '01:00 = calls an/sms/2 bo/sms/2',
      '05:39 = calls li/sms/2 deng/voice/1/deputy deng/sms/2',
      '05:40 = calls hu/voice/1/next-step',
    ]))
  it('has nothing to begin once the plan is at its end, nor where the village has answered', () => {
    tells(plan([step(VILLAGE)]), ['00:00 orange raised', '00:10 ma escalates', '00:10 = notices refused'])
    tells(ANYONE, [
      '00:00 orange raised',
      '00:10 an answers on-post',
      '00:20 ma escalates',
      '00:20 = notices refused',
    ])
  })
})

describe('the gate', () => {
  const held = plan([step(VILLAGE)], { gate: { kind: 'held', for: '90s' } })
  const byHand = plan([step(VILLAGE)], { gate: { kind: 'by-hand' } })

  it('calls nobody while it is held, and everybody when the time is over', () =>
    tells(held, [
      '00:00 orange raised',
      '00:00 = state held',
      '01:29 = calls nobody',
      '01:30 = calls an/voice/1 bo/voice/1',
      '01:30 = state running',
    ]))

  it('lets the duty officer release it sooner, or cancel it with nobody called', () => {
    tells(held, ['00:00 orange raised', '00:20 li releases', '00:20 = calls an/voice/1 bo/voice/1'])
    tells(held, [
      '00:00 orange raised',
      '00:20 li cancels',
      '09:00 = calls nobody',
      '09:00 = state ended cancelled',
    ])
  })

  it('waits for ever when it opens by hand only', () =>
    tells(byHand, [
      '00:00 orange raised',
      '00:00 = notices to-release',
      '50:00 = calls nobody',
      '50:00 = state waiting',
    ]))

  it('needs somebody authorised for words that order people to move, whatever the gate', () =>
    tells(RED, [
      '00:00 red raised to move',
      '00:30 = calls nobody',
      '00:40 li releases',
      '00:40 = notices to-release refused',
      '00:41 hu releases',
      '00:41 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1',
    ]))

  it('needs somebody authorised at the levels at which the plan orders people to move, and at no other', () => {
    const moves = { ...RED, ordersMove: ['red' as const] }
    tells(moves, [
      '00:00 red raised',
      '00:30 = calls nobody',
      '00:40 li releases',
      '00:40 = notices to-release refused',
      '00:41 hu releases',
      '00:41 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1',
    ])
    tells(moves, ['00:00 orange raised', '00:00 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1'])
  })

  it('goes on calling for the lower level while the higher one waits at its gate', () =>
    tells(
      [
        { ...ANYONE, levels: ['orange'] },
        { ...byHand, id: 'r', levels: ['red'] },
      ],
      [
        '00:00 orange raised',
        '00:00 = calls an/voice/1 bo/voice/1',
        '00:30 red rises',
        '01:00 = calls an/sms/2 bo/sms/2',
        '01:10 li releases',
        '01:10 = calls an/voice/1/level-raised bo/voice/1/level-raised',
      ],
    ))
})

describe('what the warning does meanwhile', () => {
  it('calls everybody again for a higher level, and keeps the answers to the lower one', () =>
    tells(
      [
        { ...ANYONE, levels: ['orange'] },
        { ...RED, id: 'r', levels: ['red'] },
      ],
      [
        '00:00 orange raised',
        '00:30 an answers on-post',
        '00:30 = state met',
        '00:30 = calls an/voice/1 bo/voice/1',
        '02:00 red rises',
        '02:00 = calls an/voice/1/level-raised an/sms/1/level-raised bo/voice/1/level-raised bo/sms/1/level-raised',
        '02:00 = state running',
        '02:10 an answers action-started',
        '02:20 bo answers on-post',
        '02:20 = answers an:on-post:orange an:action-started:red bo:on-post:red',
        '02:20 = state met',
      ],
    ))

  it('tells the duty desk alone that the level fell or the condition is gone', () =>
    tells(RED, [
      '00:00 red raised',
      '00:00 = notices nobody',
      '00:20 orange falls',
      '00:30 cleared',
      '00:30 = notices level-lowered cleared',
      '01:00 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1 an/voice/2 an/sms/2 bo/voice/2 bo/sms/2',
    ]))

  it('calls anew when the condition comes back after everybody had answered', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:10 an answers on-post',
      '00:10 = calls an/voice/1 bo/voice/1',
      '10:00 cleared',
      '12:00 orange returns',
      '12:00 = calls an/voice/1/raised-again bo/voice/1/raised-again',
    ]))
})

describe('the end', () => {
  it('gives the all-clear to everybody who was called, by the same channels, from an authorised person only', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '01:10 an answers on-post',
      '02:00 = calls an/voice/1 bo/voice/1 an/sms/2 bo/sms/2',
      '30:00 closed',
      '30:01 li gives the all-clear',
      '30:01 = notices refused',
      '31:00 hu gives the all-clear',
      '31:00 = calls an/voice/1/all-clear an/sms/1/all-clear bo/voice/1/all-clear bo/sms/1/all-clear',
      '31:00 = state ended all-clear',
      '50:00 = calls nobody',
    ]))

  it('tells everybody who was called when it is cancelled', () =>
    tells(ANYONE, [
      '00:00 orange raised',
      '00:30 li cancels',
      '00:30 = calls an/voice/1 bo/voice/1 an/voice/1/cancelled bo/voice/1/cancelled',
      '09:00 = calls nobody',
    ]))

  it('ends an exercise at once when a warning is raised, and marks every call of it', () =>
    tells(RED, [
      '00:00 red exercise',
      '00:00 = calls an/voice/1/exercise an/sms/1/exercise bo/voice/1/exercise bo/sms/1/exercise',
      '00:40 red raised',
      '00:40 = calls an/voice/1 an/sms/1 bo/voice/1 bo/sms/1',
      '01:00 = calls nobody',
      '01:40 = calls an/voice/2 an/sms/2 bo/voice/2 bo/sms/2',
    ]))

  it('calls only the duty desk during trial operation, and one of it is enough', () =>
    tells(RED, [
      '00:00 trial begins',
      '00:00 red raised',
      '00:00 = calls li/voice/1 li/sms/1',
      '00:20 li answers on-post',
      '00:20 = state met',
    ]))
})
