import { describe, expect, it } from 'vitest'
import {
  type Datastream,
  MINUTE,
  type QualitySettings,
  type RuleDefinition,
  type Station,
} from '../model/index.ts'
import { Judge } from './judge.ts'

const T0 = Date.UTC(2026, 6, 1)

/** Stations side by side, each with one datastream `v`, reporting by the minute under the same rules. */
class Field {
  readonly judge = new Judge()
  readonly told: string[] = []
  readonly flags: string[] = []
  #position = 0

  constructor(datastream: Partial<Datastream>, rules: readonly RuleDefinition[], places = 1) {
    for (let place = 0; place < places; place++) {
      const station: Station = {
        id: `s${place}`,
        name: 'S',
        area: 'a',
        // A kilometre apart.
        position: { longitude: 110, latitude: 31 + place / 111 },
        datastreams: [{ name: 'v', property: 'water-level', unit: 'm', intervalMs: MINUTE, ...datastream }],
      }
      this.#take({ type: 'config', at: T0 - 1, by: { kind: 'system' }, change: { kind: 'station', station } })
    }
    for (const [index, rule] of rules.entries()) {
      const change = { kind: 'rule', rule: { ...rule, id: `r${index}`, version: 1 } } as const
      this.#take({ type: 'config', at: T0 - 1, by: { kind: 'system' }, change })
    }
  }

  #take(entry: Parameters<Judge['take']>[0]): void {
    const { events, observations } = this.judge.take(entry, ++this.#position)
    for (const { event, warning } of events) {
      const doubt = 'needsConfirmation' in event && event.needsConfirmation ? ' ?' : ''
      const reason = 'reason' in event && event.reason !== 'threshold' ? ` (${event.reason})` : ''
      this.told.push(`${(event.at - T0) / MINUTE} ${warning.rule.name} ${event.type}${reason}${doubt}`)
    }
    for (const { datastream, phenomenonTime, flag, checks } of observations) {
      this.flags.push([datastream.slice(0, 2), (phenomenonTime - T0) / MINUTE, flag, ...checks].join(' '))
    }
  }

  report(minute: number, value: number, place = 0): this {
    const at = T0 + minute * MINUTE
    const station = `s${place}`
    const reading = { datastream: `${station}/v`, phenomenonTime: at, receivedAt: at, value }
    this.#take({ type: 'readings', at, station, readings: [reading], rejections: [] })
    return this
  }

  unreadable(minute: number): this {
    const rejection = { path: 'values.v', reason: 'a string', excerpt: '12abc', datastream: 's0/v' }
    const at = T0 + minute * MINUTE
    this.#take({ type: 'readings', at, station: 's0', readings: [], rejections: [rejection] })
    return this
  }
}

const flood = {
  name: 'flood',
  appliesTo: { area: 'a' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { red: { raiseAt: 10 } },
} as RuleDefinition
const fault = {
  name: 'sensor',
  appliesTo: { area: 'a' },
  condition: { kind: 'sensor-fault' },
  levels: { yellow: {} },
} as RuleDefinition
const blocked = {
  ...fault,
  name: 'blocked',
  levels: { blue: { checks: ['neighbour', 'flat-line'] } },
} as RuleDefinition
const quality = (settings: QualitySettings) => ({ quality: settings })

describe('quality before the rules', () => {
  it('warns of a suspect value all the same, and says that it needs confirmation', () => {
    const field = new Field(quality({ suspectSpan: [0, 9] }), [flood]).report(0, 8).report(1, 11)
    expect(field.told).toEqual(['1 flood raised ?'])
  })

  it('holds back only the impossible, and then the sensor is the warning', () => {
    const field = new Field({ span: [0, 50] }, [flood, fault]).report(0, 8).report(1, 1000).report(2, 8)
    expect(field.told).toEqual(['1 sensor raised (sensor-error)', '2 sensor cleared (sensor-error)'])
  })

  it('takes what is no number for a fault, and keeps the last value for show', () => {
    const field = new Field({}, [flood, fault]).report(0, 8).unreadable(1)
    expect(field.told).toEqual(['1 sensor raised (sensor-error)'])
    expect(field.judge.latest('s0/v')).toMatchObject({ value: 8, flag: 'good' })
    expect(field.report(2, 8).told.at(-1)).toBe('2 sensor cleared (sensor-error)')
  })

  it('says of a spike what it was when the next value has come', () => {
    const field = new Field(quality({ spike: { suspect: 1, fail: 4 } }), [flood])
    field.report(0, 3).report(1, 11).report(2, 3).report(3, 3)
    expect(field.told).toEqual(['1 flood raised ?', '2 flood note', '2 flood cleared'])
    expect(field.flags).toEqual([
      's0 0 good',
      's0 1 suspect spike',
      's0 1 fail spike',
      's0 2 good',
      's0 3 good',
    ])
  })

  it('takes a flood that rises faster than any spike limit for what it is', () => {
    const field = new Field(quality({ spike: { suspect: 1 } }), [flood])
    field.report(0, 3).report(1, 5).report(2, 7).report(3, 9).report(4, 11)
    expect(field.told).toEqual(['4 flood raised ?'])
    // Each was doubted until the next came, and then taken for good.
    expect(field.flags).toContain('s0 1 good')
    expect(field.flags).toContain('s0 3 good')
  })

  it('raises no alarm while a gas sensor warms up, and gives no all-clear either', () => {
    const field = new Field(quality({ warmUpMs: 3 * MINUTE }), [flood])
    field.report(0, 99).report(2, 99).report(3, 11)
    expect(field.told).toEqual(['3 flood raised'])
    field.report(30, 0).report(32, 0)
    expect(field.told.filter((line) => line.includes('cleared'))).toEqual([])
    expect(field.report(33, 0).told.at(-1)).toBe('33 flood cleared')
  })

  it('shows no rule what a device calls no value', () => {
    const low = { ...flood, condition: { kind: 'threshold', direction: 'below' } } as RuleDefinition
    const field = new Field(quality({ sentinels: [-200] }), [low]).report(0, 12).report(1, -200)
    expect(field.told).toEqual([])
    expect(field.flags.at(-1)).toBe('s0 1 missing sentinel')
  })

  it('doubts a level that has not moved in so long', () => {
    const field = new Field(quality({ flatLine: { tolerance: 0, afterMs: 3 * MINUTE } }), [blocked])
    for (let minute = 0; minute < 5; minute++) field.report(minute, 7)
    expect(field.told).toEqual(['3 blocked raised (sensor-error)'])
    expect(field.report(5, 7.1).told.at(-1)).toBe('5 blocked cleared (sensor-error)')
  })
})

describe('rain gauges side by side', () => {
  const RAIN = { property: 'rainfall', unit: 'mm', form: 'increment' } as const
  const neighbours = { withinKm: 10, wetMm: 5, atLeast: 2 }

  it('doubt one that stays dry among wet ones: blocked', () => {
    const field = new Field({ ...RAIN, ...quality({ neighbours }) }, [blocked], 3)
    field.report(0, 0, 0).report(1, 6, 1).report(2, 0, 0)
    expect(field.told).toEqual([])
    field.report(3, 5, 2).report(4, 0, 0)
    expect(field.told).toEqual(['4 blocked raised (sensor-error)'])
    expect(field.flags.at(-1)).toBe('s0 4 suspect neighbour')
    // One tip shows that it is not.
    expect(field.report(5, 0.2, 0).told.at(-1)).toBe('5 blocked cleared (sensor-error)')
  })

  it('leave in peace one that is far away', () => {
    const field = new Field(
      { ...RAIN, ...quality({ neighbours: { ...neighbours, withinKm: 1.5 } }) },
      [blocked],
      3,
    )
    field.report(0, 6, 1).report(0, 6, 2).report(1, 0, 0)
    expect(field.told).toEqual([])
  })

  it('doubt rain heavier than is set, and count it', () => {
    const rain = {
      name: 'rain',
      appliesTo: { area: 'a' },
      condition: { kind: 'accumulation' },
      levels: { orange: { anyOf: { '1h': 20 } } },
    } as RuleDefinition
    const field = new Field({ ...RAIN, ...quality({ maxMmPerMinute: 4 }) }, [rain])
    field.report(0, 4).report(1, 4.1).report(4, 12)
    expect(field.flags).toEqual(['s0 0 good', 's0 1 suspect intensity', 's0 4 good'])
    expect(field.told).toEqual(['4 rain raised'])
  })

  it('hold back a report of more rain than ever fell in a day', () => {
    const field = new Field(RAIN, [fault]).report(0, 2001)
    expect(field.told).toEqual(['0 sensor raised (sensor-error)'])
  })
})
