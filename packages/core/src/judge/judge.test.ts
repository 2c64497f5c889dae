import { describe, expect, it } from 'vitest'
import {
  type Change,
  type Command,
  type Datastream,
  HOUR,
  type JournalEntry,
  MINUTE,
  type RuleDefinition,
  type Station,
} from '../model/index.ts'
import { Judge } from './judge.ts'
import { BEGINNING, type JudgeSnapshot } from './snapshot.ts'
import type { Verdict } from './verdict.ts'

const T0 = Date.UTC(2025, 6, 1)
const LEVEL: Datastream = {
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: MINUTE,
  span: [0, 100],
}
const RAIN: Datastream = {
  name: 'rain',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: MINUTE,
  form: 'increment',
}
const above = (levels: RuleDefinition['levels']): RuleDefinition =>
  ({
    name: 'R',
    appliesTo: { area: 'a' },
    condition: { kind: 'threshold', direction: 'above' },
    levels,
  }) as RuleDefinition

/** A journal being written and judged at once, in minutes since T0. */
class Story {
  readonly entries: JournalEntry[] = []
  readonly told: string[] = []
  readonly missed: string[] = []
  verdict: Verdict | undefined
  judge: Judge

  constructor(snapshot?: JudgeSnapshot) {
    this.judge = new Judge(snapshot)
  }

  static of(rule: RuleDefinition, ...datastreams: Datastream[]): Story {
    const station: Station = { id: 's', name: 'S', area: 'a/b', datastreams, latenessMs: 10 * MINUTE }
    return new Story()
      .config({ kind: 'station', station })
      .config({ kind: 'rule', rule: { ...rule, id: 'r', version: 1 } })
  }

  #take(entry: JournalEntry): this {
    this.entries.push(entry)
    this.verdict = this.judge.take(entry, this.entries.length)
    const minute = (entry.at - T0) / MINUTE
    for (const { event, warning } of this.verdict.events) {
      const level = 'level' in event ? ` ${event.level}` : ''
      const reason = 'reason' in event && event.reason !== 'threshold' ? ` (${event.reason})` : ''
      const doubt = warning.needsConfirmation && event.type.includes('raise') ? ' ?' : ''
      this.told.push(`${minute} ${event.type}${level}${reason}${doubt}`)
    }
    for (const { level, peak } of this.verdict.missedPeaks) {
      this.missed.push(`${minute} ${level} ${peak.value} at ${(peak.phenomenonTime - T0) / MINUTE}`)
    }
    return this
  }

  /** Values a minute apart from `from`, as promtool writes them: `_` is a missing one; `a+bxn` counts on. */
  reports(series: string, from = 0, name = 'level'): this {
    for (const [index, value] of expand(series).entries()) {
      if (value !== undefined) this.report(from + index, value, { name })
      else this.clock(from + index)
    }
    return this
  }

  report(minute: number, value: number, { received = minute, name = 'level' } = {}): this {
    const receivedAt = T0 + received * MINUTE
    const reading = { datastream: `s/${name}`, phenomenonTime: T0 + minute * MINUTE, receivedAt, value }
    return this.#take({ type: 'readings', at: receivedAt, station: 's', readings: [reading], rejections: [] })
  }

  /** What the host does: a clock entry at every due time up to `minute`. */
  clock(minute: number): this {
    for (;;) {
      const due = this.judge.nextDue()
      if (due === undefined || due > T0 + minute * MINUTE) return this
      this.#take({ type: 'clock', at: due, cause: 'due' })
    }
  }

  clockEntryAt(minute: number): this {
    return this.#take({ type: 'clock', at: T0 + minute * MINUTE, cause: 'due' })
  }

  stepped(minute: number): this {
    return this.#take({ type: 'clock', at: T0 + minute * MINUTE, cause: 'stepped' })
  }

  started(minute: number): this {
    return this.#take({ type: 'clock', at: T0 + minute * MINUTE, cause: 'started' })
  }

  command(minute: number, command: Command, who = 'li'): this {
    const by = { kind: 'person', id: who, name: who } as const
    return this.#take({ type: 'command', at: T0 + minute * MINUTE, by, command })
  }

  config(change: Change, minute = -1): this {
    return this.#take({ type: 'config', at: T0 + minute * MINUTE, by: { kind: 'system' }, change })
  }

  acknowledge(minute: number, who = 'li'): this {
    return this.command(minute, { kind: 'acknowledge', warning: this.warningId }, who)
  }

  warningId = ''
  /** Remembers the newest warning's id. */
  named(): this {
    this.warningId = this.verdict?.events.at(-1)?.warning.id ?? this.warningId
    return this
  }

  get flags(): string {
    return (this.verdict?.observations ?? [])
      .map(({ flag, checks, timeliness }) => [flag, ...checks, timeliness].join(' '))
      .join()
  }
}

function expand(series: string): (number | undefined)[] {
  return series.split(/\s+/).flatMap((item) => {
    const counted = /^(-?[\d.]+|_)(?:([+-][\d.]+))?(?:x(\d+))?$/.exec(item)
    if (!counted) throw new Error(`series: ${item}`)
    const [, start, step = '0', times = '0'] = counted
    if (start === '_') return Array(Math.max(1, Number(times))).fill(undefined)
    return Array.from({ length: Number(times) + 1 }, (_, index) => Number(start) + index * Number(step))
  })
}

describe('a threshold rule', () => {
  const f = (name: string, levels: RuleDefinition['levels'], series: string, ...expected: string[]) =>
    it(name, () => {
      expect(Story.of(above(levels), LEVEL).reports(series).told).toEqual(expected)
    })
  const yellow = { yellow: { raiseAt: 10, clearBelow: 8 } }
  const held = { yellow: { raiseAt: 10, for: '3m' } }
  const ladder = {
    yellow: { raiseAt: 10, clearBelow: 8 },
    orange: { raiseAt: 15, clearBelow: 13 },
    red: { raiseAt: 20, clearBelow: 18 },
  }

  f('raises at the very threshold', yellow, '9.99 10', '1 raised yellow')
  f('fires exactly when `for` has run out', held, '10 10 10 10', '3 raised yellow')
  f('starts to wait anew after a dip', held, '10 10 9 10 10 10 10', '6 raised yellow')
  f('bears a gap of one reading', held, '10 10 _ 10', '3 raised yellow')
  f(
    'starts anew after a gap that leaves the condition unproven',
    { yellow: { raiseAt: 10, for: '5m' } },
    '10 10 _x6 10x5',
    '13 raised yellow',
  )
  f(
    '`for` runs out without a new reading',
    { yellow: { raiseAt: 10, for: '90s' } },
    '10 _ _',
    '1.5 raised yellow',
  )
  f('stays between clear and raise', yellow, '10 9 8.5 8 7.9', '0 raised yellow', '4 cleared')
  f('jumps to the graver level', ladder, '5 25', '1 raised red')
  f(
    'climbs and descends',
    ladder,
    '11 16 21 19 17 14 12 7',
    '0 raised yellow',
    '1 level-raised orange',
    '2 level-raised red',
    '4 level-lowered orange',
    '6 level-lowered yellow',
    '7 cleared',
  )
  f(
    'clears only under the lower level’s own clear value',
    { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, orange: { raiseAt: 4.2, clearBelow: 4 } },
    '3.95 4.3 3.8 3.6',
    '0 raised yellow',
    '1 level-raised orange',
    '2 level-lowered yellow',
    '3 cleared',
  )
  f(
    'impossible values prove nothing of what was pending',
    { yellow: { raiseAt: 10, for: '6m' } },
    '10 1000x9',
  )
  f(
    'a firing hazard whose sensor falls silent keeps firing, and says so',
    yellow,
    '10 _x60 10',
    '0 raised yellow',
    '3 data-lost',
    '61 data-back',
  )
  f(
    'raises the same warning again when it was not acknowledged',
    yellow,
    '10 7 10',
    '0 raised yellow',
    '1 cleared',
    '2 raised-again yellow',
  )
  f('holds back the impossible', yellow, '5 1000 5 -1', ...[])

  it('raises below for oxygen', () => {
    const rule = {
      ...above({ red: { raiseAt: 19.5, clearAbove: 20, for: '0s' } }),
      condition: { kind: 'threshold', direction: 'below' },
    } as RuleDefinition
    expect(Story.of(rule, LEVEL).reports('20.9 19.6 19.5 19.9 20 20.1').told).toEqual([
      '2 raised red',
      '5 cleared',
    ])
  })

  it('warns of a suspect value, marked as needing confirmation', () => {
    const story = Story.of(above(yellow), { ...LEVEL, maxRatePerMinute: 1 }).reports('5 12')
    expect(story.told).toEqual(['1 raised yellow ?'])
    expect(story.flags).toBe('suspect rate-of-change new')
    expect(story.reports('5', 2).flags).toBe('good new')
  })

  it('names the reading it rests on, not an impossible one that came after', () => {
    const story = Story.of(above({ yellow: { raiseAt: 10, for: '90s' } }), LEVEL)
      .reports('12 500')
      .clock(2)
    expect(story.told).toEqual(['1.5 raised yellow'])
    expect(story.verdict?.events[0]?.event).toMatchObject({ reading: { value: 12 } })
  })

  it('quotes its evidence, its rule and what to do', () => {
    const story = Story.of({ ...above(yellow), response: '派人上堤' }, LEVEL).reports('9 10')
    expect(story.verdict?.events[0]?.warning).toMatchObject({
      id: 'w4-1',
      rule: { id: 'r', version: 1, name: 'R' },
      subject: 's/level',
      area: 'a/b',
      response: '派人上堤',
      evidence: { readings: [{ value: 9 }, { value: 10, phenomenonTime: T0 + MINUTE, flag: 'good' }] },
    })
  })
})

describe('people and warnings', () => {
  const levels = { yellow: { raiseAt: 10, clearBelow: 8 }, red: { raiseAt: 20, clearBelow: 18 } }
  const raised = () => Story.of(above(levels), LEVEL).reports('10').named()

  it('closes what is cleared and acknowledged, in either order', () => {
    expect(raised().acknowledge(1).reports('7', 2).told.slice(1)).toEqual([
      '1 acknowledged yellow',
      '2 cleared',
      '2 closed',
    ])
    expect(raised().reports('7', 1).acknowledge(2).told.slice(1)).toEqual([
      '1 cleared',
      '2 acknowledged yellow',
      '2 closed',
    ])
  })

  it('opens a new warning after one was closed', () => {
    const story = raised().acknowledge(1).reports('7 10', 2)
    expect(story.told.at(-1)).toBe('3 raised yellow')
    expect(story.verdict?.events[0]?.warning.id).not.toBe(story.warningId)
  })

  it('voids the acknowledgement when the level rises', () => {
    const story = raised().acknowledge(1).reports('20', 2)
    expect(story.verdict?.events[0]?.warning.acknowledged).toBeNull()
  })

  it('keeps the acknowledgement when the level falls', () => {
    const story = Story.of(above(levels), LEVEL).reports('20').named().acknowledge(1).reports('12', 2)
    expect(story.verdict?.events[0]?.warning).toMatchObject({
      level: 'yellow',
      gravest: 'red',
      acknowledged: { by: 'li' },
    })
  })

  it('takes the same acknowledgement twice, and tells a second person who has it', () => {
    const story = raised().acknowledge(1).acknowledge(2)
    expect(story.verdict?.outcome).toEqual({ ok: true, events: [] })
    story.acknowledge(3, 'wang')
    expect(story.verdict?.outcome).toMatchObject({
      ok: false,
      refusal: { kind: 'acknowledged-by-another', acknowledged: { by: 'li', at: T0 + MINUTE } },
    })
  })

  it('raises a new warning for a graver level after one was closed by hand', () => {
    const story = raised().command(1, { kind: 'close', warning: 'w3-1', note: 'false alarm' })
    expect(story.reports('11 21', 2).told.slice(1)).toEqual(['1 closed', '3 raised red'])
  })
})

describe('the two clocks', () => {
  const rule = above({ yellow: { raiseAt: 10, clearBelow: 8 } })

  it('a late breach is a missed peak and calls nobody', () => {
    const story = Story.of(rule, LEVEL).reports('5 5 5 5 5').report(2.5, 12, { received: 5 })
    expect(story.told).toEqual([])
    expect(story.missed).toEqual(['5 yellow 12 at 2.5'])
    expect(story.flags).toBe('good late')
  })

  it('back-fill records its peak once and calls nobody', () => {
    const story = Story.of(rule, LEVEL).report(0, 5)
    for (const [minute, value] of [
      [20, 9],
      [21, 12],
      [22, 14],
      [23, 13],
      [24, 9],
    ] as const)
      story.report(minute, value, { received: 60 })
    expect(story.told).toEqual([])
    expect(story.missed.at(-1)).toBe('60 yellow 14 at 22')
    expect(story.report(61, 11).told).toEqual(['61 raised yellow'])
  })

  it('a late all-is-well clears nothing', () => {
    expect(Story.of(rule, LEVEL).reports('5 12').report(0.5, 5, { received: 2 }).told).toEqual([
      '1 raised yellow',
    ])
  })

  it('a late copy of a breach that was warned of is no missed peak', () => {
    const story = Story.of(rule, LEVEL).reports('12 12 7 7').report(1, 12.5, { received: 4 })
    expect(story.missed).toEqual([])
  })

  it('ignores a redelivery', () => {
    const story = Story.of(rule, LEVEL).reports('5 12').report(1, 12, { received: 2 })
    expect(story.verdict).toMatchObject({ duplicates: 1, observations: [], events: [] })
  })

  it('four minutes ahead is normal; two hours ahead is judged at receipt, in doubt, and a clock fault', () => {
    const story = Story.of(rule, LEVEL).report(4, 5, { received: 0 })
    expect(story.flags).toBe('good new')
    story.report(121, 12, { received: 1 })
    expect(story.flags).toBe('suspect clock-ahead ahead')
    expect(story.told).toEqual(['1 raised yellow ?'])
    expect(story.judge.clockFaultSince('s/level')).toBe(T0 + MINUTE)
    // The clock is put right: the very next reading counts, and the fault is over.
    expect(story.report(2, 7).told).toEqual(['1 raised yellow ?', '2 cleared'])
    expect(story.judge.clockFaultSince('s/level')).toBeUndefined()
  })

  it('a reading of 1970 is stored, never judged, and a clock fault', () => {
    const story = Story.of(rule, LEVEL).report(-T0 / MINUTE, 99, { received: 1 })
    expect(story.flags).toBe('good ancient')
    expect([story.told, story.missed]).toEqual([[], []])
    expect(story.judge.clockFaultSince('s/level')).toBe(T0 + MINUTE)
  })

  it('a `for` counts from receipt when the device is a little ahead', () => {
    const held = above({ yellow: { raiseAt: 10, for: '30s' } })
    const story = Story.of(held, LEVEL).report(4, 12, { received: 0 }).clock(1)
    expect(story.told).toEqual(['0.5 raised yellow'])
  })

  it('a host clock that was set back hurries no `for`', () => {
    const held = above({ yellow: { raiseAt: 10, for: '10m' } })
    const story = Story.of(held, { ...LEVEL, intervalMs: 10 * MINUTE })
      .report(120, 5)
      .stepped(60)
    story.report(60, 12).report(61, 12)
    expect(story.told).toEqual([])
    expect(story.clock(70).told).toEqual(['70 raised yellow'])
  })

  it('a host clock that was set back does not make honest readings old', () => {
    const story = Story.of(rule, LEVEL).report(0, 5, { received: 60 }).report(1, 12, { received: 1 })
    expect(story.told).toEqual(['1 raised yellow'])
  })
})

describe('an accumulation rule', () => {
  const rule = {
    name: 'Rain',
    appliesTo: { area: 'a', property: 'rainfall' },
    condition: { kind: 'accumulation' },
    levels: { orange: { anyOf: { '10m': 20, '1h': 40 } }, red: { anyOf: { '10m': 30, '1h': 60 } } },
  } as RuleDefinition
  const rain = () => Story.of(rule, RAIN)

  it('raises when any window is reached, and says which sums it saw', () => {
    const story = rain().reports('1x9 5 5', 0, 'rain')
    expect(story.told).toEqual([])
    story.reports('5 5', 12, 'rain')
    expect(story.told).toEqual(['12 raised orange'])
    expect(rain().reports('1x38 1 1', 0, 'rain').told).toEqual(['39 raised orange'])
    expect(rain().reports('1x38 1', 0, 'rain').verdict?.events[0]?.event).toMatchObject({
      windows: { '10m': 10, '1h': 40 },
    })
  })

  it('clears when every window has fallen under nine tenths', () => {
    const story = rain().reports('5 5 5 5 0x20', 0, 'rain')
    expect(story.told).toEqual(['3 raised orange', '10 cleared'])
  })

  it('a late report that lifts the window ending now raises', () => {
    const story = rain().reports('0x5', 0, 'rain').report(2.5, 25, { received: 6, name: 'rain' })
    expect(story.told).toEqual(['6 raised orange'])
    expect(story.missed).toEqual([])
  })

  it('a window that has passed is a missed peak', () => {
    const story = rain().reports('0x5', 0, 'rain').report(120, 0, { name: 'rain' })
    story.report(30, 25, { received: 121, name: 'rain' })
    expect([story.told, story.missed]).toEqual([[], ['121 orange 25 at 30']])
  })

  it('counts a redelivered tip once and takes a correction', () => {
    const story = rain().report(0, 19, { name: 'rain' }).report(0, 19, { name: 'rain' })
    expect(story.told).toEqual([])
    expect(story.report(0, 21, { name: 'rain' }).told).toEqual(['0 raised orange'])
  })

  it('never counts negative rain', () => {
    expect(rain().report(0, -5, { name: 'rain' }).flags).toBe('fail gross-range new')
  })

  it('reads a counter as the rain between its totals', () => {
    const story = Story.of(rule, { ...RAIN, form: 'counter', modulus: 1000 })
    const values = ['10 14 17.5 999 2', ''].map((series) => series)
    story.reports(values[0] as string, 0, 'rain')
    expect(story.flags).toBe('good new')
    expect(story.verdict?.observations[0]?.value).toBe(3)
  })

  it('mends the rise after a total that came late', () => {
    const story = Story.of(rule, { ...RAIN, form: 'counter' }).reports('10 12 _ 18', 0, 'rain')
    story.report(2, 15, { received: 4, name: 'rain' })
    expect(
      story.verdict?.observations.map(({ phenomenonTime, value }) => [(phenomenonTime - T0) / MINUTE, value]),
    ).toEqual([
      [3, 3],
      [2, 3],
    ])
  })

  it('counts redelivered increments of a device whose clock is ahead once', () => {
    const story = rain()
    for (let delivery = 0; delivery < 3; delivery++) {
      story.report(600, 10, { received: 0, name: 'rain' }).report(601, 9, { received: 0, name: 'rain' })
    }
    expect(story.told).toEqual([])
  })

  it('does not take a counter’s rise over three days for the rain of an hour', () => {
    const counter = Story.of(rule, { ...RAIN, form: 'counter' })
    counter.report(0, 400, { name: 'rain' }).report(3 * 1440, 500, { name: 'rain' })
    expect(counter.told).toEqual([])
    const late = Story.of(rule, { ...RAIN, form: 'counter' })
    late.report(3 * 1440, 500, { name: 'rain' }).report(0, 400, { received: 3 * 1440 + 1, name: 'rain' })
    expect(late.told).toEqual([])
  })

  it('counts a counter’s rise over an outage as heavy as it was', () => {
    const story = Story.of(rule, { ...RAIN, form: 'counter' })
      .report(0, 400, { name: 'rain' })
      .report(60, 445, { name: 'rain' })
    expect(story.told).toEqual(['60 raised orange'])
  })

  it('never takes unknown rain for none', () => {
    const story = Story.of(rule, { ...RAIN, form: 'counter' }).reports('10 600', 0, 'rain')
    expect(story.flags).toBe('missing counter-unknown new')
    expect(story.reports('0.4', 2, 'rain').flags).toBe('suspect counter-reset new')
  })
})

describe('an absence rule', () => {
  const rule = {
    name: 'Silent',
    appliesTo: { area: 'a' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '3 intervals' }, yellow: { after: '10m' } },
  } as RuleDefinition

  it('raises after the silence, goes graver, and ends with the next reading', () => {
    const story = Story.of(rule, LEVEL).report(0, 5).clock(60).report(61, 5)
    expect(story.told).toEqual([
      '3 raised blue (no-data)',
      '10 level-raised yellow (no-data)',
      '61 cleared (data-back)',
    ])
  })

  it('counts from its rule when nothing ever came', () => {
    expect(Story.of(rule, LEVEL).clock(2).told).toEqual(['2 raised blue (no-data)'])
  })

  it('does not count the time that the gateway was down', () => {
    expect(Story.of(rule, LEVEL).report(0, 5).started(30).clock(32).told).toEqual([])
    expect(Story.of(rule, LEVEL).report(0, 5).started(30).clock(33).told).toEqual([
      '33 raised blue (no-data)',
    ])
  })

  it('goes graver in the order of time, however the levels are written', () => {
    const mixed = {
      ...rule,
      levels: { red: { after: '10m' }, yellow: { after: '15 intervals' } },
    } as RuleDefinition
    expect(Story.of(mixed, LEVEL).report(0, 5).clock(20).told).toEqual(['10 raised red (no-data)'])
  })

  it('takes a clock that was set forward for no silence', () => {
    const story = Story.of(rule, LEVEL).reports('5 5').report(62, 5)
    expect(story.told).toEqual([])
    expect(story.clock(65).told).toEqual(['65 raised blue (no-data)'])
  })

  it('takes a wobble of milliseconds between two entries for no step: nothing else is touched by it', () => {
    const story = Story.of(rule, LEVEL, RAIN).reports('5 5')
    story.judge.saved()
    story.clockEntryAt(1 - 5 / MINUTE)
    expect(story.judge.changed()).toEqual([])
  })

  it('hears silence also after the clock was set back', () => {
    const story = Story.of(rule, LEVEL).report(0, 5, { received: 500_000 }).stepped(1).clock(10)
    expect(story.told.map((line) => line.replace(/^\S+ /, ''))).toEqual(['raised blue (no-data)'])
  })

  it('wakes nobody for deadlines that readings have moved on', () => {
    const story = Story.of(rule, LEVEL).reports('5x500')
    expect(story.judge.nextDue()).toBe(T0 + 503 * MINUTE)
  })

  it('hears old data as a sign of life', () => {
    expect(Story.of(rule, LEVEL).report(0, 5).clock(5).report(1, 5, { received: 6 }).told).toEqual([
      '3 raised blue (no-data)',
      '6 cleared (data-back)',
    ])
  })
})

describe('a rule that changes', () => {
  const rule = above({ yellow: { raiseAt: 10, clearBelow: 8 } })
  const version = (definition: RuleDefinition, version: number): Change => ({
    kind: 'rule',
    rule: { ...definition, id: 'r', version },
  })

  it('is judged at once with what is known', () => {
    const story = Story.of(rule, LEVEL)
      .reports('9')
      .config(version(above({ yellow: { raiseAt: 8 } }), 2), 1)
    expect(story.told).toEqual(['1 raised yellow (rule-changed)'])
  })

  it('keeps firing through an edit, and names the version that acted', () => {
    const story = Story.of(rule, LEVEL)
      .reports('10')
      .config(version(above({ yellow: { raiseAt: 9.5, clearBelow: 6, for: '1h' } }), 2), 1)
    expect(story.reports('7 5', 2).told).toEqual(['0 raised yellow', '3 cleared'])
    expect(story.verdict?.events[0]?.event.by).toEqual({ kind: 'rule', id: 'r', version: 2 })
  })

  it('clears what no longer holds, and what it no longer covers', () => {
    const raised = () => Story.of(rule, LEVEL).reports('10')
    expect(
      raised()
        .config(version(above({ yellow: { raiseAt: 20 } }), 2), 1)
        .told.at(-1),
    ).toBe('1 cleared (rule-changed)')
    expect(
      raised()
        .config(version({ ...rule, state: 'draft' }, 2), 1)
        .told.at(-1),
    ).toBe('1 cleared (rule-changed)')
    expect(
      raised()
        .config(version({ ...rule, appliesTo: { area: 'elsewhere' } }, 2), 1)
        .told.at(-1),
    ).toBe('1 cleared (rule-changed)')
  })

  it('wakes nobody for a rule that was withdrawn', () => {
    const silent = {
      name: 'Silent',
      appliesTo: { area: 'a' },
      condition: { kind: 'absence' },
      levels: { blue: { after: '3m' } },
    } as RuleDefinition
    const story = Story.of(silent, LEVEL)
      .report(0, 5)
      .config(version({ ...silent, state: 'draft' }, 2), 1)
    expect(story.judge.nextDue()).toBeUndefined()
  })

  it('a station that loses the datastream clears its warnings', () => {
    const story = Story.of(rule, LEVEL, RAIN).reports('10')
    story.config({ kind: 'station', station: { id: 's', name: 'S', area: 'a/b', datastreams: [RAIN] } }, 1)
    expect(story.told.at(-1)).toBe('1 cleared (rule-changed)')
    expect(story.judge.changed().find(({ datastream }) => datastream === 's/level')).toMatchObject({
      state: undefined,
    })
  })
})

describe('a restart', () => {
  it('is invisible to rules, at every entry', () => {
    const rule = above({
      yellow: { raiseAt: 10, clearBelow: 8, for: '2m' },
      red: { raiseAt: 20, for: '90s' },
    })
    const whole = Story.of(rule, LEVEL, RAIN)
    whole.config({
      kind: 'rule',
      rule: {
        ...above({}),
        appliesTo: { area: 'a' },
        condition: { kind: 'absence' },
        levels: { blue: { after: '3 intervals' } },
        name: 'A',
        id: 'q',
        version: 1,
      } as never,
    })
    whole.config({
      kind: 'rule',
      rule: {
        name: 'P',
        appliesTo: { property: 'rainfall' },
        condition: { kind: 'accumulation' },
        levels: { red: { anyOf: { '10m': 5 } } },
        id: 'p',
        version: 1,
      } as never,
    })
    whole
      .reports('5 12 12 12 25 _ 25 25 7 _x9 12', 0)
      .reports('1 1 1 1 1 1 0x15', 5, 'rain')
      .report(2, 30, { received: 40 })
    whole
      .named()
      .acknowledge(41)
      .clock(HOUR / MINUTE)

    const events = (from: number, judge: Judge) =>
      whole.entries
        .slice(from)
        .flatMap((entry, index) =>
          judge
            .take(entry, from + index + 1)
            .events.map(({ event, warning }) => JSON.stringify([event, warning])),
        )
    const live = events(0, new Judge())
    expect(live.length).toBeGreaterThan(8)

    for (let cut = 1; cut < whole.entries.length; cut++) {
      const before = new Judge()
      const first = whole.entries
        .slice(0, cut)
        .flatMap((entry, index) => before.take(entry, index + 1).events)
      const after = new Judge(saved(before, whole.entries.slice(0, cut), first))
      expect(
        [...first.map(({ event, warning }) => JSON.stringify([event, warning])), ...events(cut, after)],
        `cut at ${cut}`,
      ).toEqual(live)
    }
  })

  function saved(judge: Judge, entries: readonly JournalEntry[], ruled: Verdict['events']): JudgeSnapshot {
    const configured = entries.flatMap((entry) => (entry.type === 'config' ? [entry.change] : []))
    const newest = new Map(ruled.map(({ warning }) => [warning.id, warning]))
    const snapshot: JudgeSnapshot = {
      ...BEGINNING,
      position: judge.position,
      now: judge.now,
      clock: judge.clock,
      startedAt: judge.startedAt,
      stations: configured.flatMap((change) => (change.kind === 'station' ? [change.station] : [])),
      rules: configured.flatMap((change) => (change.kind === 'rule' ? [change.rule] : [])),
      openWarnings: [...newest.values()].filter(({ state }) => state === 'open'),
    }
    const streams = new Map(
      judge
        .changed()
        .flatMap(({ datastream, state }) =>
          state ? [[datastream, JSON.parse(JSON.stringify(state))] as const] : [],
        ),
    )
    return { ...(JSON.parse(JSON.stringify(snapshot)) as JudgeSnapshot), streams }
  }
})
