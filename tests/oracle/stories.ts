import {
  DAY,
  type Datastream,
  datastreamId,
  HOUR,
  type Instant,
  type JournalEntry,
  MINUTE,
  type Reading,
  type Rule,
  SECOND,
  type Station,
  type Table,
} from '@tocsin/core'
import fc from 'fast-check'
import { type RuleOf, ruleSet } from './rules.ts'

/** A journal without its `due` entries, which whoever judges it writes, and the time at which it ends. */
export interface Story {
  readonly entries: readonly JournalEntry[]
  readonly until: Instant
}

/** Half an hour before midnight in Shanghai, between two seasons. */
export const BEGIN: Instant = Date.UTC(2025, 5, 30, 15, 30)

/** Values come at whole tens of seconds, and what has no time of its own between them, so that no two are confused. */
const GRID = 10 * SECOND
const BETWEEN = 5 * SECOND

/** What may be said of a datastream: a value by its place on a small grid, so that thresholds are met exactly. */
const saying = fc.record({
  stream: fc.nat(3),
  what: fc.oneof(
    { weight: 40, arbitrary: fc.constant('now' as const) },
    { weight: 4, arbitrary: fc.constant('late' as const) },
    { weight: 3, arbitrary: fc.constant('correction' as const) },
    { weight: 2, arbitrary: fc.constant('duplicate' as const) },
    { weight: 1, arbitrary: fc.constant('back-fill' as const) },
    { weight: 1, arbitrary: fc.constant('ancient' as const) },
    { weight: 2, arbitrary: fc.constant('a little ahead' as const) },
    { weight: 2, arbitrary: fc.constant('ahead' as const) },
    { weight: 2, arbitrary: fc.constant('ahead again' as const) },
    { weight: 1, arbitrary: fc.constant('unreadable' as const) },
  ),
  /** 0 to 24: see `levelOrRain`. */
  value: fc.nat(24),
  back: fc.integer({ min: 1, max: 40 }),
})

const happening = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant('readings' as const),
      // Around the interval (60 s), maxGap (120 s) and beyond.
      step: fc.constantFrom(0, 10, 30, 60, 60, 60, 60, 60, 60, 60, 60, 90, 110, 120, 130, 180, 300),
      // Mostly runs: a random value at each step would seldom hold for long.
      repeat: fc.constantFrom(1, 1, 1, 2, 3, 5),
      sayings: fc.array(saying, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('silence' as const),
      step: fc.constantFrom(120, 240, 600, 1800),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), step: fc.constantFrom(10, 60, 130, 600) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('maintenance' as const),
      scope: fc.constantFrom({ station: 's' }, { station: 't' }, { area: 'a' }, { area: 'a/b' }),
      step: fc.constantFrom(10, 60),
      minutes: fc.constantFrom(0, 1, 3, 10, 30),
    }),
  },
  {
    // What a station collected and sends at once: no clock between its readings.
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      stream: fc.nat(3),
      every: fc.constantFrom(30, 60, 60, 120),
      values: fc.array(fc.nat(24), { minLength: 2, maxLength: 6 }),
    }),
  },
)

/** What has no time of its own that could be judged by. */
const AT_RECEIPT: readonly string[] = ['unreadable', 'ahead', 'ahead again', 'a little ahead']

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

export interface Stage {
  readonly stations: readonly Station[]
  readonly tables: readonly Table[]
  readonly rules: readonly Rule[]
  /** How long a reading is on its way. */
  readonly delay: number
}

const qualities: readonly Partial<Datastream>[] = [
  {},
  { span: [0, 11] },
  { span: [0, 11], quality: { suspectSpan: [0.5, 9.5] } },
]

/** A stage: stations, tables and rules of one kind, or of several for a composite. */
export function stage(kind: RuleOf): fc.Arbitrary<Stage> {
  return fc
    .record({
      quality: fc.constantFrom(...qualities),
      form: fc.constantFrom('increment' as const, 'counter' as const),
      interval: fc.constantFrom(60, 60, 60, 120),
      lateness: fc.constantFrom(undefined, undefined, 120, 600),
      delay: fc.constantFrom(0, 0, 0, 20, 100),
      set: ruleSet(kind),
    })
    .map(({ quality, form, interval, lateness, delay, set }) => {
      const rain = kind === 'accumulation' || kind === 'table of rain'
      const stream: Datastream = rain
        ? {
            name: 'x',
            property: 'rainfall',
            unit: 'mm',
            intervalMs: interval * SECOND,
            form,
            ...(form === 'counter' ? { modulus: 100 } : {}),
          }
        : { name: 'x', property: 'water-level', unit: 'm', intervalMs: interval * SECOND, ...quality }
      const stations = ['s', 't', 'u'].slice(0, set.stations).map(
        (id, index): Station => ({
          id,
          name: id,
          area: ['a/b', 'a/c', 'a/b/d'][index] ?? 'a',
          // Two of one station are still one station to a composite.
          datastreams: kind === 'composite' && index === 0 ? [stream, { ...stream, name: 'y' }] : [stream],
          ...(lateness === undefined ? {} : { latenessMs: lateness * SECOND }),
        }),
      )
      return { stations, tables: set.tables, rules: set.rules, delay }
    })
}

export function story(kind: RuleOf): fc.Arbitrary<Story> {
  return fc
    .record({
      stage: stage(kind),
      happenings: fc.array(happening, { minLength: 1, maxLength: 25, size: 'max' }),
    })
    .map(({ stage: setting, happenings }) => write(setting, happenings))
}

/** The value of a reading from a small grid: levels from -0.5 to 11.5 m, rain from -0.5 mm to a cloudburst. */
function levelOrRain(stream: Datastream, place: number): number {
  if (stream.property !== 'rainfall') return place / 2 - 0.5
  if (place === 24) return stream.form === 'counter' ? 60 : -0.5
  return place < 10 ? 0 : place < 20 ? (place - 9) / 2 : place - 14
}

/** A station as its device sees it: what it has sent, and the total that its counter shows. */
class Device {
  readonly sent: Reading[] = []
  /** What it sent with its clock an hour ahead. */
  readonly sentAhead: Reading[] = []
  total = 95

  value(stream: Datastream, place: number): number {
    const value = levelOrRain(stream, place)
    if (stream.form !== 'counter') return value
    // 23: somebody reset it; 60 mm in a minute is more than can fall.
    this.total = place === 23 ? 0.5 : (this.total + value) % (stream.modulus ?? 100)
    return this.total
  }
}

function write({ stations, tables, rules, delay }: Stage, happenings: readonly Happening[]): Story {
  const by = { kind: 'system' } as const
  const entries: JournalEntry[] = [
    { type: 'clock', at: BEGIN, cause: 'started' },
    ...stations.map((station) => config({ kind: 'station', station })),
    ...tables.map((table) => config({ kind: 'table', table })),
    ...rules.map((rule) => config({ kind: 'rule', rule })),
  ]
  function config(change: (JournalEntry & { type: 'config' })['change']): JournalEntry {
    return { type: 'config', at: BEGIN, by, change }
  }
  const posts = stations.flatMap((station) =>
    station.datastreams.map((stream) => ({ station, stream, device: new Device() })),
  )
  let now = BEGIN
  for (const step of happenings) {
    if (step.kind === 'batch') {
      const { station, stream, device } = posts[step.stream % posts.length] as (typeof posts)[number]
      const begin = Math.ceil(now / GRID) * GRID
      now = begin + step.values.length * step.every * SECOND
      const readings = step.values.map((value, index) => ({
        datastream: datastreamId(station.id, stream.name),
        phenomenonTime: begin + (index + 1) * step.every * SECOND,
        receivedAt: now,
        value: device.value(stream, value),
      }))
      device.sent.push(...readings)
      entries.push({ type: 'readings', at: now, station: station.id, readings, rejections: [] })
      continue
    }
    if (step.kind === 'maintenance') {
      const { scope } = step
      if ('station' in scope && !stations.some(({ id }) => id === scope.station)) continue
      now = Math.ceil(now / GRID) * GRID + step.step * SECOND + BETWEEN
      const command = {
        kind: 'maintenance',
        scope,
        until: now + step.minutes * MINUTE,
        note: 'work',
      } as const
      entries.push({ type: 'command', at: now, by: { kind: 'person', id: 'li', name: '李' }, command })
      continue
    }
    if (step.kind !== 'readings') {
      now += step.step * SECOND
      if (step.kind === 'restart') entries.push({ type: 'clock', at: now, cause: 'started' })
      continue
    }
    for (let turn = 0; turn < step.repeat; turn++) {
      now = Math.ceil(now / GRID) * GRID + step.step * SECOND
      for (const said of step.sayings) {
        const { station, stream, device } = posts[said.stream % posts.length] as (typeof posts)[number]
        const id = datastreamId(station.id, stream.name)
        if (AT_RECEIPT.includes(said.what)) {
          if (now % GRID === 0) now += BETWEEN
          else continue
        }
        const entry = { type: 'readings', at: now, station: station.id } as const
        if (said.what === 'unreadable') {
          const rejection = { path: '[0].values.x', reason: 'null', excerpt: 'null', datastream: id }
          entries.push({ ...entry, readings: [], rejections: [rejection] })
          continue
        }
        const before = device.sent.at(-1)
        const one = device.sent.at(-(said.back % 4) - 1)
        const fresh = Math.floor(now / GRID) * GRID - delay * SECOND
        const again = device.sentAhead.at(-(said.back % 3) - 1)
        // Some of them have another value: an older frame that had not come yet, or a correction.
        const isCopy = said.what === 'duplicate' || (said.what === 'ahead again' && said.back > 12)
        const copied = said.what === 'duplicate' ? one : again
        const value = isCopy ? (copied?.value ?? 0) : device.value(stream, said.value)
        const time = {
          now: fresh,
          late: fresh - said.back * 3 * GRID,
          correction: (said.back > 20 ? one : before)?.phenomenonTime ?? fresh,
          duplicate: one?.phenomenonTime ?? fresh,
          'back-fill': fresh - said.back * MINUTE - 2 * MINUTE,
          ancient: fresh - 40 * DAY,
          'a little ahead': fresh + (said.back % 20) * GRID,
          ahead: fresh + HOUR,
          'ahead again': again?.phenomenonTime ?? fresh + HOUR,
        }[said.what]
        const reading = { datastream: id, phenomenonTime: time, receivedAt: now, value }
        if (said.what === 'ahead' || said.what === 'ahead again') device.sentAhead.push(reading)
        if (!AT_RECEIPT.includes(said.what)) device.sent.push(reading)
        entries.push({ ...entry, readings: [reading], rejections: [] })
      }
    }
  }
  return { entries, until: now + 40 * MINUTE }
}
