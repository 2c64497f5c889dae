import type { CellText } from './table-draft.ts'

/** A place in the grid as it is shown: the nth row in sight from the top, the nth column from the left. */
export interface Spot {
  readonly line: number
  readonly at: number
}

/** Cells that are chosen: from where the choice began to where it has come. */
export interface GridRange {
  readonly anchor: Spot
  readonly head: Spot
}

/** What is shown: rows and columns of the table, in the order in which they stand. */
export interface Shown {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

/** The corners of a range: first and last line, first and last column. */
export function cornersOf({ anchor, head }: GridRange) {
  return {
    top: Math.min(anchor.line, head.line),
    bottom: Math.max(anchor.line, head.line),
    left: Math.min(anchor.at, head.at),
    right: Math.max(anchor.at, head.at),
  }
}

/** True for more than a single cell. */
export function isBlock(range: GridRange): boolean {
  const { top, bottom, left, right } = cornersOf(range)
  return top !== bottom || left !== right
}

/** Rows and columns of the table within a range. */
export function within(range: GridRange, shown: Shown): Shown {
  const { top, bottom, left, right } = cornersOf(range)
  return { rows: shown.rows.slice(top, bottom + 1), columns: shown.columns.slice(left, right + 1) }
}

/** A range as a spreadsheet takes it: cells parted by tabs, rows by line ends. */
export function copied(
  range: GridRange,
  shown: Shown,
  textOf: (row: number, column: number) => string,
): string {
  const { rows, columns } = within(range, shown)
  return rows.map((row) => columns.map((column) => textOf(row, column)).join('\t')).join('\n')
}

/**
 * A block put in from the upper left corner of a range on, along the rows and columns that are shown; what lies beyond them is left out. A single
 * value fills the range.
 */
export function pasted(range: GridRange, shown: Shown, block: readonly (readonly string[])[]): CellText[] {
  const { top, left } = cornersOf(range)
  const [first = []] = block
  if (block.length === 1 && first.length === 1) return filled(range, shown, first[0] ?? '')
  return block.flatMap((cells, down) => {
    const row = shown.rows[top + down]
    return cells.flatMap((text, over) => {
      const column = shown.columns[left + over]
      return row === undefined || column === undefined ? [] : [{ row, column, text: text.trim() }]
    })
  })
}

/** The same text in every cell of a range. */
export function filled(range: GridRange, shown: Shown, text: string): CellText[] {
  const { rows, columns } = within(range, shown)
  return rows.flatMap((row) => columns.map((column) => ({ row, column, text })))
}

/** The first row of a range in all rows below it; of a range of one row what stands above it. */
export function filledDown(
  range: GridRange,
  shown: Shown,
  textOf: (row: number, column: number) => string,
): CellText[] {
  const { top, bottom, left, right } = cornersOf(range)
  const from = shown.rows[top === bottom ? top - 1 : top]
  if (from === undefined) return []
  const columns = shown.columns.slice(left, right + 1)
  const rows = top === bottom ? shown.rows.slice(top, top + 1) : shown.rows.slice(top + 1, bottom + 1)
  return rows.flatMap((row) => columns.map((column) => ({ row, column, text: textOf(from, column) })))
}
