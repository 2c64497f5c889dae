import type { Area, Person, Plan, PlanStep, Shift } from '@tocsin/core'

export const VILLAGES = ['lushan/xincun', 'lushan/shang', 'lushan/xia'] as const
export const PERSONS = ['an', 'bo', 'cai', 'ding', 'er', 'fang', 'gao'] as const
export const DESK = 'lushan'

export const AREAS: readonly Area[] = [
  { path: 'lushan', name: '庐山县', kind: 'county' },
  ...VILLAGES.map((path): Area => ({ path, name: path, kind: 'village' })),
]

/** an, bo, cai are village secretaries, ding also warns in two villages; er is called nowhere but as a deputy; fang and gao sit at the county's desk. */
export function people(variant: number): Person[] {
  const channels = (id: string): Person['channels'] => [
    {
      id: `${id}-v`,
      kind: 'voice',
      verifiedAt: null,
      ...(variant % 3 === 1 && id === 'an' ? { dead: true } : {}),
    },
    { id: `${id}-s`, kind: 'sms', verifiedAt: null },
    // cai has nothing but people who telephone, bo has them besides.
    ...(id === 'bo' ? [{ id: 'bo-t', kind: 'telephone', verifiedAt: null } as const] : []),
  ]
  const telephoned: Person['channels'] = [{ id: 'cai-t', kind: 'telephone', verifiedAt: null }]
  const one = (id: string, roles: Person['roles'], deputy?: string): Person => ({
    id,
    name: id,
    language: 'zh',
    roles,
    // Variant 2: the registry has lost every number of bo.
    channels: variant % 4 === 2 && id === 'bo' ? [] : id === 'cai' ? telephoned : channels(id),
    ...(deputy === undefined ? {} : { deputy }),
  })
  return [
    one('an', [{ role: 'secretary', area: VILLAGES[0] }], 'er'),
    one('bo', [{ role: 'secretary', area: VILLAGES[1] }], variant % 2 === 0 ? 'ding' : undefined),
    one('cai', [{ role: 'secretary', area: VILLAGES[2] }], 'an'),
    one('ding', [
      { role: 'warner', area: VILLAGES[0] },
      { role: 'warner', area: VILLAGES[1] },
    ]),
    one('er', [], 'gao'),
    one('fang', [{ role: 'head', area: DESK }]),
    one('gao', []),
  ]
}

/** The desk changes hands once, and in variant 1 is unmanned. */
export function roster(variant: number, start: number): Shift[] {
  if (variant === 1) return []
  const hour = 3_600_000
  return [
    { id: 's1', desk: DESK, from: start - hour, to: start + hour / 3, leader: 'fang', officer: 'gao' },
    { id: 's2', desk: DESK, from: start + hour / 3, to: start + 48 * hour, leader: 'gao', officer: 'er' },
  ]
}

export const step = (fields: Partial<PlanStep>): PlanStep => ({
  after: '0s',
  who: [{ role: 'secretary', at: 'village' }],
  channels: 'all',
  quorum: { kind: 'anyone' },
  attempts: 3,
  every: '90s',
  ...fields,
})

/** Red wants everybody and goes round; orange one, in turn; yellow waits at its gate. `edit` makes another version of them all. */
export function plans(edit: number): Plan[] {
  const frame = { area: 'lushan', version: 1 + edit, answerWithin: '5m' }
  const edited: PlanStep[] =
    edit % 2 === 0 ? [] : [step({ after: '1m', who: [{ person: 'er' }], quorum: { kind: 'everybody' } })]
  const village: PlanStep['who'] = [
    { role: 'secretary', at: 'village' },
    { role: 'warner', at: 'village' },
  ]
  return [
    {
      ...frame,
      id: 'red',
      name: 'red',
      levels: ['red'],
      gate: { kind: 'automatic' },
      loops: true,
      steps: [
        step({ who: village, quorum: { kind: 'everybody' } }),
        step({ after: '5m', who: [{ role: 'head', at: 'county' }], quorum: { kind: 'everybody' } }),
        ...edited,
      ],
    },
    {
      ...frame,
      id: 'orange',
      name: 'orange',
      levels: ['orange'],
      gate: edit % 3 === 2 ? { kind: 'by-hand' } : { kind: 'automatic' },
      loops: false,
      steps: [
        step({ who: village, channels: 'in-turn', attempts: 2, every: '1m' }),
        step({ after: '3m', who: [{ duty: 'officer', at: 'county' }], channels: 'in-turn' }),
        step({ after: '3m', who: [{ role: 'head', at: 'county' }], quorum: { kind: 'count', count: 1 } }),
        ...edited,
      ],
    },
    {
      ...frame,
      id: 'yellow',
      name: 'yellow',
      levels: ['yellow', 'blue'],
      gate: { kind: 'held', for: '2m' },
      loops: false,
      steps: [step({ who: [{ duty: 'deputy', at: 'county' }] }), step({ after: '10m', who: village })],
    },
  ]
}
