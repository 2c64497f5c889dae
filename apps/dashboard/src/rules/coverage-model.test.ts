import { expect, it } from 'vitest'
import { gapsOf, onlyJudgedBy } from './coverage-model.ts'

it('tells what no rule judges, and where a rule lacks its row, each by the names of the rules', () => {
  const coverage = [
    {
      datastream: 'a/level',
      rules: [{ id: 'r1', mode: 'active' as const, kind: 'threshold' }],
      withoutRow: [],
    },
    { datastream: 'b/rain', rules: [], withoutRow: ['r2'] },
    {
      datastream: 'c/rain',
      rules: [{ id: 'r1', mode: 'active' as const, kind: 'rate' }],
      withoutRow: ['r2'],
    },
    { datastream: 'd/battery', rules: [], withoutRow: [] },
  ]
  const rules = [{ id: 'r2', name: 'Rain by table' }]
  expect(gapsOf({ coverage, uncovered: ['b/rain', 'd/battery'] }, rules)).toEqual({
    unwatched: [
      { datastream: 'b/rain', withoutRow: [{ id: 'r2', name: 'Rain by table' }] },
      { datastream: 'd/battery', withoutRow: [] },
    ],
    withoutRow: [{ datastream: 'c/rain', withoutRow: [{ id: 'r2', name: 'Rain by table' }] }],
  })
})

it('tells what is left without a rule when one goes: shadows, silence and sensor faults are no substitute', () => {
  const by = (id: string, kind = 'threshold', mode: 'active' | 'shadow' = 'active') => ({ id, kind, mode })
  const coverage = [
    { datastream: 'a/level', rules: [by('r1'), by('s', 'sensor-fault')], withoutRow: [] },
    { datastream: 'b/level', rules: [by('r1'), by('r2')], withoutRow: [] },
    { datastream: 'c/level', rules: [by('r1'), by('r2', 'rate', 'shadow')], withoutRow: [] },
    { datastream: 'd/level', rules: [], withoutRow: [] },
  ]
  expect(onlyJudgedBy('r1', coverage)).toEqual(['a/level', 'c/level'])
  expect(onlyJudgedBy('s', coverage)).toEqual([])
})
