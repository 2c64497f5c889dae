import type { InheritedRow } from './inherited.ts'
import type { CellText, RowDraft } from './table-draft.ts'

/** What can be done to a table in its grid. */
export interface GridEdit {
  /** Fills cells. `about` names what is being changed: typing on about the same is one step to be undone. */
  cells(texts: readonly CellText[], about?: string): void
  row(row: number, change: Partial<RowDraft>): void
  removeRow(row: number): void
  removeColumn(column: number): void
  /** A table of its own was pasted, with a head: it is read and looked at first. */
  readPasted(text: string): void
  /** A village that went by a row above it gets one of its own, with this cell changed. */
  own(inherited: InheritedRow, column: number, text: string): void
  undo(): void
  redo(): void
}
