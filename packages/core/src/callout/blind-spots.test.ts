import { describe, expect, it } from 'vitest'
import type { Area, ChannelKind, Level, Person, Plan, Shift } from '../model/index.ts'
import { blindSpots, villagesToWarn } from './blind-spots.ts'
import { USUAL_PACES } from './pace.ts'
import type { Gauge, GaugeState } from './watched.ts'
import type { World } from './world.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000
const AREAS: Area[] = [
  { path: 'c', name: 'C', kind: 'county' },
  { path: 'c/t', name: 'T', kind: 'township' },
  { path: 'c/t/v', name: 'V', kind: 'village' },
  { path: 'c/t/w', name: 'W', kind: 'village' },
]
const secretary = (area: string, kinds: ChannelKind[] = ['voice']): Person => ({
  id: `secretary of ${area}`,
  name: area,
  language: 'zh',
  roles: [{ role: 'secretary', area }],
  channels: kinds.map((kind) => ({ id: `${area} ${kind}`, kind, verifiedAt: NOW - HOUR })),
})
const plan = (levels: Level[], who: Plan['steps'][number]['who']): Plan => ({
  id: `plan ${levels.join()}`,
  version: 1,
  name: 'plan',
  area: 'c',
  levels,
  gate: { kind: 'automatic' },
  loops: false,
  steps: [{ after: '0s', who, channels: 'all', quorum: { kind: 'anyone' }, attempts: 3, every: '1m' }],
})
const PLAN = plan(['red', 'orange'], [{ role: 'secretary', at: 'village' }])
const gauge = (area: string, state: GaugeState = 'heard', levels: Level[] = ['red', 'orange']): Gauge => ({
  datastream: `${area}/level`,
  area,
  state,
  lastHeardAt: NOW - HOUR,
  watched: levels.length === 0 ? [] : [{ area, levels }],
})

function judged(gauges: Gauge[], plans: Plan[], rest: Partial<World> = {}, village = 'c/t/v') {
  const people = [secretary('c/t/v'), secretary('c/t/w')]
  const world: World = { areas: AREAS, people, roster: [], down: [], zone: 'UTC', trial: null, ...rest }
  const { canWarn, spots, levels } = blindSpots({ world, gauges, plans, paces: USUAL_PACES }, NOW)(village)
  return {
    canWarn,
    spots: spots.map((spot) => `${spot.weight} ${spot.kind} ${spot.levels.join()}`.trim()),
    levels: levels.map(({ level, channels, withinMs }) => `${level} ${channels.join()} ${withinMs}`),
  }
}

describe('a village', () => {
  it('can be warned when a gauge is heard, a rule stands on it, and its plan reaches somebody', () =>
    expect(judged([gauge('c/t/v')], [PLAN])).toEqual({
      canWarn: true,
      spots: [],
      levels: ['red voice 40000', 'orange voice 40000'],
    }))

  const CASES: [string, Gauge[], Plan[], Partial<World>, string[]][] = [
    ['has no gauge whose warnings would call it', [gauge('c/t/w')], [PLAN], {}, ['cannot no-gauge']],
    ['has a gauge that no rule stands on', [gauge('c/t/v', 'heard', [])], [PLAN], {}, ['cannot no-rule']],
    ['has one gauge, and it is silent', [gauge('c/t/v', 'silent')], [PLAN], {}, ['cannot gauges-silent']],
    ['has one, out of its span', [gauge('c/t/v', 'failing')], [PLAN], {}, ['cannot gauges-silent']],
    ['has one, under maintenance', [gauge('c/t/v', 'maintenance')], [PLAN], {}, ['cannot gauges-silent']],
    [
      'is watched by a second gauge while one is silent',
      [gauge('c/t/v', 'silent'), gauge('c/t')],
      [PLAN],
      {},
      ['advice gauge-silent'],
    ],
    [
      'has rules at a level that no plan is for',
      [gauge('c/t/v', 'heard', ['red', 'orange', 'yellow'])],
      [PLAN],
      {},
      ['cannot no-plan yellow'],
    ],
    ['has no plan at all', [gauge('c/t/v')], [], {}, ['cannot no-plan red,orange']],
    ['has neither a rule nor a plan', [], [], {}, ['cannot no-gauge', 'cannot no-plan']],
    [
      'has a plan without people',
      [gauge('c/t/v')],
      [PLAN],
      { people: [] },
      ['cannot plan-without-people red,orange'],
    ],
    [
      'has people whose only channel is down',
      [gauge('c/t/v')],
      [PLAN],
      { down: ['voice'] },
      ['cannot nobody-reachable red,orange'],
    ],
  ]
  it.each(CASES)('%s', (_, gauges, plans, rest, spots) => {
    const found = judged(gauges, plans, rest)
    expect(found.spots).toEqual(spots)
    expect(found.canWarn).toBe(!spots.some((spot) => spot.startsWith('cannot')))
  })

  it('is told beforehand that its roster is empty tomorrow', () => {
    const roster: Shift[] = [
      { id: 's', desk: 'c', from: NOW - HOUR, to: NOW + 5 * HOUR, officer: 'secretary of c/t/w' },
    ]
    const found = judged([gauge('c/t/v')], [plan(['red', 'orange'], [{ duty: 'officer', at: 'county' }])], {
      roster,
    })
    expect([found.canWarn, found.spots]).toEqual([true, ['soon roster-empty red,orange']])
  })

  it('is watched by a composite of gauges elsewhere, whose warning calls it', () => {
    const elsewhere: Gauge = { ...gauge('x', 'heard', []), watched: [{ area: 'c/t', levels: ['red'] }] }
    expect(judged([elsewhere], [PLAN]).spots).toEqual([])
  })
})

it('looks at a county of 400 villages, each at four levels, without searching all of it for each', () => {
  const townships = Array.from({ length: 20 }, (_, at) => `c/t${at}`)
  const villages = townships.flatMap((township) =>
    Array.from({ length: 20 }, (_, at) => `${township}/v${at}`),
  )
  const zones = villages.flatMap((village) => [`${village}/a`, `${village}/b`])
  const areas: Area[] = [
    { path: 'c', name: 'C', kind: 'county' },
    ...townships.map((path) => ({ path, name: path, kind: 'township' as const })),
    ...villages.map((path) => ({ path, name: path, kind: 'village' as const })),
    ...zones.map((path) => ({ path, name: path, kind: 'danger-zone' as const })),
  ]
  const people = [...villages, ...zones, ...townships].map((area) => secretary(area, ['voice', 'sms']))
  const roster: Shift[] = ['c', ...townships].flatMap((desk) =>
    Array.from({ length: 6 }, (_, at) => ({
      id: `${desk} ${at}`,
      desk,
      from: NOW + (at - 3) * 8 * HOUR,
      to: NOW + (at - 2) * 8 * HOUR,
      leader: 'secretary of c/t0',
      officer: 'secretary of c/t1',
    })),
  )
  const world: World = { areas, people, roster, down: ['email'], zone: 'Asia/Shanghai', trial: null }
  const plans: Plan[] = (['red', 'orange', 'yellow', 'blue'] as const).map((level) => ({
    ...PLAN,
    id: level,
    levels: [level],
    steps: [
      [{ role: 'secretary', at: 'village' } as const, { role: 'secretary', at: 'danger-zone' } as const],
      [{ role: 'secretary', at: 'township' } as const],
      [{ duty: 'officer', at: 'county' } as const, { duty: 'leader', at: 'county' } as const],
    ].map((who) => ({ ...(PLAN.steps[0] as Plan['steps'][number]), who })),
  }))
  const gauges = villages.map((village) => gauge(village, 'heard', ['red', 'orange', 'yellow', 'blue']))
  const look = () => {
    const fresh = { ...world, areas: [...areas], people: [...people] }
    const at = blindSpots({ world: fresh, gauges, plans, paces: USUAL_PACES }, NOW)
    return villagesToWarn(fresh.areas).map(at)
  }
  const found = look()
  expect(found.filter(({ canWarn }) => canWarn)).toHaveLength(400)
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now()
    look()
    return performance.now() - begun
  })
  // About 30 ms on a quiet machine; a search through everybody for each village would take seconds.
  expect(Math.min(...times)).toBeLessThan(500)
})
