import type { TableBody } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { approved } from './approved.ts'

const table: TableBody = {
  name: 'Rain',
  kind: 'accumulation',
  columns: [{ level: 'red', window: '1h' }],
  rows: [
    { subject: { area: 'a' }, cells: [40], approvedBy: '李' },
    { subject: { area: 'b' }, cells: [50] },
  ],
}

it('whoever approves a version stands on the rows that it changes, and on no other', () => {
  const changed = { ...table, rows: [table.rows[0], { subject: { area: 'b' }, cells: [55] }] } as TableBody
  expect(approved(changed, table, '王', '2026-04-15').rows).toEqual([
    table.rows[0],
    { subject: { area: 'b' }, cells: [55], approvedBy: '王', approvedOn: '2026-04-15' },
  ])
  expect(approved(changed, table, '', '2026-04-15')).toBe(changed)
  expect(approved(table, undefined, '王', '2026-04-15').rows.map(({ approvedBy }) => approvedBy)).toEqual([
    '王',
    '王',
  ])
})
