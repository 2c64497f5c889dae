import type { TableBody } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { tableDifference } from './table-difference.ts'

const before: TableBody = {
  name: 'Rain',
  kind: 'accumulation',
  columns: [
    { level: 'orange', window: '1h' },
    { level: 'red', window: '1h' },
  ],
  rows: [
    { subject: { area: 'a' }, name: '甲', cells: [30, 40] },
    { subject: { area: 'b' }, name: '乙', cells: [30, null] },
  ],
}

it('compares by village and column, wherever they stand in the file', () => {
  const after: TableBody = {
    ...before,
    columns: [...before.columns].reverse(),
    rows: [
      { subject: { area: 'c' }, name: '丙', cells: [50, 35] },
      { subject: { area: 'a' }, name: '甲', cells: [45, 30] },
    ],
  }
  expect(tableDifference(before, after)).toEqual({
    added: ['丙'],
    removed: ['乙'],
    changed: [{ row: '甲', column: { level: 'red', window: '1h' }, before: 40, after: 45 }],
  })
  expect(tableDifference(before, before)).toEqual({ added: [], removed: [], changed: [] })
})
