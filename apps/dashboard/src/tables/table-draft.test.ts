import type { TableView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import {
  columnGroups,
  isValues,
  pastedBlock,
  readCell,
  readTable,
  tableDraftOf,
  withCell,
  withColumn,
  withoutColumn,
  withRow,
} from './table-draft.ts'

const table: TableView = {
  id: 't',
  version: 2,
  name: 'Rain',
  kind: 'accumulation',
  columns: [
    { level: 'orange', window: '1h' },
    { level: 'red', window: '1h' },
    { level: 'orange', window: '3h' },
  ],
  rows: [
    { subject: { area: 'lushan/xincun' }, name: '新村', cells: [30, 40, null], source: '2025' },
    { subject: { station: 'bridge' }, cells: [35, 45, 70] },
  ],
}
const { id: _id, version: _version, ...body } = table

describe('a table as it is typed', () => {
  it('survives being opened and saved again', () => {
    expect(readTable(tableDraftOf(table))).toEqual({ ok: true, body })
  })
  it('says at the cell what is wrong, as the gateway would', () => {
    const draft = tableDraftOf(table)
    expect(readTable(withCell(draft, 1, 1, 'high'))).toEqual({
      ok: false,
      errors: { 'rows.1.cells.1': 'number' },
    })
    expect(readTable(withCell(draft, 0, 1, '20'))).toMatchObject({
      ok: false,
      errors: { 'rows.0.cells.1': expect.stringContaining('graver level') },
    })
    expect(readTable({ ...draft, name: '' })).toMatchObject({ ok: false, errors: { name: 'required' } })
  })
  it('knows a stroke and an empty cell as not used', () => {
    expect(['', ' — ', '-', '/', '−1,5', '40'].map(readCell)).toEqual([null, null, null, null, -1.5, 40])
    expect(readCell('n/a')).toBeUndefined()
  })
  it('knows a block from a spreadsheet from a single value', () => {
    expect(pastedBlock('31\t41\n36\t46\t71\t99\r\n99')).toHaveLength(3)
    expect(pastedBlock('31')).toBeUndefined()
  })
  it('tells values from a table with a head', () => {
    expect(
      isValues([
        ['1', '—'],
        ['2.5', ''],
      ]),
    ).toBe(true)
    expect(
      isValues([
        ['村名', '1h'],
        ['新村', '40'],
      ]),
    ).toBe(false)
  })
  it('grows and shrinks with all its rows', () => {
    const grown = withRow(withColumn(tableDraftOf(table), { level: 'red', window: '3h' }))
    expect(grown.rows.map(({ cells }) => cells.length)).toEqual([4, 4, 4])
    expect(withoutColumn(grown, 0).rows[1]?.cells).toEqual(['45', '70', ''])
  })
})

it('columns stand under the head of their level, wherever they lie', () => {
  expect(columnGroups(table.columns)).toEqual([
    { level: 'orange', columns: [0, 2] },
    { level: 'red', columns: [1] },
  ])
})
