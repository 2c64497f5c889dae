import { HOUR, MINUTE, type Rule, type Ruled, type Station, type Table } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import type { ScanBatch } from '../history/scan.ts'
import { flagCode } from '../history/stored-codes.ts'
import { planOf } from './plan.ts'
import { Trial } from './trial.ts'

const BEGIN = Date.UTC(2025, 6, 1)

const station = (id: string, area: string, more: Partial<Station> = {}): Station => ({
  id,
  name: id,
  area,
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTE, span: [0, 12] },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTE, form: 'increment' },
  ],
  ...more,
})
const STATIONS = [
  station('bridge', 'lushan/xincun'),
  station('hill', 'lushan/upper'),
  station('far', 'other'),
]

const RIVER = {
  id: 'rule-1',
  version: 1,
  name: 'River',
  appliesTo: { property: 'water-level' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { red: { raiseAt: 4, clearBelow: 3.5 } },
} as Rule
const RAIN = {
  id: 'rule-2',
  version: 1,
  name: 'Rain',
  state: 'draft',
  appliesTo: { property: 'rainfall' },
  condition: { kind: 'accumulation' },
  levels: { orange: { anyOf: { '6h': 20 } } },
} as Rule
const BOTH = {
  id: 'draft',
  version: 0,
  name: 'Rain upstream and the river',
  appliesTo: { area: 'lushan' },
  condition: { kind: 'composite' },
  levels: { red: { allOf: [{ rule: 'rule-1' }, { rule: 'rule-2', area: 'lushan/upper' }] } },
} as Rule

type Row = [minute: number, datastream: string, value: number, flag?: 'good' | 'fail' | 'missing']

/** Events of the rule under trial, as `minute type level`. */
function tried(
  rule: Rule,
  rows: Row[],
  options: { rules?: Rule[]; tables?: Table[]; stations?: Station[]; until?: number } = {},
) {
  const { rules = [RIVER, RAIN], tables = [], stations = STATIONS, until = 600 } = options
  const plan = planOf(rule, { stations, rules, tables })
  const heard: Ruled[] = []
  const ids = plan.feeds.map(({ id }) => id)
  const begins = ids
    .map((id) => rows.find(([, name]) => name === id)?.[0])
    .map((minute) => (minute === undefined ? null : BEGIN + minute * MINUTE))
  const trial = new Trial(plan, BEGIN, begins, (events) => heard.push(...events))
  const known = rows.filter(([, name]) => ids.includes(name))
  const batch: ScanBatch = {
    rows: known.length,
    times: Float64Array.from(known, ([minute]) => BEGIN + minute * MINUTE),
    values: Float64Array.from(known, ([, , value]) => value),
    datastreams: Uint32Array.from(known, ([, name]) => ids.indexOf(name)),
    flags: Uint8Array.from(known, ([, , , flag = 'good']) => flagCode(flag)),
  }
  trial.take(
    batch,
    Int32Array.from(ids, (_, number) => number),
  )
  trial.finish(BEGIN + until * MINUTE)
  const events = heard
    .filter(({ warning }) => warning.rule.id === rule.id)
    .map(({ warning, event }) => `${(event.at - BEGIN) / MINUTE} ${event.type} ${warning.subject}`)
  return { plan, events }
}

describe('a trial', () => {
  it('judges a rule that is a draft, by the clock too: a `for` runs out between two readings', () => {
    const rule = { ...RIVER, state: 'draft', levels: { red: { raiseAt: 4, for: '7m' } } } as Rule
    const { events } = tried(rule, [
      [0, 'bridge/level', 4.1],
      [5, 'bridge/level', 4.2],
      [10, 'bridge/level', 3],
    ])
    expect(events.slice(0, 2)).toEqual(['7 raised bridge/level', '10 cleared bridge/level'])
  })

  it('tries the members of a composite with it, drafts too, and reads only where it looks', () => {
    const { plan, events } = tried(BOTH, [
      [0, 'bridge/level', 4.1],
      [0, 'far/level', 9],
      [5, 'hill/rain', 12],
      [10, 'hill/rain', 12],
      [15, 'bridge/level', 3],
    ])
    expect(plan.feeds.map(({ id }) => id)).toEqual(['bridge/level', 'bridge/rain', 'hill/level', 'hill/rain'])
    expect(plan.subjects).toEqual(['area:lushan'])
    expect(plan.warmUp).toBeGreaterThanOrEqual(6 * HOUR)
    expect(events).toEqual(['10 raised area:lushan', '15 cleared area:lushan'])
  })

  it('takes values from the rule’s table, and warms up by its longest window', () => {
    const table: Table = {
      id: 'table-1',
      version: 1,
      name: '预警指标表',
      kind: 'accumulation',
      columns: [
        { level: 'orange', window: '1h' },
        { level: 'orange', window: '24h' },
      ],
      rows: [{ subject: { area: 'lushan' }, cells: [10, 50] }],
    }
    const rule = {
      ...RAIN,
      condition: { kind: 'accumulation', table: 'table-1' },
      levels: {},
    } as Rule
    const { plan, events } = tried(
      rule,
      [
        [0, 'far/rain', 40],
        [0, 'hill/rain', 11],
      ],
      { tables: [table], until: 30 },
    )
    expect(plan.warmUp).toBeGreaterThanOrEqual(24 * HOUR)
    expect(events).toEqual(['0 raised hill/rain', '15 data-lost hill/rain'])
  })

  it('raises for silence that lasts, from the first observation on, and not before it', () => {
    const rule = {
      ...RIVER,
      condition: { kind: 'absence' },
      levels: { blue: { after: '3 intervals' } },
    } as Rule
    const { events } = tried(rule, [
      [100, 'bridge/level', 1],
      [120, 'bridge/level', 1],
    ])
    expect(events).toEqual([
      '115 raised bridge/level',
      '120 cleared bridge/level',
      '135 raised-again bridge/level',
    ])
  })

  it('does not judge what the history calls missing, unless it is what the sensor says when it has nothing', () => {
    const silent = { ...RIVER, condition: { kind: 'absence' }, levels: { blue: { after: '10m' } } } as Rule
    const rows: Row[] = [
      [0, 'bridge/level', 1],
      [5, 'bridge/level', -9999, 'missing'],
    ]
    expect(tried(silent, rows, { until: 30 }).events).toEqual(['10 raised bridge/level'])
    const [bridge] = STATIONS as [Station]
    const stations = [
      {
        ...bridge,
        datastreams: bridge.datastreams.map((one) => ({ ...one, quality: { sentinels: [-9999] } })),
      },
    ]
    expect(tried(silent, rows, { stations, until: 30 }).events).toEqual(['15 raised bridge/level'])
  })

  it('judges impossible values again, and holds them back again', () => {
    const { events } = tried(RIVER, [
      [0, 'bridge/level', 1],
      [5, 'bridge/level', 1000, 'fail'],
    ])
    expect(events).toEqual([])
  })
})
