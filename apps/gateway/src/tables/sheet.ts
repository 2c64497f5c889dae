/** What a cell holds, whatever the file was. A date is its ISO text, true and false are `TRUE` and `FALSE`, nothing is null. */
export type CellValue = string | number | null

/** A merged range: rows and columns counted from 0, ends included. Its value stands in its first cell. */
export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** One sheet of a spreadsheet, or a CSV file: a grid in which nothing has a meaning yet. */
export interface Sheet {
  /** As the tab says; a CSV file has none. */
  readonly name?: string | undefined
  /** Rows may differ in length: what is not there is empty. */
  readonly rows: readonly (readonly CellValue[])[]
  readonly merges: readonly Merge[]
  /** How many rows from the top are the head: they stay in sight when written. */
  readonly headRows?: number | undefined
}

/** What is wrong with a file as a whole. */
export interface FileFault {
  readonly message: string
  readonly expected: string
}

/** Where in a sheet: row and column count from 1, `cell` is what the spreadsheet calls it (`C5`). */
export interface Place {
  readonly row: number
  readonly column: number
  readonly cell: string
}

/** What is wrong with one cell. */
export type CellFault = Place & FileFault

/** What a reader made of a file. `notes` are things it left out or guessed. */
export type SheetRead =
  | { readonly ok: true; readonly sheet: Sheet; readonly notes: readonly string[] }
  | { readonly ok: false; readonly fault: FileFault }

/** A file ready to be sent, or why it cannot be written: cells that the encoding has no characters for. */
export type SheetWritten =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly faults: readonly CellFault[] }

/** A county's table is some 100 kB; what is larger than this is another document. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024
/** A large county has 2,000 villages with two levels each. */
export const MAX_ROWS = 5_000
/** Four levels over a dozen windows are 48 columns. */
export const MAX_COLUMNS = 200

/** `A` for column 0, `AA` for 26. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter
}

/** The place of a cell whose row and column count from 0. */
export function place(row: number, column: number): Place {
  return { row: row + 1, column: column + 1, cell: `${columnName(column)}${row + 1}` }
}

/** Row and column from 0 of a reference such as `C5` or `$C$5`; undefined when it is none. */
export function parseReference(reference: string): { row: number; column: number } | undefined {
  const match = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(reference)
  if (!match) return undefined
  const letters = match[1] as string
  let column = 0
  for (let index = 0; index < letters.length; index++) column = column * 26 + letters.charCodeAt(index) - 64
  return { row: Number(match[2]) - 1, column: column - 1 }
}

/** Refuses a cell beyond the limits; undefined when it lies within. */
export function beyondLimits(row: number, column: number): FileFault | undefined {
  if (row < MAX_ROWS && column < MAX_COLUMNS) return undefined
  return {
    message: `the sheet reaches to ${place(row, column).cell}`,
    expected: `at most ${MAX_ROWS} rows and ${MAX_COLUMNS} columns`,
  }
}
