import type { CellValue, Merge, Sheet } from './sheet.ts'

/** A sheet in which every cell of a merged range has the value that the range shows. */
export interface MergedCells {
  readonly height: number
  readonly width: number
  at(row: number, column: number): CellValue
  /** The merged range that a cell lies in. */
  mergeAt(row: number, column: number): Merge | undefined
}

/** Looks through merged ranges, so that a cell is asked for by its place alone. */
export function seeThroughMerges(sheet: Sheet): MergedCells {
  // By row, because ranges may be as many as cells: the sum of their heights is bounded by the reader.
  const byRow = new Map<number, Merge[]>()
  for (const merge of sheet.merges) {
    for (let row = merge.top; row <= merge.bottom; row++) {
      const there = byRow.get(row)
      if (there) there.push(merge)
      else byRow.set(row, [merge])
    }
  }
  const mergeAt = (row: number, column: number) =>
    byRow.get(row)?.find(({ left, right }) => left <= column && column <= right)
  return {
    height: sheet.rows.length,
    width: sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 0),
    mergeAt,
    at(row, column) {
      const merge = mergeAt(row, column)
      return sheet.rows[merge?.top ?? row]?.[merge?.left ?? column] ?? null
    },
  }
}
