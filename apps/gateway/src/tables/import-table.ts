import type { TableDefinition } from '@tocsin/core'
import { readPasted } from './csv-reader.ts'
import { type CsvEncoding, writeCsv } from './csv-writer.ts'
import type { CellNote } from './layout.ts'
import type { CellFault, FileFault, SheetRead, SheetWritten } from './sheet.ts'
import { readSheetFile } from './sheet-file.ts'
import { readTable, type TableContext } from './table-file.ts'
import { type NameOf, writeTable } from './table-sheet.ts'
import { writeXlsx } from './xlsx-writer.ts'

/** A table as it was in a file or on the clipboard, or all that keeps it from being one. What concerns a cell names it. */
export type TableImport =
  | {
      readonly ok: true
      readonly definition: TableDefinition
      readonly notes: readonly (CellNote | { readonly message: string })[]
    }
  | { readonly ok: false; readonly faults: readonly (CellFault | FileFault)[] }

/** Reads a threshold table from an .xlsx or CSV file. */
export async function importTable(
  bytes: Uint8Array,
  context: TableContext,
  sheetName?: string,
): Promise<TableImport> {
  return asTable(await readSheetFile(bytes, sheetName), context)
}

/** Reads a threshold table from text copied out of a spreadsheet. */
export function importPastedTable(text: string, context: TableContext): TableImport {
  return asTable(readPasted(text), context)
}

/** Writes a threshold table as a file: `csv` is UTF-8, `csv-gbk` for programs that know only GBK. */
export async function exportTable(
  definition: TableDefinition,
  format: 'xlsx' | 'csv' | 'csv-gbk',
  nameOf: NameOf,
): Promise<SheetWritten> {
  const sheet = writeTable(definition, nameOf)
  if (format === 'xlsx') return await writeXlsx(sheet)
  const encodings: Record<typeof format, CsvEncoding> = { csv: 'utf-8', 'csv-gbk': 'gbk' }
  return writeCsv(sheet, encodings[format])
}

function asTable(read: SheetRead, context: TableContext): TableImport {
  if (!read.ok) return { ok: false, faults: [read.fault] }
  const table = readTable(read.sheet, context)
  if (!table.ok) return table
  return { ...table, notes: [...read.notes.map((message) => ({ message })), ...table.notes] }
}
