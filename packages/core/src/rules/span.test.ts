import { describe, expect, it } from 'vitest'
import type { Datastream, RuleDefinition } from '../model/index.ts'
import { compileRule } from './compile.ts'
import { spanFaults } from './span.ts'

const level: Datastream = {
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: 60_000,
  span: [0, 10],
}

function faults(condition: object, levels: object, datastreams: readonly Datastream[]): string[] {
  const rule = { name: 'R', appliesTo: { datastreams: ['a/level'] }, condition, levels } as RuleDefinition
  const compilation = compileRule(rule)
  if (!compilation.ok || compilation.compiled === undefined) throw new Error('cannot be compiled')
  return spanFaults(compilation.compiled, datastreams).map(({ path }) => path)
}

describe('limits beyond what is reported', () => {
  const above = { kind: 'threshold', direction: 'above' }
  const below = { kind: 'threshold', direction: 'below' }
  const outside = { kind: 'threshold', direction: 'outside' }
  const mean = { kind: 'mean', direction: 'above', window: '1h' }

  it('are found at their level', () => {
    const levels = { red: { raiseAt: 10.1 }, yellow: { raiseAt: 10 } }
    expect(faults(above, levels, [level])).toEqual(['levels.red.raiseAt'])
    expect(faults(mean, levels, [level])).toEqual(['levels.red.raiseAt'])
    expect(faults(below, { red: { raiseAt: -0.1 } }, [level])).toEqual(['levels.red.raiseAt'])
    expect(faults(outside, { red: { raiseOutside: [-1, 11] } }, [level])).toEqual(['levels.red.raiseOutside'])
  })

  it('are none while one of the datastreams may report so much', () => {
    const levels = { red: { raiseAt: 11 } }
    expect(faults(above, levels, [level, { ...level, span: [0, 20] }])).toEqual([])
    expect(faults(above, levels, [level, { ...level, span: undefined }])).toEqual([])
    expect(faults(above, levels, [])).toEqual([])
    expect(faults(outside, { red: { raiseOutside: [1, 11] } }, [level])).toEqual([])
  })
})
