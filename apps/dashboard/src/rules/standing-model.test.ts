import type { EvaluationView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { byConcern, standingCounts } from './standing-model.ts'

const on = (subject: string, more: Partial<EvaluationView>): EvaluationView => ({
  rule: { id: 'r', version: 1, name: 'Rule' },
  mode: 'active',
  subject,
  state: 'inactive',
  waiting: [],
  evaluatedAt: 0,
  reading: null,
  levels: [],
  hindrances: [],
  suppression: null,
  text: { zh: '', en: '' },
  ...more,
})
const all = [
  on('a/level', {}),
  on('b/level', { hindrances: [{ kind: 'never-reported' }] }),
  on('c/level', { state: 'pending', waiting: [{ level: 'red', since: 0, dueAt: 1, readings: 0 }] }),
  on('d/level', { state: 'firing', firing: { level: 'yellow', since: 0 } }),
  on('e/level', { state: 'firing', firing: { level: 'red', since: 0 } }),
]

it('what fires stands first, the gravest on top, then what waits, then what cannot be judged', () => {
  expect(
    [...all]
      .sort(byConcern)
      .map(({ subject }) => subject.charAt(0))
      .join(''),
  ).toBe('edcba')
})
it('counts by how it stands', () => {
  const closed = on('f/level', { hindrances: [{ kind: 'outside-schedule', opensAt: 9 }] })
  expect(standingCounts([closed])).toMatchObject({ hindered: 0, total: 1 })
  expect(standingCounts(all)).toEqual({ firing: 2, pending: 1, hindered: 1, total: 5 })
})
