import type { WarningView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { expect, it } from 'vitest'
import { warningsPage } from './warnings-model.ts'

const warning = (id: string, level: Level) =>
  ({
    id,
    level,
    gravest: level,
    acknowledged: null,
    suppression: null,
    shelved: null,
  }) as unknown as WarningView
const open = [warning('a', 'red'), warning('b', 'red'), warning('c', 'orange'), warning('d', 'blue')]

it('shows all without a filter', () => {
  expect(warningsPage(open, {}, 0)).toEqual({ shown: open, hiddenGrave: 0, hiddenLevel: null, quiet: 0 })
})
it('says what grave warnings a filter hides', () => {
  expect(warningsPage(open, { level: 'blue' }, 0)).toMatchObject({ hiddenGrave: 3, hiddenLevel: 'red' })
  expect(warningsPage(open, { level: 'red' }, 0)).toMatchObject({ hiddenGrave: 1, hiddenLevel: 'orange' })
})
it('lists what is shelved until its end, and counts it everywhere', () => {
  const shelved = { ...warning('s', 'red'), shelved: { until: 100, by: 'li', name: '李', note: '…' } }
  const all = [shelved, ...open]
  expect(warningsPage(all, { quiet: true }, 50).shown.map(({ id }) => id)).toEqual(['s'])
  expect(warningsPage(all, {}, 50)).toMatchObject({ shown: all, quiet: 1 })
  expect(warningsPage(all, { quiet: true }, 100).shown).toEqual([])
})
