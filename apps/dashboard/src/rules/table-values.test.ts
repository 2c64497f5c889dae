import type { RuleView, TableView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { rulesFor, valuesFor } from './table-values.ts'

const rain: RuleView = {
  id: 'r',
  version: 1,
  state: 'active',
  name: 'Rain',
  appliesTo: { area: 'lushan', property: 'rainfall' },
  condition: { kind: 'accumulation', table: 't' },
  levels: { red: { for: '5m' } },
}
const table: TableView = {
  id: 't',
  version: 3,
  name: 'Table',
  kind: 'accumulation',
  columns: [
    { level: 'orange', window: '1h' },
    { level: 'red', window: '1h' },
    { level: 'red', window: '3h' },
  ],
  rows: [
    { subject: { area: 'lushan/xincun' }, cells: [30, 40, null] },
    { subject: { station: 'bridge' }, cells: [35, 45, 70] },
  ],
}
const tables = new Map([['t', table]])
const village = { id: 'school', area: 'lushan/xincun' }

it('takes the values of the nearest row, and leaves out what is not used', () => {
  expect(valuesFor(rain, tables, village, { name: 'rain' })).toMatchObject({
    condition: { kind: 'accumulation' },
    levels: { orange: { anyOf: { '1h': 30 } }, red: { anyOf: { '1h': 40 }, for: '5m' } },
  })
  expect(valuesFor(rain, tables, { id: 'bridge', area: 'lushan/xincun' }, { name: 'rain' })?.levels).toEqual({
    orange: { anyOf: { '1h': 35 } },
    red: { anyOf: { '1h': 45, '3h': 70 }, for: '5m' },
  })
})
it('says nothing where no row names the datastream or the table is not known', () => {
  expect(rulesFor([rain], tables, { id: 'far', area: 'elsewhere' }, { name: 'rain' })).toEqual([])
  expect(rulesFor([rain], new Map(), village, { name: 'rain' })).toEqual([])
})
it('gives a threshold its row without the window', () => {
  const level: RuleView = {
    ...rain,
    condition: { kind: 'threshold', direction: 'above', table: 't' },
    levels: {},
  }
  const levels: TableView = {
    ...table,
    kind: 'threshold',
    columns: [{ level: 'orange' }, { level: 'red' }],
    rows: [{ subject: { area: 'lushan' }, cells: [3.9, 4.5] }],
  }
  expect(valuesFor(level, new Map([['t', levels]]), village, { name: 'level' })).toMatchObject({
    condition: { kind: 'threshold', direction: 'above' },
    levels: { orange: { raiseAt: 3.9 }, red: { raiseAt: 4.5 } },
  })
})
