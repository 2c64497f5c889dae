import type { PersonRecordView, RecordView } from '@tocsin/contract'
import { figuresOf, MINUTE, SECOND } from '@tocsin/core'

/** 2026-07-01 22:00 in Shanghai. */
export const RAISED = Date.UTC(2026, 6, 1, 14)
const FACTS = {
  madeAt: null,
  acceptedAt: null,
  deliveredAt: null,
  readAt: null,
  answeredAt: null,
  unansweredAt: null,
  failed: null,
}

/** A call-out by hand of so many people, each called three times by e-mail; every fifth is silent. */
export function exampleRecord(people: number, fields: Partial<RecordView> = {}): RecordView {
  const persons = Array.from({ length: people }, (_, index): PersonRecordView => {
    const person = `person-${index}`
    const isSilent = index % 5 === 0
    return {
      person,
      villages: ['lushan/xin'],
      state: isSilent ? 'not-answered' : 'answered',
      attempts: [1, 2, 3].map((attempt) => ({
        key: `order-1/1/0/0/${person}/channel-${index}/${attempt}`,
        channel: { id: `channel-${index}`, kind: 'email' },
        attempt,
        reason: attempt === 1 ? 'first' : 'next-attempt',
        createdAt: RAISED,
        droppedAt: null,
        facts: { ...FACTS, madeAt: RAISED + attempt * MINUTE, acceptedAt: RAISED + attempt * MINUTE },
      })),
      answers: isSilent
        ? []
        : [
            {
              person,
              at: RAISED + 4 * MINUTE,
              code: 'on-post',
              via: 'telephone',
              recordedBy: 'sun',
              generation: 1,
              level: 'red',
              late: false,
            },
          ],
      firstCallAt: RAISED + MINUTE,
      answeredAt: isSilent ? null : RAISED + 4 * MINUTE,
      tookMs: isSilent ? null : 3 * MINUTE,
      handedTo: [],
      standsInFor: [],
      silentSince: isSilent ? RAISED + 5 * MINUTE : null,
    }
  })
  const round = {
    callout: 'order-1',
    generation: 1,
    level: 'red' as const,
    reason: 'first' as const,
    since: RAISED,
    startedAt: RAISED,
    firstCallAt: RAISED + MINUTE,
    allCalledAt: RAISED + MINUTE,
    firstAnswerAt: RAISED + 4 * MINUTE,
    metAt: RAISED + 4 * MINUTE,
    trial: false,
    villages: [
      {
        village: 'lushan/xin',
        plan: { name: '汛期叫应', version: 2 },
        steps: [],
        metAt: RAISED + 4 * MINUTE,
        limitAt: RAISED + 5 * MINUTE,
      },
    ],
    persons,
  }
  const record = {
    id: 'order-1',
    writtenAt: RAISED + 30 * MINUTE,
    timeZone: 'Asia/Shanghai',
    warning: null,
    rule: null,
    place: { zh: '新村', en: '新村' },
    area: 'lushan/xin',
    callouts: [],
    exercise: false,
    simulated: false,
    crossing: null,
    raisedAt: RAISED,
    clearedAt: null,
    allClearAt: null,
    closedAt: null,
    brokenOffAt: null,
    milestones: [{ kind: 'started' as const, at: RAISED, level: 'red' as const }],
    rounds: [round],
    intervals: [{ kind: 'raise-first-call' as const, round: 0, ms: 61 * SECOND }],
    told: [],
    moved: [],
    notAnswered: persons.filter(({ state }) => state === 'not-answered'),
    series: null,
    households: null,
    knows: { email: ['accepted'], telephone: ['accepted', 'delivered', 'read', 'answered'] },
    names: {
      persons: Object.fromEntries(persons.map(({ person }, index) => [person, `张${index}`])),
      roles: Object.fromEntries(persons.map(({ person }) => [person, '预警员'])),
      areas: { 'lushan/xin': '新村' },
      contacts: {},
    },
  }
  // Figures look at rounds alone; a view's attempts are calls with less in them.
  const figures = figuresOf(record as unknown as Parameters<typeof figuresOf>[0])
  return { ...record, figures, ...fields }
}
