import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { RegisterFile, RegisterReading } from '@tocsin/contract'
import type { Outcome } from '../http/services.ts'
import { readPasted } from '../tables/csv-reader.ts'
import type { CellFault, Sheet, SheetRead } from '../tables/sheet.ts'
import { readSheetFile } from '../tables/sheet-file.ts'
import type { ImportOutcome } from './import-outcome.ts'

/** What a list of some kind is read and saved by. `save` runs within the transaction. */
export interface Importing<T> {
  read(sheet: Sheet): {
    readonly entries: readonly T[]
    readonly faults: readonly CellFault[]
    readonly notes: readonly string[]
  }
  save(entries: readonly T[]): ImportOutcome
}

/** What a file would change: it is saved as for good, and then rolled back. So a look and the saving cannot differ. */
export async function rehearse<T>(
  database: DatabaseSync,
  file: RegisterFile,
  importing: Importing<T>,
): Promise<RegisterReading> {
  return run(database, file, await sheetOf(file), importing, () => false)
}

/** Saves a file if it does what was seen in the rehearsal: all of it, or nothing. */
export async function perform<T>(
  database: DatabaseSync,
  file: RegisterFile,
  seen: string,
  importing: Importing<T>,
): Promise<Outcome<{ reading: RegisterReading }>> {
  const sheet = await sheetOf(file)
  const reading = run(database, file, sheet, importing, (would) => would.seen === seen)
  if (reading.seen === seen) return { ok: true, reading }
  if (reading.seen === null) {
    const faults = reading.faults.map(({ cell, message, expected }) => ({ path: cell, message, expected }))
    return {
      ok: false,
      refusal: { kind: 'invalid', detail: 'The file has faults; nothing was saved', faults },
    }
  }
  const detail = 'The file would change something else than was seen; nothing was saved'
  return { ok: false, refusal: { kind: 'changed-meanwhile', detail } }
}

async function sheetOf({ fileName, content }: RegisterFile): Promise<SheetRead> {
  const bytes = Buffer.from(content, 'base64')
  return fileName === undefined ? readPasted(bytes.toString('utf8')) : await readSheetFile(bytes)
}

function run<T>(
  database: DatabaseSync,
  file: RegisterFile,
  sheet: SheetRead,
  importing: Importing<T>,
  keep: (reading: RegisterReading) => boolean,
): RegisterReading {
  if (!sheet.ok) {
    return readingOf(file, { rows: [], faults: [{ row: 0, column: 0, cell: '', ...sheet.fault }] }, [])
  }
  const read = importing.read(sheet.sheet)
  const notes = [...sheet.notes, ...read.notes]
  database.exec('BEGIN IMMEDIATE')
  try {
    const saved = importing.save(read.entries)
    const reading = readingOf(file, { ...saved, faults: [...read.faults, ...saved.faults] }, notes)
    database.exec(reading.faults.length === 0 && keep(reading) ? 'COMMIT' : 'ROLLBACK')
    return reading
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function readingOf(file: RegisterFile, { rows, faults }: ImportOutcome, notes: string[]): RegisterReading {
  // One number is several channels: what is wrong with it is told once.
  const told = new Map(faults.map((fault) => [`${fault.row}/${fault.column} ${fault.message}`, fault]))
  const counts = { new: 0, changed: 0, unchanged: 0 }
  for (const { outcome } of rows) counts[outcome]++
  const seen = createHash('sha256')
    .update(JSON.stringify([file.content, rows]))
    .digest('base64url')
  return {
    rows: [...rows],
    counts,
    faults: [...told.values()].sort((a, b) => a.row - b.row || a.column - b.column),
    notes,
    seen: faults.length > 0 ? null : seen,
  }
}
