import type { StationView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { inheritedRows, ownRow } from './inherited.ts'
import { tableDraftOf } from './table-draft.ts'

const station = (id: string, area: string, property = 'rainfall') =>
  ({ id, name: id, area, datastreams: [{ name: 'one', property }] }) as unknown as StationView

it('a village without a row goes by the nearest area above it, and takes its values as its own when they are changed', () => {
  const draft = tableDraftOf({
    name: 'Rain',
    kind: 'accumulation',
    columns: [{ level: 'red', window: '1h' }],
    rows: [
      { subject: { area: 'lushan' }, cells: [50] },
      { subject: { area: 'lushan/baihe' }, cells: [40], source: '2025' },
      { subject: { area: 'lushan/baihe/xincun' }, cells: [30] },
    ],
  })
  const stations = [
    station('a', 'lushan/baihe/xincun'),
    station('b', 'lushan/baihe/shangcun'),
    station('c', 'lushan/heshi'),
    station('d', 'lushan/other', 'water-level'),
    station('e', 'elsewhere'),
  ]
  const inherited = inheritedRows(draft, stations)
  expect(inherited).toEqual([
    { area: 'lushan/heshi', from: 0 },
    { area: 'lushan/baihe/shangcun', from: 1 },
  ])
  expect(ownRow(draft, inherited[1] as never)).toMatchObject({
    key: 3,
    subject: 'lushan/baihe/shangcun',
    name: 'shangcun',
    cells: ['40'],
    source: '2025',
  })
})
