import { describe, expect, it } from 'vitest'
import type { RuleDefinition } from '../model/index.ts'
import { compileRule } from './compile.ts'

const river: RuleDefinition = {
  name: 'River at the bridge',
  appliesTo: { datastreams: ['bridge/level'] },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7, for: '0s' }, red: { raiseAt: 4.5, clearBelow: 4.2 } },
}

function faults(rule: RuleDefinition): string[] {
  const compilation = compileRule(rule)
  return compilation.ok
    ? []
    : compilation.faults.map(({ path, message, expected }) => `${path}: ${message}; expected ${expected}`)
}

describe('compiling a rule', () => {
  it('accepts the rules of the contract', () => {
    const rules: RuleDefinition[] = [
      river,
      {
        name: 'Oxygen',
        appliesTo: { property: 'oxygen' },
        condition: { kind: 'threshold', direction: 'below' },
        levels: { red: { raiseAt: 19.5, clearAbove: 20, for: '10s' } },
      },
      {
        name: 'Rain over the village',
        appliesTo: { area: 'lushan/xincun', property: 'rainfall' },
        condition: { kind: 'accumulation' },
        levels: {
          orange: { anyOf: { '1h': 40, '3h': 65, '6h': 95 } },
          red: { anyOf: { '1h': 60, '3h': 90, '6h': 130 } },
        },
      },
      {
        name: 'Silent',
        appliesTo: { area: 'lushan' },
        condition: { kind: 'absence' },
        levels: { blue: { after: '3 intervals' } },
      },
    ]
    expect(rules.flatMap(faults)).toEqual([])
  })

  it('orders the levels gravest first', () => {
    const compilation = compileRule(river)
    expect(compilation.ok && compilation.compiled?.rungs.map(({ level }) => level)).toEqual(['red', 'yellow'])
  })

  const f = (
    name: string,
    levels: Record<string, unknown>,
    expected: string,
    rule: Partial<RuleDefinition> = {},
  ) =>
    it(`refuses ${name}`, () => {
      expect(faults({ ...river, ...rule, levels } as RuleDefinition)).toContain(expected)
    })
  f(
    'a clear value that is not under the raise value',
    { yellow: { raiseAt: 3.9, clearBelow: 3.9 } },
    'levels.yellow.clearBelow: 3.9 would clear the very value that raises at 3.9; expected a value under raiseAt 3.9',
  )
  f(
    'a clear value of the other direction',
    { yellow: { raiseAt: 3.9, clearAbove: 3.5 } },
    'levels.yellow.clearAbove: has no meaning for direction "above"; expected clearBelow',
  )
  f(
    'a graver level under a lesser one',
    { red: { raiseAt: 3.8 }, yellow: { raiseAt: 3.9 } },
    "levels.red.raiseAt: 3.8 is not over yellow's 3.9; expected the graver level over the one below it",
  )
  f(
    'a duration without a unit',
    { yellow: { raiseAt: 3.9, for: '10' } },
    'levels.yellow.for: "10" is no duration; expected a number and s, m, h or d, such as "10m"',
  )
  f('no level', {}, 'levels: no level is set; expected at least one of red, orange, yellow, blue')
  const accumulation = { condition: { kind: 'accumulation' } } as Partial<RuleDefinition>
  f(
    'a window of 0',
    { red: { anyOf: { '0m': 40 } } },
    'levels.red.anyOf.0m: 0m is no window to look back over; expected 1m to 7d',
    accumulation,
  )
  f(
    'less rain in a longer window',
    { red: { anyOf: { '1h': 40, '3h': 30 } } },
    'levels.red.anyOf.3h: 3h needs less rain than 1h, which lies within it; expected at least 40 mm',
    accumulation,
  )
  f(
    'a silence of nothing',
    { blue: { after: '0 intervals' } },
    'levels.blue.after: "0 intervals" is no length of silence; expected "3 intervals", or a duration such as "30m"',
    { condition: { kind: 'absence' } } as Partial<RuleDefinition>,
  )

  it('refuses a rule that covers nothing', () => {
    expect(faults({ ...river, appliesTo: {} })).toEqual([
      'appliesTo: covers nothing; expected datastreams, or any of area, property, tag; or {"all": true}',
    ])
  })
})
