import { Judge, type Rule, type Station } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { gaugesOf } from './gauges.ts'

const T = 1_800_000_000_000
const MINUTE = 60_000
const station = (id: string, area: string, property = 'water-level'): Station => ({
  id,
  name: id,
  area,
  datastreams: [{ name: 'level', property, unit: 'm', intervalMs: 10 * MINUTE, span: [0, 12] }],
})
const rule = (id: string, more: Partial<Rule> = {}): Rule =>
  ({
    id,
    version: 1,
    name: id,
    response: 'go',
    state: 'active',
    appliesTo: { datastreams: ['bridge/level'] },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { red: { raiseAt: 4 }, yellow: { raiseAt: 3 } },
    ...more,
  }) as Rule

/** How the gauges stand `minutes` after the bridge reported `value`. */
function seen(rules: Rule[], minutes: number, value = 1, stations = [station('bridge', 'c/v')]) {
  const judge = new Judge()
  let position = 0
  for (const one of stations) {
    judge.take(
      { type: 'config', at: T, change: { kind: 'station', station: one }, by: { kind: 'system' } },
      ++position,
    )
  }
  for (const one of rules) {
    judge.take(
      { type: 'config', at: T, change: { kind: 'rule', rule: one }, by: { kind: 'system' } },
      ++position,
    )
  }
  judge.take(
    {
      type: 'readings',
      at: T,
      station: 'bridge',
      readings: [{ datastream: 'bridge/level', phenomenonTime: T, receivedAt: T, value }],
      rejections: [],
    } as never,
    ++position,
  )
  return gaugesOf(judge, stations, rules, T + minutes * MINUTE).map(({ datastream, state, watched }) => ({
    datastream,
    state,
    watched: watched.map(({ area, levels }) => `${area} ${levels.join()}`),
  }))
}

describe('a gauge', () => {
  it('is watched at the levels of the rules in force that stand on it', () =>
    expect(seen([rule('river')], 1)).toEqual([
      { datastream: 'bridge/level', state: 'heard', watched: ['c/v red,yellow'] },
    ]))

  it.each([
    ['a draft', rule('river', { state: 'draft' })],
    ['a shadow', rule('river', { state: 'shadow' })],
    [
      'a rule about silence',
      rule('river', {
        condition: { kind: 'absence' },
        levels: { yellow: { after: '3 intervals' } },
      } as never),
    ],
  ])('is not watched by %s', (_, one) => expect(seen([one], 1)[0]?.watched).toEqual([]))

  it('is watched by a composite in the composite’s own area, whatever the state of its members', () => {
    const both = rule('both', {
      appliesTo: { area: 'c' },
      condition: { kind: 'composite' },
      levels: { orange: { anyOf: [{ rule: 'river' }] } },
    } as never)
    expect(seen([rule('river', { state: 'shadow' }), both], 1)[0]?.watched).toEqual(['c orange'])
  })

  it('is silent after twice its interval', () =>
    expect([20, 21].map((minutes) => seen([], minutes)[0]?.state)).toEqual(['heard', 'silent']))
  it('fails while its newest value is beyond what it can measure', () =>
    expect(seen([], 1, 99)[0]?.state).toBe('failing'))
  it('has never been heard', () =>
    expect(seen([], 1, 1, [station('bridge', 'c/v'), station('weir', 'c/w')])[1]?.state).toBe('never-heard'))
  it('is no battery', () => expect(seen([], 1, 1, [station('bridge', 'c/v', 'battery')])).toEqual([]))
})
