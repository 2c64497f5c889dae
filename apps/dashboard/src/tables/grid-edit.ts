import type { RowDraft } from './table-draft.ts'

/** What can be done to a table in its grid. `paste` answers whether it took what was pasted. */
export interface GridEdit {
  cell(row: number, column: number, text: string): void
  row(row: number, change: Partial<RowDraft>): void
  removeRow(row: number): void
  removeColumn(column: number): void
  paste(row: number, column: number, text: string): boolean
}
