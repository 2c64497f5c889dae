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
  const rain = {
    appliesTo: { property: 'rainfall' },
    condition: { kind: 'accumulation' },
  } as Partial<RuleDefinition>
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
    'a clear sum that is not under the sum that raises',
    { red: { anyOf: { '1h': 40 }, clearBelow: { '1h': 40 } } },
    'levels.red.clearBelow.1h: 40 mm would clear the very sum that raises at 40 mm; expected more than 0 and under 40',
    rain,
  )
  f(
    'an amount that rounds to nothing',
    { red: { anyOf: { '1h': 0.0004 } } },
    'levels.red.anyOf.1h: 0.0004 mm would always hold; expected at least 0.001 mm',
    rain,
  )
  f(
    'two windows of one length',
    { red: { anyOf: { '1h': 40, '60m': 50 } } },
    'levels.red.anyOf.60m: 60m is as long as 1h; expected each window once',
    rain,
  )
  f(
    'sums of what is no rain',
    { red: { anyOf: { '1h': 40 } } },
    'appliesTo.property: only rain is summed; expected rainfall',
    { ...rain, appliesTo: { property: 'water-level' } } as Partial<RuleDefinition>,
  )
  f(
    'the rise of rain',
    { red: { raiseAt: 1 } },
    'appliesTo.property: rain has no rise; expected anything but rainfall',
    {
      appliesTo: { property: 'rainfall' },
      condition: { kind: 'rate', direction: 'rising', window: '1h' },
    } as Partial<RuleDefinition>,
  )
  const fault = { condition: { kind: 'sensor-fault' } } as Partial<RuleDefinition>
  f(
    'no flag at all',
    { yellow: { flags: [] } },
    'levels.yellow.flags: an empty list is never met; expected flags, or leave it out',
    fault,
  )
  f(
    'no check at all',
    { yellow: { flags: ['fail'], checks: [] } },
    'levels.yellow.checks: an empty list is never met; expected checks, or leave it out',
    fault,
  )
  f(
    'a member that is named twice',
    { red: { atLeast: 2, of: [{ rule: 'rule-1' }, { rule: 'rule-1', area: 'a', stations: 1 }] } },
    'levels.red.of[1]: is a member already, and would count twice; expected each member once',
    { appliesTo: { area: 'a' }, condition: { kind: 'composite' } } as Partial<RuleDefinition>,
  )
  const when = (hours: object[]) =>
    ({ schedule: { zone: 'Asia/Shanghai', hours } }) as unknown as Partial<RuleDefinition>
  const yellow = { yellow: { raiseAt: 3.9 } }
  f(
    'hours from midnight to midnight the wrong way round',
    yellow,
    'schedule.hours[0]: has no length; expected two different times',
    when([{ from: '24:00', to: '00:00' }]),
  )
  f(
    'hours on no day',
    yellow,
    'schedule.hours[0].days: names no day; expected days, or leave it out',
    when([{ from: '08:00', to: '20:00', days: [] }]),
  )
  f(
    'a schedule with an empty list of hours',
    yellow,
    'schedule.hours: an empty list says nothing; expected hours, or leave it out',
    when([]),
  )
  it('accepts the whole day as hours', () => {
    const schedule = { zone: 'Asia/Shanghai', hours: [{ from: '00:00', to: '24:00', days: [6, 7] }] }
    expect(faults({ ...river, schedule } as RuleDefinition)).toEqual([])
  })
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
