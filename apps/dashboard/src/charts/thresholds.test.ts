import type { RuleView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { nextThreshold, rainLimits, rulesOver, thresholdLines } from './thresholds.ts'

const station = { id: 'bridge', area: 'lushan/xincun' }
const level = { name: 'level', property: 'water-level' }
const river: RuleView = {
  id: 'r1',
  version: 1,
  state: 'active',
  name: 'River',
  appliesTo: { datastreams: ['bridge/level'] },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 3.9 }, red: { raiseAt: 4.5 } },
}
const rain: RuleView = {
  id: 'r2',
  version: 1,
  state: 'active',
  name: 'Rain',
  appliesTo: { area: 'lushan', property: 'rainfall' },
  condition: { kind: 'accumulation' },
  levels: { orange: { anyOf: { '1h': 40, '3h': 65 } } },
}

it('a chart shows the lines of the rules in force over its datastream', () => {
  expect(rulesOver([river, rain], station, level)).toEqual([river])
  expect(rulesOver([{ ...river, state: 'shadow' }], station, level)).toEqual([])
  expect(thresholdLines([river, rain]).map((line) => `${line.level} ${line.value}`)).toEqual([
    'red 4.5',
    'yellow 3.9',
  ])
})
it('rain limits are listed by window', () => {
  expect(rulesOver([river, rain], station, { name: 'rain', property: 'rainfall' })).toEqual([rain])
  const limits = rainLimits([river, rain], { property: 'rainfall' })
  expect(limits.map((limit) => `${limit.window} ${limit.sum}`)).toEqual(['1h 40', '3h 65'])
})
it('levels of water are not added up as rain, even where a rule for rain covers the whole station', () => {
  const everywhere = { ...rain, appliesTo: { area: 'lushan' } }
  expect(rulesOver([everywhere], station, level)).toEqual([everywhere])
  expect(rainLimits([everywhere], level)).toEqual([])
})
it('the next threshold is the nearest not yet reached', () => {
  const lines = thresholdLines([river])
  expect(nextThreshold(lines, 3.71)?.line.level).toBe('yellow')
  expect(nextThreshold(lines, 4.0)?.distance).toBeCloseTo(0.5)
  expect(nextThreshold(lines, 5)).toBeUndefined()
})
it('a band has a line at either end, and what compares no value has none', () => {
  const band: RuleView = {
    ...river,
    condition: { kind: 'threshold', direction: 'outside' },
    levels: { yellow: { raiseOutside: [1, 3] } },
  }
  expect(thresholdLines([band]).map(({ value, direction }) => `${direction} ${value}`)).toEqual([
    'above 3',
    'below 1',
  ])
  const rise: RuleView = {
    ...river,
    condition: { kind: 'rate', direction: 'rising', window: '1h' },
    levels: { yellow: { raiseAt: 0.5 } },
  }
  expect(thresholdLines([rise])).toEqual([])
})
