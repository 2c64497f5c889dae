import { describe, expect, it } from 'vitest'
import { copied, filledDown, type GridRange, pasted } from './grid-range.ts'

/** Rows 7, 3 and 5 in sight, as a search leaves them; columns in the order of their levels. */
const shown = { rows: [7, 3, 5], columns: [0, 2, 1] }
const textOf = (row: number, column: number) => `${row}.${column}`
const range = (line: number, at: number, line2 = line, at2 = at): GridRange => ({
  anchor: { line, at },
  head: { line: line2, at: at2 },
})

describe('cells chosen in the grid', () => {
  it('are copied as they stand on the screen, whichever corner was chosen first', () => {
    expect(copied(range(1, 2, 0, 1), shown, textOf)).toBe('7.2\t7.1\n3.2\t3.1')
  })

  it('take a block along the rows and columns in sight, and leave out what lies beyond', () => {
    expect(pasted(range(1, 1), shown, [['1', ' 2 ', '9'], ['3'], [], ['9']])).toEqual([
      { row: 3, column: 2, text: '1' },
      { row: 3, column: 1, text: '2' },
      { row: 5, column: 2, text: '3' },
    ])
  })

  it('are all filled by a single value', () => {
    expect(pasted(range(0, 0, 1, 1), shown, [['8']]).map(({ row, column }) => [row, column])).toEqual([
      [7, 0],
      [7, 2],
      [3, 0],
      [3, 2],
    ])
  })

  it('are filled down from their first row, and a single row from the one above it', () => {
    expect(filledDown(range(0, 0, 2), shown, textOf)).toEqual([
      { row: 3, column: 0, text: '7.0' },
      { row: 5, column: 0, text: '7.0' },
    ])
    expect(filledDown(range(1, 1), shown, textOf)).toEqual([{ row: 3, column: 2, text: '7.2' }])
    expect(filledDown(range(0, 1), shown, textOf)).toEqual([])
  })
})
