import type { RuleView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { stationCoverage } from './station-coverage.ts'

const rule = (id: string) => ({ id, name: id }) as unknown as RuleView

it('lists the rules over any datastream of the station, and what nobody watches there', () => {
  const judged = (datastream: string, ...ids: string[]) => ({
    datastream,
    rules: ids.map((id) => ({
      id,
      mode: id === 'trial' ? ('shadow' as const) : ('active' as const),
      kind: 'rate',
    })),
    withoutRow: [],
  })
  const coverage = {
    coverage: [
      judged('bridge/level', 'river', 'silence'),
      judged('bridge/rain', 'silence', 'trial'),
      judged('bridge-2/level', 'other'),
    ],
    uncovered: ['bridge/rain', 'bridge-2/level'],
  }
  const found = stationCoverage('bridge', coverage, ['river', 'other', 'silence', 'trial'].map(rule))
  expect(found.judging.map((one) => `${one.rule.id} ${one.mode}`)).toEqual([
    'river active',
    'silence active',
    'trial shadow',
  ])
  expect(found.unwatched).toEqual(['bridge/rain'])
})
