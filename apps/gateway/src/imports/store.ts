import type { DatabaseSync } from 'node:sqlite'
import type { ImportBody, ImportCounts, ImportFault, ImportMapping, ImportView } from '@tocsin/contract'
import { type DurationMs, type Instant, SECOND } from '@tocsin/core'

/** How far a file has been taken in, and what came of it. */
export interface ImportProgress {
  /** Bytes of the file, and lines in them. */
  readonly offset: number
  readonly row: number
  readonly counts: ImportCounts
  readonly faults: readonly ImportFault[]
  readonly range: ImportView['range']
}

export interface StoredImport extends ImportProgress {
  readonly number: number
  readonly name: string
  readonly check: boolean
  readonly mapping: ImportMapping
  readonly bytes: number
  readonly state: ImportView['state']
  readonly detail: string
  readonly by: string
  readonly createdAt: Instant
  readonly endedAt: Instant | null
}

const NO_COUNTS: ImportCounts = { rows: 0, values: 0, added: 0, known: 0, differing: 0, blank: 0, faulty: 0 }
/** Ended ones that are still to be looked at. */
const KEPT = 50

/** What a crash repeats at most. */
const SAVE_EVERY: DurationMs = SECOND

/** Imports and how far they have come. After a crash they go on from what is stored. */
export class ImportStore {
  #unsaved: { readonly number: number; readonly progress: ImportProgress } | undefined
  #savedAt: Instant = 0
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      all: database.prepare('SELECT * FROM imports ORDER BY number DESC'),
      one: database.prepare('SELECT * FROM imports WHERE number = ?'),
      next: database.prepare(
        "SELECT * FROM imports WHERE state IN ('running', 'waiting') ORDER BY number LIMIT 1",
      ),
      insert: database.prepare(
        `INSERT INTO imports (name, mapping, dry, bytes, state, progress, by, created_at) VALUES (?, ?, ?, ?, 'uploading', ?, ?, ?)`,
      ),
      progress: database.prepare('UPDATE imports SET offset = ?, row = ?, progress = ? WHERE number = ?'),
      state: database.prepare('UPDATE imports SET state = ?, detail = ?, ended_at = ? WHERE number = ?'),
      prune: database.prepare(
        'DELETE FROM imports WHERE ended_at IS NOT NULL AND number <= (SELECT max(number) FROM imports) - ?',
      ),
    }
  }

  /** The newest first. */
  all(): StoredImport[] {
    return this.#statements.all.all().map((row) => this.#newest(read(row)))
  }

  get(number: number): StoredImport | undefined {
    const row = this.#statements.one.get(number)
    return row && this.#newest(read(row))
  }

  /** The oldest that is to be worked on. */
  next(): StoredImport | undefined {
    const row = this.#statements.next.get()
    return row && this.#newest(read(row))
  }

  insert({ name, mapping, check, bytes }: ImportBody, by: string, at: Instant): StoredImport {
    const progress = JSON.stringify({ counts: NO_COUNTS, faults: [], range: null })
    const { lastInsertRowid } = this.#statements.insert.run(
      name,
      JSON.stringify(mapping),
      Number(check),
      bytes,
      progress,
      by,
      at,
    )
    this.#statements.prune.run(KEPT)
    return this.get(Number(lastInsertRowid)) as StoredImport
  }

  /** How far an import has come: known at once, and on disk within a second. Each write is an fsync that what is live would wait for. */
  progress(number: number, progress: ImportProgress, now: Instant): void {
    if (this.#unsaved !== undefined && this.#unsaved.number !== number) this.save()
    this.#unsaved = { number, progress }
    if (Math.abs(now - this.#savedAt) < SAVE_EVERY) return
    this.#savedAt = now
    this.save()
  }

  /** Writes down how far the import has come that is under way. */
  save(): void {
    if (this.#unsaved === undefined) return
    const { number, progress } = this.#unsaved
    const { offset, row, ...rest } = progress
    this.#statements.progress.run(offset, row, JSON.stringify(rest), number)
    this.#unsaved = undefined
  }

  #newest(stored: StoredImport): StoredImport {
    return this.#unsaved?.number === stored.number ? { ...stored, ...this.#unsaved.progress } : stored
  }

  state(number: number, state: ImportView['state'], detail = '', endedAt: Instant | null = null): void {
    this.save()
    this.#statements.state.run(state, detail, endedAt, number)
  }
}

function read(row: Record<string, unknown>): StoredImport {
  const progress = JSON.parse(row['progress'] as string) as Omit<ImportProgress, 'offset' | 'row'>
  return {
    number: row['number'] as number,
    name: row['name'] as string,
    check: row['dry'] === 1,
    mapping: JSON.parse(row['mapping'] as string) as ImportMapping,
    bytes: row['bytes'] as number,
    state: row['state'] as ImportView['state'],
    detail: row['detail'] as string,
    offset: row['offset'] as number,
    row: row['row'] as number,
    by: row['by'] as string,
    createdAt: row['created_at'] as number,
    endedAt: row['ended_at'] as number | null,
    ...progress,
  }
}
