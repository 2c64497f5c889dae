import { HOUR, MINUTE, type Rule, type Station, type Table } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { Course } from './course.ts'
import { planOf, rowsTried } from './plan.ts'

const station: Station = {
  id: 'upper',
  name: 'Upper',
  area: 'county/village',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTE },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTE, form: 'increment' },
  ],
}
const other: Station = { ...station, id: 'lower', area: 'county/other' }
const table: Table = {
  id: 'table-1',
  version: 1,
  name: 'Rain',
  kind: 'accumulation',
  columns: [
    { level: 'orange', window: '1h' },
    { level: 'red', window: '1h' },
    { level: 'red', window: '30m' },
  ],
  rows: [
    { subject: { area: 'county/village' }, cells: [30, 40, 25] },
    { subject: { area: 'county' }, cells: [35, 45, 30] },
  ],
}
const byTable: Rule = {
  id: 'rule-1',
  version: 1,
  name: 'Rain',
  appliesTo: { property: 'rainfall' },
  condition: { kind: 'accumulation', table: 'table-1' },
  levels: {},
}
const configuration = { stations: [station, other], rules: [byTable], tables: [table] }
const plan = planOf(byTable, configuration)

function course(rule: Rule, name: string): Course {
  const made = planOf(rule, configuration)
  const feed = made.feeds.find(({ id }) => id === `upper/${name}`)
  if (feed === undefined) throw new Error(`no feed of ${name}`)
  return new Course(feed, made, { from: 0, to: 4 * HOUR, buckets: 4, row: 0 })
}

describe('the course of what a rule watched', () => {
  it('of rain is the greatest sum of each window within each stretch, to the micrometre, with what fell before the range', () => {
    const rain = course(byTable, 'rain')
    for (let at = -HOUR; at < 4 * HOUR; at += 5 * MINUTE) {
      rain.take(at, at === -20 * MINUTE ? 7.1 : at === 70 * MINUTE ? 10.2 : at === 100 * MINUTE ? 0.1 : 0)
    }
    const { lines, gaps, unit } = rain.finish([])
    expect(unit).toBe('mm')
    expect(lines.map(({ window, values }) => [window, values])).toEqual([
      // At 100 minutes the half hour no longer holds what fell at 70: its old end is open.
      ['30m', [7.1, 10.2, 0.1, 0]],
      ['1h', [7.1, 10.3, 10.3, 0]],
    ])
    expect(lines[1]?.record).toEqual({ value: 10.3, at: 100 * MINUTE })
    expect(gaps).toEqual([])
  })

  it('of a level is its lowest value where the rule looks downwards', () => {
    const rule: Rule = {
      id: 'rule-2',
      version: 1,
      name: 'Low',
      appliesTo: { datastreams: ['upper/level'] },
      condition: { kind: 'threshold', direction: 'below' },
      levels: { red: { raiseAt: 1 } },
    }
    const level = course(rule, 'level')
    for (let at = 0; at < 4 * HOUR; at += 5 * MINUTE) level.take(at, 3 - at / (4 * HOUR))
    expect(level.finish([]).lines).toMatchObject([{ window: null, record: { at: 235 * MINUTE } }])
    expect(level.finish([]).lines[0]?.values[0]).toBeCloseTo(3 - 55 / 240)
  })

  it('tells where nothing was observed for more than two and a half intervals, at the beginning and the end too', () => {
    const rain = course(byTable, 'rain')
    for (const minute of [60, 65, 77, 90, 95]) rain.take(minute * MINUTE, 0)
    expect(rain.finish([])).toMatchObject({
      gaps: [
        { from: 0, to: HOUR },
        { from: 77 * MINUTE, to: 90 * MINUTE },
        { from: 95 * MINUTE, to: 4 * HOUR },
      ],
      gapCount: 3,
      gapMs: (60 + 13 + 145) * MINUTE,
    })
  })
})

describe('the rows of a table that are tried', () => {
  it('stand for the datastreams that they hold for, and for no other that a nearer row has', () => {
    expect([...rowsTried(table, [0], configuration.stations)].map(([id]) => id)).toEqual([
      'upper/level',
      'upper/rain',
    ])
    expect([...rowsTried(table, [1], configuration.stations).keys()]).toEqual(['lower/level', 'lower/rain'])
  })

  it('leave the rest of what the rule covers untried', () => {
    expect(plan.subjects).toEqual(['upper/rain', 'lower/rain'])
    const only = new Set(rowsTried(table, [0], configuration.stations).keys())
    expect(planOf(byTable, configuration, only)).toMatchObject({ subjects: ['upper/rain'], isLimited: true })
  })
})
