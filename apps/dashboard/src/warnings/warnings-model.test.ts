import type { WarningView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { expect, it } from 'vitest'
import { warningsPage } from './warnings-model.ts'

const warning = (id: string, level: Level) =>
  ({ id, level, gravest: level, acknowledged: null }) as unknown as WarningView
const open = [warning('a', 'red'), warning('b', 'red'), warning('c', 'orange'), warning('d', 'blue')]

it('shows all without a filter', () => {
  expect(warningsPage(open, {})).toEqual({ shown: open, hiddenGrave: 0, hiddenLevel: null })
})
it('says what grave warnings a filter hides', () => {
  expect(warningsPage(open, { level: 'blue' })).toMatchObject({ hiddenGrave: 3, hiddenLevel: 'red' })
  expect(warningsPage(open, { level: 'red' })).toMatchObject({ hiddenGrave: 1, hiddenLevel: 'orange' })
})
