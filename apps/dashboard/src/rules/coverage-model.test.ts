import { expect, it } from 'vitest'
import { gapsOf } from './coverage-model.ts'

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
