import { describe, expect, it } from 'vitest'
import { MINUTE } from '../model/index.ts'
import { counterStep } from './counter.ts'

const round = (step: ReturnType<typeof counterStep>) =>
  step.kind === 'unknown' ? step : { ...step, mm: Math.round(step.mm * 1000) / 1000 }

describe('rain between two totals', () => {
  const f = (
    name: string,
    [before, total]: [number, number],
    expected: ReturnType<typeof counterStep>,
    { elapsed = 5 * MINUTE, modulus = 6553.6 as number | undefined } = {},
  ) =>
    it(name, () => {
      expect(round(counterStep(before, total, elapsed, modulus))).toEqual(expected)
    })
  f('is the rise', [10, 14.2], { kind: 'increment', mm: 4.2 })
  f('is nothing when the total stands', [10, 10], { kind: 'increment', mm: 0 })
  f('goes on over the rollover of a 16-bit register in 0.1 mm', [6553.4, 0.2], { kind: 'increment', mm: 0.4 })
  f('starts again from zero after a reset', [120, 0.6], { kind: 'reset', mm: 0.6 })
  f('is a reset near the modulus when a rollover would mean impossible rain', [6500, 1], {
    kind: 'reset',
    mm: 1,
  })
  f(
    'is a reset when there is no modulus',
    [99_999.8, 0.2],
    { kind: 'reset', mm: 0.2 },
    { modulus: undefined },
  )
  f('is unknown when the rise is impossible', [10, 900], { kind: 'unknown' })
  f('is possible over a longer time', [10, 900], { kind: 'increment', mm: 890 }, { elapsed: 120 * MINUTE })
  f('is unknown when the total falls to a value that cannot have rained since', [6000, 3000], {
    kind: 'unknown',
  })
  f('is unknown for a negative total', [10, -5], { kind: 'unknown' })
})
