import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Datastream,
  HOUR,
  type Instant,
  type JournalEntry,
  Judge,
  MINUTE,
  type Observation,
  parseDuration,
  type RuleDefinition,
} from '@tocsin/core'
import { armley, kentucky, mytholmroyd, type RecordedSeries, seriesOf } from '@tocsin/devices'
import { describe, expect, it } from 'vitest'

/** Values in the order of time, as one station reports them. */
type Series = readonly (readonly [Instant, number])[]

const FOLDER = join(import.meta.dirname, '..', 'data')
const file = (name: string) => readFileSync(join(FOLDER, name), 'utf8')
const QUARTER = 15 * MINUTE

const LEVEL: Datastream = {
  name: 'v',
  property: 'water-level',
  unit: 'm',
  intervalMs: QUARTER,
  span: [-5, 30],
}
const RAIN: Datastream = {
  name: 'v',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: QUARTER,
  form: 'increment',
}

/** Judges a series under these rules, by the clock as the gateway would, and tells what was said in the order it was. */
function judged(series: Series, datastream: Datastream, rules: readonly RuleDefinition[]) {
  const judge = new Judge()
  const told: string[] = []
  const observations: Observation[] = []
  let position = 0
  const take = (entry: JournalEntry) => {
    const verdict = judge.take(entry, ++position)
    observations.push(...verdict.observations)
    for (const { warning, event } of verdict.events) {
      const reading = 'reading' in event ? event.reading?.phenomenonTime : undefined
      told.push(`${warning.rule.name} ${event.type} ${stamp(reading ?? event.at)}`)
    }
    return verdict
  }
  const begin = (series[0]?.[0] ?? 0) - MINUTE
  const by = { kind: 'system' } as const
  const station = { id: 's', name: 'S', area: 'a', datastreams: [datastream] }
  take({ type: 'config', at: begin, by, change: { kind: 'station', station } })
  for (const [index, rule] of rules.entries()) {
    const change = { kind: 'rule', rule: { ...rule, id: `rule-${index}`, version: 1 } } as const
    take({ type: 'config', at: begin, by, change })
  }
  const last = series.at(-1)?.[0] ?? 0
  for (const [at, value] of series) {
    for (let due = judge.nextDue(); due !== undefined && due <= at; due = judge.nextDue())
      take({ type: 'clock', at: due, cause: 'due' })
    const reading = { datastream: 's/v', phenomenonTime: at, receivedAt: at, value }
    take({ type: 'readings', at, station: 's', readings: [reading], rejections: [] })
  }
  take({ type: 'clock', at: last, cause: 'due' })
  return { told, observations }
}

/** `12-25 17:30`, UTC. */
function stamp(at: Instant): string {
  return new Date(at).toISOString().slice(5, 16).replace('T', ' ')
}

function points(series: RecordedSeries, factor = 1, digits = 9): Series {
  return series.points.flatMap(([time, value]) =>
    value === null ? [] : [[time, Number((value * factor).toFixed(digits))] as const],
  )
}

const rule = (name: string, condition: RuleDefinition['condition'], levels: RuleDefinition['levels']) =>
  ({ name, appliesTo: { area: 'a' }, condition, levels }) as RuleDefinition
const above = (name: string, raiseAt: number) =>
  rule(name, { kind: 'threshold', direction: 'above' }, { red: { raiseAt } })
const rising = (name: string, window: string, raiseAt: number) =>
  rule(name, { kind: 'rate', direction: 'rising', window }, { red: { raiseAt } })
const rain = (name: string, window: string, mm: number) =>
  rule(
    name,
    { kind: 'accumulation' },
    // A micrometre less, so that it clears as soon as it may.
    { red: { anyOf: { [window]: mm }, clearBelow: { [window]: Number((mm - 0.001).toFixed(3)) } } },
  )
const silence = rule('silent', { kind: 'absence' }, { blue: { after: '3 intervals' } })
const fault = rule('sensor', { kind: 'sensor-fault' }, { yellow: {} })

/** A rule at exactly the series' maximum raises once; a step beyond it, never. */
function reaches(
  series: Series,
  datastream: Datastream,
  of: (at: number) => RuleDefinition,
  most: number,
  step: number,
) {
  const { told } = judged(series, datastream, [of(most)])
  expect(judged(series, datastream, [of(Number((most + step).toFixed(6)))]).told).toEqual([])
  return told.filter((line) => line.includes(' raised '))
}

describe('the Boxing Day flood at Mytholmroyd', () => {
  const series = points(seriesOf(mytholmroyd(), 'level'))
  const f = (name: string, of: (at: number) => RuleDefinition, most: number, ...expected: string[]) =>
    it(name, () => expect(reaches(series, LEVEL, of, most, 0.001)).toEqual(expected))

  f('peaks at 5.735 m', (at) => above('level', at), 5.735, 'level raised 12-26 14:00')
  f('rises 0.207 m in 15 minutes', (at) => rising('rise', '15m', at), 0.207, 'rise raised 12-25 17:30')
  f('rises 0.739 m in an hour', (at) => rising('rise', '1h', at), 0.739, 'rise raised 12-25 18:15')
  f('rises 1.677 m in three hours', (at) => rising('rise', '3h', at), 1.677, 'rise raised 12-12 16:30')

  it('crosses 3.9 m three times, and 4.5 m once', () => {
    const { told } = judged(series, LEVEL, [above('3.9', 3.9), above('4.5', 4.5)])
    expect(told.filter((line) => line.includes('raised'))).toEqual([
      '3.9 raised 12-12 16:15',
      '3.9 raised-again 12-25 21:30',
      '3.9 raised-again 12-26 06:45',
      '4.5 raised 12-26 08:15',
    ])
  })

  it('passes the quality checks that are set for a real flood', () => {
    const quality = { suspectSpan: [0, 6] as const, spike: { suspect: 0.5 } }
    const { observations } = judged(series, { ...LEVEL, quality }, [])
    expect(observations.every(({ flag }) => flag === 'good')).toBe(true)
  })
})

describe('the Aire at Armley in the same storm', () => {
  const series = points(seriesOf(armley(), 'level'))
  const f = (name: string, of: (at: number) => RuleDefinition, most: number, ...expected: string[]) =>
    it(name, () => expect(reaches(series, LEVEL, of, most, 0.001)).toEqual(expected))

  f('peaks at 5.217 m', (at) => above('level', at), 5.217, 'level raised 12-27 02:15')
  it('rises 0.101 m, 0.386 m and 0.992 m at the most', () => {
    for (const [window, most] of [
      ['15m', 0.101],
      ['1h', 0.386],
      ['3h', 0.992],
    ] as const) {
      const raised = reaches(series, LEVEL, (at) => rising('rise', window, at), most, 0.001)
      expect(raised.length).toBeGreaterThan(0)
      for (const line of raised) expect(line).toMatch(/ 12-2[56] /)
    }
  })

  it('crosses 3.0, 3.9 and 4.5 m when it did', () => {
    const { told } = judged(series, LEVEL, [above('3.0', 3), above('3.9', 3.9), above('4.5', 4.5)])
    const first = (level: string) => told.find((line) => line.startsWith(`${level} raised`))
    expect(['3.0', '3.9', '4.5'].map(first)).toEqual([
      '3.0 raised 12-25 22:30',
      '3.9 raised 12-26 10:15',
      '4.5 raised 12-26 15:15',
    ])
  })

  it('raises nothing for its drift: no fault, no silence, no rise', () => {
    const quality = { suspectSpan: [0, 6] as const, spike: { suspect: 0.5 } }
    const rules = [silence, fault, rising('rise', '1h', 0.5)]
    expect(judged(series, { ...LEVEL, quality }, rules).told).toEqual([])
  })
})

describe('the Kentucky River at Frankfort', () => {
  const feet = points(seriesOf(kentucky(), 'level'), 1 / 0.3048, 2)
  const FEET: Datastream = { ...LEVEL, unit: 'ft', span: [0, 60] }

  it('falls to 7.84 ft and rises to 26.79 ft', () => {
    const low = (at: number) =>
      rule('low', { kind: 'threshold', direction: 'below' }, { red: { raiseAt: at } })
    expect(judged(feet, FEET, [low(7.84)]).told.filter((line) => line.includes(' raised '))).toEqual([
      'low raised 02-01 18:15',
    ])
    expect(judged(feet, FEET, [low(7.83)]).told).toEqual([])
    expect(reaches(feet, FEET, (at) => above('high', at), 26.79, 0.01)).toEqual(['high raised 02-06 13:45'])
  })

  it('rises 0.24 ft in 15 minutes and 0.79 ft in an hour, on 5 February', () => {
    expect(reaches(feet, FEET, (at) => rising('rise', '15m', at), 0.24, 0.01)[0]).toMatch(
      /^rise raised 02-05/,
    )
    expect(reaches(feet, FEET, (at) => rising('rise', '1h', at), 0.79, 0.01)[0]).toMatch(/^rise raised 02-05/)
  })

  it('has one gap, which is one absence and no flood; the change of the clocks is none', () => {
    const { told } = judged(feet, FEET, [silence, fault, above('high', 27), rising('rise', '1h', 0.8)])
    // 20:30 to 21:45 EST on 4 February: three intervals after the last reading.
    expect(told).toEqual(['silent raised 02-05 02:15', 'silent cleared 02-05 02:45'])
  })

  it('has its heaviest rain in 1 h on 2 March and in 6 h on 11 January', () => {
    const series = points(seriesOf(kentucky(), 'rain'), 1, 6)
    // In tips of 0.01 inch: 34 in an hour are 8.6 mm, 81 in six hours are 20.6 mm.
    const [hour, six] = [34 * 0.254, 81 * 0.254]
    expect(reaches(series, RAIN, (at) => rain('rain', '1h', at), hour, 0.01)[0]).toMatch(/^rain raised 03-02/)
    expect(reaches(series, RAIN, (at) => rain('rain', '6h', at), six, 0.01)[0]).toMatch(/^rain raised 01-11/)
    expect([hour.toFixed(1), six.toFixed(1)]).toEqual(['8.6', '20.6'])
  })
})

describe('a cloudburst in Environment Agency telemetry', () => {
  interface Telemetry {
    readonly minutes: { readonly values: readonly { readonly dateTime: string; readonly value: number }[] }
  }
  const { minutes } = JSON.parse(file('ea_rainfall_telemetry_2023-07.json')) as Telemetry
  const series: Series = minutes.values
    .map(({ dateTime, value }) => [Date.parse(dateTime), value] as const)
    .reverse()

  it('adds up to 56.0 mm', () => {
    expect(series).toHaveLength(481)
    expect(Math.round(series.reduce((sum, [, mm]) => sum + mm * 1000, 0))).toBe(56_000)
  })

  it.each([
    ['15m', 10.8],
    ['1h', 15.4],
    ['3h', 17.2],
    ['6h', 18.8],
    ['12h', 20.6],
    ['24h', 24.4],
  ] as const)('has its most in %s at %s mm, to the tip and at the minute', (window, most) => {
    // Summed again for each minute, as slowly as can be.
    const length = (parseDuration(window) ?? 0) as number
    const sums = series.map(([end]) => {
      const inside = series.filter(([time]) => time > end - length && time <= end)
      return [end, inside.reduce((sum, [, mm]) => sum + Math.round(mm * 1000), 0)] as const
    })
    const at = sums.find(([, sum]) => sum === Math.max(...sums.map(([, one]) => one)))?.[0] ?? 0
    expect(reaches(series, RAIN, (mm) => rain('rain', window, mm), most, 0.1)[0]).toBe(
      `rain raised ${stamp(at)}`,
    )
  })

  it('has its heaviest quarter of an hour on 17 July at 10:45', () => {
    expect(reaches(series, RAIN, (mm) => rain('rain', '15m', mm), 10.8, 0.1)[0]).toBe(
      'rain raised 07-17 10:45',
    )
  })
})

describe('a spike of a thousand metres in a tide', () => {
  const read = (name: string): Series =>
    (JSON.parse(file(name)) as { ts: string; _: number }[])
      .map(({ ts, _: level }) => [Date.parse(ts), level] as const)
      .reverse()
  const rules = [above('flood', 4), rising('rise', '1h', 2), fault, silence]

  it('is a sensor fault and no flood', () => {
    const series = read('ea_level_spike_2020-10.json')
    // The spike is the newest value; the honest one that would have followed ends the fault.
    const after: Series = [...series, [Date.parse('2020-10-13T16:15Z'), 1.1]]
    const { told, observations } = judged(after, LEVEL, rules)
    expect(told).toEqual(['sensor raised 10-13 16:00', 'sensor cleared 10-13 16:15'])
    expect(observations.filter(({ flag }) => flag === 'fail').map(({ value }) => value)).toEqual([1000])
  })

  it('is nothing at all without the spike', () => {
    expect(judged(read('ea_level_nospike_2020-10.json'), LEVEL, rules).told).toEqual([])
  })
})

describe('a sea level with real faults', () => {
  const series: Series = file('ioos_qc_water_level_example.csv')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [time, , , , , level] = line.split(',')
      return level === undefined || level === '' ? [] : [[Date.parse(time as string), Number(level)] as const]
    })

  it('finds its spikes and the edges of its steps, and nothing else improbable', () => {
    const tide: Datastream = { ...LEVEL, intervalMs: HOUR, quality: { spike: { suspect: 1.5, fail: 3 } } }
    const { observations } = judged(series, tide, [])
    // What was said last of each time: a spike is known for one when its successor has come.
    const flags = new Map(
      observations.map(({ phenomenonTime, value, flag }) => [phenomenonTime, { value, flag }]),
    )
    const odd = [...flags].filter(([, { flag }]) => flag !== 'good')
    expect(odd.map(([time, { value }]) => `${stamp(time)} ${value.toFixed(2)}`)).toEqual([
      // Ten hours at 4.15 m: where it began and where it ended. What lasts is no spike.
      '11-24 10:00 4.15',
      '11-24 20:00 -0.10',
      '11-26 15:00 4.12',
      // Three quarters of an hour between −2.85 and 4.16 m: every jump, and not the 4.16 that followed 3.94.
      '06-10 19:00 0.12',
      '06-10 19:30 -2.85',
      '06-10 19:45 3.94',
      '06-10 20:15 0.12',
    ])
  })
})

describe('carbon monoxide beside a road', () => {
  const CO: Datastream = {
    name: 'v',
    property: 'carbon-monoxide',
    unit: 'mg/m³',
    intervalMs: HOUR,
    quality: { sentinels: [-200] },
  }
  const series: Series = file('uci_air_quality.csv')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [date, time, co] = line.split(',')
      const at = Date.parse(`${date?.replace('\uFEFF', '')}T${time?.padStart(8, '0')}Z`)
      return Number.isNaN(at) ? [] : [[at, Number(co)] as const]
    })

  it('is 11.9 mg/m³ at the most, on 23 November 2004 at 19:00', () => {
    expect(series).toHaveLength(9357)
    expect(reaches(series, CO, (at) => above('co', at), 11.9, 0.1)).toEqual(['co raised 11-23 19:00'])
  })

  it('takes −200 for no value, 1,683 times, and never for a value', () => {
    const low = rule('low', { kind: 'threshold', direction: 'below' }, { red: { raiseAt: 0 } })
    const { told, observations } = judged(series, CO, [low])
    expect(observations.filter(({ flag }) => flag === 'missing')).toHaveLength(1683)
    expect(told).toEqual([])
  })
})
