import {
  HOUR,
  type JournalEntry,
  Judge,
  MINUTE,
  type Rule,
  type RuleState,
  type Station,
  type Table,
} from '@tocsin/core'
import fc from 'fast-check'

export const T0 = Date.UTC(2025, 6, 1, 13, 50)

export const stations: readonly Station[] = [
  {
    id: 's',
    name: 'S',
    area: 'a/b',
    latenessMs: 10 * MINUTE,
    position: { longitude: 110, latitude: 31 },
    datastreams: [
      {
        name: 'level',
        property: 'water-level',
        unit: 'm',
        intervalMs: MINUTE,
        span: [0, 50],
        maxRatePerMinute: 20,
        quality: { suspectSpan: [0, 40], spike: { suspect: 8, fail: 30 }, sentinels: [47] },
      },
      { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'increment' },
      { name: 'total', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'counter', modulus: 100 },
    ],
  },
  {
    id: 't',
    name: 'T',
    area: 'a/c',
    uplink: 's',
    position: { longitude: 110.05, latitude: 31 },
    tags: ['mine'],
    datastreams: [
      {
        name: 'level',
        property: 'water-level',
        unit: 'm',
        intervalMs: MINUTE,
        quality: { flatLine: { tolerance: 0.5, afterMs: 3 * MINUTE } },
      },
      {
        name: 'rain',
        property: 'rainfall',
        unit: 'mm',
        intervalMs: MINUTE,
        form: 'increment',
        quality: { maxMmPerMinute: 20, neighbours: { withinKm: 10, wetMm: 10, atLeast: 1 } },
      },
      {
        name: 'gas',
        property: 'combustible-gas',
        unit: '%LEL',
        intervalMs: 10_000,
        quality: { warmUpMs: 2 * MINUTE, calibrationDueAt: T0 + 3 * HOUR },
      },
    ],
  },
]

export const tables: readonly Table[] = [
  {
    id: 'table-1',
    version: 1,
    name: 'rain',
    kind: 'accumulation',
    columns: [
      { level: 'orange', window: '5m' },
      { level: 'orange', window: '30m' },
      { level: 'red', window: '30m' },
    ],
    rows: [
      { subject: { area: 'a' }, cells: [12, 30, 60] },
      { subject: { datastream: 't/rain' }, cells: [8, null, 40] },
    ],
  },
  {
    id: 'table-2',
    version: 1,
    name: 'levels',
    kind: 'threshold',
    unit: 'm',
    columns: [{ level: 'yellow' }, { level: 'red' }],
    rows: [
      { subject: { station: 's' }, cells: [18, 30] },
      { subject: { station: 't' }, cells: [12, 25] },
    ],
  },
]

const evenings = {
  zone: 'Asia/Shanghai',
  hours: [
    { from: '22:00', to: '22:40' },
    { from: '23:10', to: '02:00' },
  ],
}

/** A rule of every kind. */
export const rules: readonly Rule[] = [
  {
    id: 'r01',
    version: 1,
    name: 'level',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 10, clearBelow: 8, clearFor: '1m' },
      orange: { raiseAt: 15, for: '2m' },
      red: { raiseAt: 20, clearBelow: 12, for: '90s', consecutive: 2 },
    },
  },
  {
    id: 'r02',
    version: 1,
    name: 'rain',
    appliesTo: { area: 'a', property: 'rainfall' },
    condition: { kind: 'accumulation' },
    levels: { orange: { anyOf: { '5m': 10, '30m': 25 } }, red: { anyOf: { '5m': 20 }, for: '1m' } },
  },
  {
    id: 'r03',
    version: 1,
    name: 'silent',
    appliesTo: { area: 'a' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '3 intervals' }, yellow: { after: '10m' } },
  },
  {
    id: 'r04',
    version: 1,
    name: 'silent behind its uplink',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'absence', dependsOn: 'r03' },
    levels: { orange: { after: '5m' } },
  },
  {
    id: 'r05',
    version: 1,
    name: 'band',
    appliesTo: { datastreams: ['t/level'] },
    schedule: evenings,
    condition: { kind: 'threshold', direction: 'outside' },
    levels: {
      blue: { raiseOutside: [5, 30], clearInside: [6, 28] },
      red: { raiseOutside: [0, 45], for: '1m' },
    },
  },
  {
    id: 'r06',
    version: 1,
    name: 'mean gas',
    appliesTo: { property: 'combustible-gas' },
    condition: { kind: 'mean', direction: 'above', window: '2m' },
    levels: { orange: { raiseAt: 15, clearBelow: 12 }, red: { raiseAt: 25, for: '30s' } },
  },
  {
    id: 'r07',
    version: 1,
    name: 'exposure',
    appliesTo: { property: 'combustible-gas' },
    condition: { kind: 'mean', direction: 'above', window: '15m', over: 'window' },
    levels: { yellow: { raiseAt: 3, clearFor: '1m' } },
  },
  {
    id: 'r08',
    version: 1,
    name: 'rise',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'rate', direction: 'rising', window: '3m' },
    levels: { yellow: { raiseAt: 5, clearBelow: 2 }, red: { raiseAt: 15, clearFor: '2m' } },
  },
  {
    id: 'r09',
    version: 1,
    name: 'soon',
    appliesTo: { property: 'water-level' },
    schedule: evenings,
    condition: { kind: 'time-to-threshold', direction: 'rising', window: '3m' },
    levels: { orange: { threshold: 35, within: '10m' }, red: { threshold: 35, within: '2m', for: '1m' } },
  },
  {
    id: 'r10',
    version: 1,
    name: 'faulty',
    appliesTo: { area: 'a' },
    condition: { kind: 'sensor-fault' },
    levels: { blue: { flags: ['suspect'], for: '1m' }, yellow: { checks: ['unreadable'], flags: ['fail'] } },
  },
  {
    id: 'r11',
    version: 1,
    name: 'table of rain',
    appliesTo: { property: 'rainfall' },
    condition: { kind: 'accumulation', table: 'table-1' },
    levels: { red: { for: '1m' } },
  },
  {
    id: 'r12',
    version: 1,
    name: 'table of levels',
    appliesTo: { property: 'water-level' },
    state: 'shadow',
    condition: { kind: 'threshold', direction: 'above', table: 'table-2' },
    levels: { yellow: { clearMargin: 2 }, red: { consecutive: 2 } },
  },
  {
    id: 'r13',
    version: 1,
    name: 'rain above and level here',
    appliesTo: { area: 'a' },
    condition: { kind: 'composite' },
    levels: {
      yellow: { anyOf: [{ rule: 'r02' }, { rule: 'r08', level: 'red' }], clearFor: '1m' },
      orange: { atLeast: 2, of: [{ rule: 'r02' }, { rule: 'r01', area: 'a/b' }, { rule: 'r12' }] },
      red: {
        allOf: [
          { rule: 'r02', level: 'red' },
          { rule: 'r01', stations: 2 },
        ],
        for: '1m',
      },
    },
  },
  {
    id: 'r14',
    version: 1,
    name: 'composite of composites',
    appliesTo: { area: 'a' },
    condition: { kind: 'composite' },
    levels: { red: { allOf: [{ rule: 'r13', level: 'orange' }], for: '30s' } },
  },
]

const streams = ['s/level', 's/level', 's/rain', 's/total', 't/level', 't/rain', 't/gas']
const which = fc.nat(50)

/** What may happen to two stations in a storm, a step at a time. */
const happening = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('reading' as const),
      stream: fc.constantFrom(...streams),
      value: fc.oneof(fc.integer({ min: -2, max: 60 }), fc.integer({ min: 8, max: 22 })),
      age: fc.constantFrom(0, 0, 0, 0, 30, 60, 300, 900, 40 * 86_400, -120, -4000),
      step: fc.integer({ min: 0, max: 120 }),
    }),
  },
  {
    // What lies still or rises slowly, in one frame.
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      stream: fc.constantFrom(...streams),
      first: fc.integer({ min: 0, max: 40 }),
      slope: fc.constantFrom(-3, -1, 0, 0, 1, 3),
      count: fc.integer({ min: 2, max: 6 }),
      step: fc.integer({ min: 60, max: 400 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('unreadable' as const),
      stream: fc.constantFrom(...streams),
      step: fc.nat(60),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('clock' as const), step: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('started' as const), step: fc.integer({ min: 0, max: 3600 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stepped' as const), step: fc.constantFrom(-600, 600) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('acknowledge' as const, 'close' as const, 'shelve' as const, 'note' as const),
      which,
      who: fc.constantFrom('li', 'wang'),
      minutes: fc.constantFrom(-1, 1, 5, 60),
      step: fc.nat(10),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('maintenance' as const),
      scope: fc.constantFrom<{ station: string } | { area: string }>(
        { station: 's' },
        { station: 't' },
        { area: 'a' },
        { area: 'a/b' },
      ),
      minutes: fc.constantFrom(-1, 1, 5, 30),
      step: fc.nat(10),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rule' as const),
      which,
      raise: fc.integer({ min: 6, max: 30 }),
      state: fc.constantFrom<RuleState>('active', 'active', 'shadow', 'draft'),
      step: fc.nat(10),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rule-deleted' as const), which, step: fc.nat(10) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('table' as const),
      which,
      factor: fc.constantFrom(0.5, 1, 2),
      rows: fc.constantFrom(1, 2),
      step: fc.nat(10),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('station' as const),
      which,
      interval: fc.constantFrom(30, 60, 120),
      all: fc.boolean(),
      step: fc.nat(10),
    }),
  },
)

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** Long enough that rain is forgotten on the way. */
export const stories = fc.array(happening, { minLength: 1, maxLength: 200, size: 'max' })

/** Writes the journal of a story, judging it on the way as the host does, so that clock entries stand where timers fall due. */
export function journalOf(story: readonly Happening[]): JournalEntry[] {
  const entries: JournalEntry[] = []
  const judge = new Judge()
  const warnings: string[] = []
  let now = T0
  let version = 1
  const write = (entry: JournalEntry) => {
    entries.push(entry)
    for (const { warning } of judge.take(entry, entries.length).events)
      if (!warnings.includes(warning.id)) warnings.push(warning.id)
  }
  const by = { kind: 'system' } as const
  const change = (changed: (JournalEntry & { type: 'config' })['change']) =>
    write({ type: 'config', at: now, by, change: changed })
  for (const station of stations) change({ kind: 'station', station })
  for (const table of tables) change({ kind: 'table', table })
  for (const rule of rules) change({ kind: 'rule', rule })
  for (const step of story) {
    now += step.step * 1000
    for (let due = judge.nextDue(); due !== undefined && due <= now; due = judge.nextDue())
      write({ type: 'clock', at: due, cause: 'due' })
    switch (step.kind) {
      case 'reading':
      case 'batch': {
        const station = step.stream.slice(0, 1)
        const times =
          step.kind === 'reading'
            ? [{ time: now - step.age * 1000, value: step.value }]
            : Array.from({ length: step.count }, (_, index) => ({
                time: now - (step.count - 1 - index) * MINUTE,
                value: step.first + index * step.slope,
              }))
        const readings = times.map(({ time, value }) => ({
          datastream: step.stream,
          phenomenonTime: time,
          receivedAt: now,
          value,
        }))
        write({ type: 'readings', at: now, station, readings, rejections: [] })
        break
      }
      case 'unreadable': {
        const rejection = { path: '[0]', reason: 'null', excerpt: 'null', datastream: step.stream }
        const station = step.stream.slice(0, 1)
        write({ type: 'readings', at: now, station, readings: [], rejections: [rejection] })
        break
      }
      case 'clock':
        break
      case 'started':
      case 'stepped':
        write({ type: 'clock', at: now, cause: step.kind })
        break
      case 'acknowledge':
      case 'close':
      case 'shelve':
      case 'note': {
        const warning = warnings[step.which % Math.max(1, warnings.length)] ?? 'none'
        const { kind } = step
        const command =
          kind === 'acknowledge'
            ? { kind, warning }
            : kind === 'shelve'
              ? { kind, warning, note: 'n', until: now + step.minutes * MINUTE }
              : { kind, warning, note: 'n' }
        write({ type: 'command', at: now, by: { kind: 'person', id: step.who, name: step.who }, command })
        break
      }
      case 'maintenance': {
        const { kind, scope, minutes } = step
        const command = { kind, scope, until: now + minutes * MINUTE, note: 'n' }
        write({ type: 'command', at: now, by: { kind: 'person', id: 'li', name: 'li' }, command })
        break
      }
      case 'rule': {
        const before = rules[step.which % rules.length] as Rule
        const levels =
          before.id === 'r01'
            ? { yellow: { raiseAt: step.raise, for: '1m' }, red: { raiseAt: step.raise + 5 } }
            : before.levels
        change({ kind: 'rule', rule: { ...before, levels, version: ++version, state: step.state } as Rule })
        break
      }
      case 'rule-deleted':
        change({ kind: 'rule-deleted', rule: rules[step.which % rules.length]?.id ?? '', reason: 'n' })
        break
      case 'table': {
        const before = tables[step.which % tables.length] as Table
        const rows = before.rows
          .slice(0, step.rows)
          .map((row) => ({ ...row, cells: row.cells.map((cell) => cell && cell * step.factor) }))
        change({ kind: 'table', table: { ...before, rows, version: ++version } })
        break
      }
      case 'station': {
        const before = stations[step.which % stations.length] as Station
        const datastreams = before.datastreams
          .slice(0, step.all ? undefined : 2)
          .map((stream) => ({ ...stream, intervalMs: step.interval * 1000 }))
        change({ kind: 'station', station: { ...before, datastreams } })
        break
      }
    }
  }
  return entries
}
