import type { AreaBody, HouseholdBody, PersonBody, PlanBody } from '@tocsin/contract'

/** The county of the demonstration. Every place is invented; that of `gaoling` nobody answers for, and `shimen` has no gauge. */
export const DEMO_AREAS: readonly AreaBody[] = [
  { path: 'lushan', name: '鹿山县', kind: 'county' },
  { path: 'lushan/xincun', name: '新村', kind: 'village' },
  { path: 'lushan/xincun/baxia', name: '坝下河滩', kind: 'danger-zone' },
  { path: 'lushan/dongxiang', name: '东乡村', kind: 'village' },
  { path: 'lushan/shangping', name: '上坪村', kind: 'village' },
  { path: 'lushan/chengguan', name: '城关社区', kind: 'village' },
  { path: 'lushan/shimen', name: '石门村', kind: 'village' },
  { path: 'lushan/gaoling', name: '高岭村', kind: 'village' },
]

/** Numbers that the British regulator keeps for films (07700 900000 to 900999): they ring nowhere. */
const number = (last: number): string => `+44770090${String(last).padStart(4, '0')}`

/** Somebody of the demonstration, by a key of its own: ids are given by the gateway. */
export interface DemoPerson {
  readonly key: string
  readonly body: Omit<PersonBody, 'deputy'>
  /** Key of the one called in their place, who stands before. */
  readonly deputy?: string
}

const villager = (
  key: string,
  name: string,
  role: string,
  village: string,
  last: number,
  deputy?: string,
) => ({
  key,
  body: {
    name,
    language: 'zh' as const,
    roles: [{ role, area: `lushan/${village}` }],
    channels: [
      { kind: 'voice' as const, address: number(last) },
      { kind: 'sms' as const, address: number(last) },
    ],
  },
  ...(deputy === undefined ? {} : { deputy }),
})

const official = (key: string, name: string, role: string, last: number) => ({
  key,
  body: {
    name,
    language: 'zh' as const,
    roles: [{ role, area: 'lushan' }],
    channels: [
      { kind: 'console' as const },
      { kind: 'voice' as const, address: number(last) },
      { kind: 'sms' as const, address: number(last) },
    ],
  },
})

/** Invented people, with numbers that belong to nobody. */
export const DEMO_PERSONS: readonly DemoPerson[] = [
  official('leader', '演示·带班领导 邵明远', '带班领导', 1),
  official('officer', '演示·值班员 程晓岚', '值班员', 2),
  official('night', '演示·值班员 顾北辰', '值班员', 3),
  villager('xincun-head', '演示·余家旺', '村支书', 'xincun', 11),
  villager('xincun', '演示·温守义', '预警员', 'xincun', 12, 'xincun-head'),
  villager('dongxiang-head', '演示·鲁万山', '村支书', 'dongxiang', 21),
  villager('dongxiang', '演示·祝小满', '预警员', 'dongxiang', 22, 'dongxiang-head'),
  villager('shangping-head', '演示·谷丰年', '村支书', 'shangping', 31),
  villager('shangping', '演示·苗翠翠', '预警员', 'shangping', 32, 'shangping-head'),
  villager('chengguan', '演示·费长河', '预警员', 'chengguan', 41),
  villager('shimen', '演示·石敢当', '预警员', 'shimen', 51),
]

/** Households below the dam; the helper is a key of `DEMO_PERSONS`. */
export const DEMO_HOUSEHOLDS: readonly (Omit<HouseholdBody, 'helper'> & { readonly helper: string })[] = [
  ['演示·坝下 1 号', 4, '老人卧床'],
  ['演示·坝下 2 号', 3, undefined],
  ['演示·坝下 3 号', 5, '孕妇'],
  ['演示·坝下 4 号', 2, '独居，听力弱'],
  ['演示·坝下 5 号', 6, undefined],
  ['演示·坝下 6 号', 3, undefined],
].map(([name, persons, specialNeeds]) => ({
  area: 'lushan/xincun/baxia',
  name: name as string,
  persons: persons as number,
  ...(specialNeeds === undefined ? {} : { specialNeeds: specialNeeds as string }),
  helper: 'xincun',
  destination: '新村小学',
}))

/** The village's own people first, then whoever is on duty in the county, then the leader. */
export const DEMO_PLAN: PlanBody = {
  name: '演示·山洪叫应方案',
  area: 'lushan',
  levels: ['yellow', 'orange', 'red'],
  gate: { kind: 'automatic' },
  steps: [
    {
      after: '0s',
      who: [
        { role: '预警员', at: 'village' },
        { role: '村支书', at: 'village' },
      ],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 3,
      every: '1m',
    },
    {
      after: '2m',
      who: [{ duty: 'officer', at: 'county' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 3,
      every: '1m',
    },
    {
      after: '3m',
      who: [{ duty: 'leader', at: 'county' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 3,
      every: '1m',
    },
  ],
  loops: false,
}

/** Who stands in the shifts of the county's desk, by keys: by day, and by night. */
export const DEMO_SHIFTS = [
  { leader: 'leader', officer: 'officer', standby: 'night' },
  { leader: 'leader', officer: 'night', standby: 'officer' },
] as const
