import { expect, it } from 'vitest'
import type { Translate } from '../language/words.ts'
import { tablePlace } from './table-words.ts'

const t: Translate = (key, values) => (values ? `${key} ${Object.values(values).join()}` : key)
const table = {
  columns: [{ level: 'orange', window: '1h' }, { level: 'red' }],
  rows: [{ name: '新村' }, {}],
}

it('names a cell by its village and its column, however its path is written', () => {
  expect(tablePlace(t, 'rows[0].cells[0]', table)).toBe('table.row 1 · 新村 · level.chip.orange duration.h 1')
  expect(tablePlace(t, 'rows.1.cells.1', table)).toBe('table.row 2 · level.chip.red')
  expect(tablePlace(t, 'rows[1]', table)).toBe('table.row 2')
  expect(tablePlace(t, 'rows[0].subject.area', table)).toContain('table.row 1 · 新村 · ')
})
