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
  expect(tableDifference(before, after)).toMatchObject({
    added: ['丙'],
    removed: ['乙'],
    changed: [{ row: '甲', column: { level: 'red', window: '1h' }, before: 40, after: 45 }],
  })
  expect(tableDifference(before, before)).toEqual({
    columnsGone: [],
    columnsNew: [],
    levelsGone: [],
    added: [],
    removed: [],
    changed: [],
  })
})

it('tells which columns and whole levels go away', () => {
  const before = {
    name: 't',
    kind: 'accumulation' as const,
    columns: [
      { level: 'orange' as const, window: '1h' },
      { level: 'orange' as const, window: '3h' },
      { level: 'red' as const, window: '1h' },
    ],
    rows: [],
  }
  const after = { ...before, columns: [{ level: 'orange' as const, window: '1h' }] }
  expect(tableDifference(before, after)).toMatchObject({
    columnsGone: [
      { level: 'orange', window: '3h' },
      { level: 'red', window: '1h' },
    ],
    columnsNew: [],
    levelsGone: ['red'],
  })
})
