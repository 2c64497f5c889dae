import {
  BEGINNING,
  type JournalEntry,
  Judge,
  type JudgeSnapshot,
  MINUTE,
  type Rule,
  type Station,
  type Warning,
} from '@tocsin/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const T0 = Date.UTC(2025, 6, 1)
const station: Station = {
  id: 's',
  name: 'S',
  area: 'a/b',
  latenessMs: 10 * MINUTE,
  datastreams: [
    {
      name: 'level',
      property: 'water-level',
      unit: 'm',
      intervalMs: MINUTE,
      span: [0, 50],
      maxRatePerMinute: 20,
    },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'increment' },
    { name: 'total', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'counter', modulus: 100 },
  ],
}
const rules: Rule[] = [
  {
    id: 'r1',
    version: 1,
    name: 'level',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 10, clearBelow: 8 },
      orange: { raiseAt: 15, for: '2m' },
      red: { raiseAt: 20, clearBelow: 12, for: '90s' },
    },
  },
  {
    id: 'r2',
    version: 1,
    name: 'rain',
    appliesTo: { area: 'a', property: 'rainfall' },
    condition: { kind: 'accumulation' },
    levels: { orange: { anyOf: { '5m': 10, '30m': 25 } }, red: { anyOf: { '5m': 20 } } },
  },
  {
    id: 'r3',
    version: 1,
    name: 'silent',
    appliesTo: { area: 'a' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '3 intervals' }, yellow: { after: '10m' } },
  },
]

/** What may happen to a station in a storm, a step at a time. */
const happening = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('reading' as const),
      name: fc.constantFrom('level', 'rain', 'total'),
      value: fc.integer({ min: -2, max: 60 }),
      age: fc.constantFrom(0, 0, 0, 0, 30, 60, 300, 900, 40 * 86_400, -120, -4000),
      step: fc.integer({ min: 0, max: 120 }),
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
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('acknowledge' as const),
      which: fc.nat(5),
      who: fc.constantFrom('li', 'wang'),
      step: fc.nat(10),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('close' as const), which: fc.nat(5), step: fc.nat(10) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rule' as const),
      which: fc.nat(2),
      raise: fc.integer({ min: 6, max: 30 }),
      active: fc.boolean(),
      step: fc.nat(10),
    }),
  },
)

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** Writes the journal of a story, judging it on the way as the host does, so that clock entries stand where timers fall due. */
function journalOf(story: readonly Happening[]): JournalEntry[] {
  const entries: JournalEntry[] = []
  const judge = new Judge()
  const known: string[] = []
  let now = T0
  let version = 1
  const write = (entry: JournalEntry) => {
    entries.push(entry)
    for (const { warning } of judge.take(entry, entries.length).events)
      if (!known.includes(warning.id)) known.push(warning.id)
  }
  const by = { kind: 'system' } as const
  write({ type: 'config', at: now, by, change: { kind: 'station', station } })
  for (const rule of rules) write({ type: 'config', at: now, by, change: { kind: 'rule', rule } })
  for (const step of story) {
    now += step.step * 1000
    for (let due = judge.nextDue(); due !== undefined && due <= now; due = judge.nextDue())
      write({ type: 'clock', at: due, cause: 'due' })
    switch (step.kind) {
      case 'reading': {
        const reading = {
          datastream: `s/${step.name}`,
          phenomenonTime: now - step.age * 1000,
          receivedAt: now,
          value: step.value,
        }
        write({ type: 'readings', at: now, station: 's', readings: [reading], rejections: [] })
        break
      }
      case 'clock':
        break
      case 'started':
      case 'stepped':
        write({ type: 'clock', at: now, cause: step.kind })
        break
      case 'acknowledge':
      case 'close': {
        const warning = known[step.which % Math.max(1, known.length)] ?? 'none'
        const who = step.kind === 'close' ? 'li' : step.who
        const command =
          step.kind === 'close'
            ? ({ kind: 'close', warning, note: 'n' } as const)
            : ({ kind: 'acknowledge', warning } as const)
        write({ type: 'command', at: now, by: { kind: 'person', id: who, name: who }, command })
        break
      }
      case 'rule': {
        const before = rules[step.which] as Rule
        const levels =
          step.which === 0
            ? { yellow: { raiseAt: step.raise, for: '1m' }, red: { raiseAt: step.raise + 5 } }
            : before.levels
        const rule = {
          ...before,
          levels,
          version: ++version,
          state: step.active ? 'active' : 'draft',
        } as Rule
        write({ type: 'config', at: now, by, change: { kind: 'rule', rule } })
        break
      }
    }
  }
  return entries
}

/** What the host saves at a checkpoint, and loads again. */
class Saved {
  readonly streams = new Map<string, string>()
  readonly stations = new Map<string, Station>()
  readonly rules = new Map<string, Rule>()
  readonly warnings = new Map<string, Warning>()

  save(judge: Judge, entry: JournalEntry, changed: readonly Warning[]): void {
    for (const { datastream, state } of judge.changed()) {
      if (state === undefined) this.streams.delete(datastream)
      else this.streams.set(datastream, JSON.stringify(state))
    }
    judge.saved()
    if (entry.type === 'config') {
      const { change } = entry
      if (change.kind === 'station') this.stations.set(change.station.id, change.station)
      else if (change.kind === 'rule') this.rules.set(change.rule.id, change.rule)
    }
    for (const warning of changed) this.warnings.set(warning.id, warning)
  }

  load(judge: Judge): JudgeSnapshot {
    return JSON.parse(
      JSON.stringify({
        ...BEGINNING,
        position: judge.position,
        now: judge.now,
        clock: judge.clock,
        startedAt: judge.startedAt,
        stations: [...this.stations.values()],
        rules: [...this.rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        openWarnings: [...this.warnings.values()].filter(({ state }) => state === 'open'),
      }),
      (key, value) =>
        key === 'streams' ? new Map([...this.streams].map(([id, state]) => [id, JSON.parse(state)])) : value,
    ) as JudgeSnapshot
  }
}

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300)
const parameters = { numRuns: RUNS, ...(process.env['FUZZ_RUNS'] ? {} : { seed: 20151226 }) }
// Long enough that rain is forgotten on the way.
const stories = fc.array(happening, { minLength: 1, maxLength: 200, size: 'max' })

describe('the judge, whatever happens', () => {
  it('says the same after a restart at every entry as in one run', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const entries = journalOf(story)
        const once = new Judge()
        let twice = new Judge()
        const saved = new Saved()
        for (const [index, entry] of entries.entries()) {
          const first = once.take(entry, index + 1)
          const second = twice.take(entry, index + 1)
          expect(second.events).toEqual(first.events)
          expect(second.observations).toEqual(first.observations)
          expect(second.missedPeaks).toEqual(first.missedPeaks)
          saved.save(
            twice,
            entry,
            second.events.map(({ warning }) => warning),
          )
          twice = new Judge(saved.load(twice))
        }
      }),
      parameters,
    )
  })

  it('never holds two open warnings for one rule and datastream, and gives no id twice', () => {
    let raised = 0
    fc.assert(
      fc.property(stories, (story) => {
        const judge = new Judge()
        const open = new Map<string, string>()
        const ids = new Set<string>()
        for (const [index, entry] of journalOf(story).entries()) {
          for (const { warning, event } of judge.take(entry, index + 1).events) {
            expect(ids.has(event.id)).toBe(false)
            if (event.type === 'raised') raised++
            ids.add(event.id)
            const key = `${warning.rule.id} ${warning.subject}`
            if (warning.state === 'closed') open.delete(key)
            else {
              expect(open.get(key) ?? warning.id).toBe(warning.id)
              open.set(key, warning.id)
            }
          }
        }
      }),
      parameters,
    )
    // The stories must be worth telling.
    expect(raised).toBeGreaterThan(RUNS)
  })

  it('is never woken for nothing for ever', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const entries = journalOf(story)
        expect(entries.filter(({ type }) => type === 'clock').length).toBeLessThan(20 * story.length + 50)
      }),
      parameters,
    )
  })
})
