import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { JournalEntry, Position } from '@tocsin/core'
import { decodeEntry } from './codec.ts'

export function journalPath(dataDir: string): string {
  return join(dataDir, 'journal.db')
}

/** Opens the journal's file for its one writer. `synchronous=FULL`: a commit that returned is on disk. */
export function openForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  // Before the first table: what is pruned gives its room back to the disk.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;')
  database.exec(
    `CREATE TABLE IF NOT EXISTS commits (
       first INTEGER PRIMARY KEY, -- position of its first entry
       last INTEGER NOT NULL,
       at INTEGER NOT NULL,       -- time of its last entry
       body TEXT NOT NULL         -- one line per entry
     ) STRICT`,
  )
  // After an fsync that failed, the page cache may hold frames that the disk does not. Starting from an empty log makes what was
  // acknowledged independent of them.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  return database
}

/** An entry and where it stands. */
export interface PositionedEntry {
  readonly position: Position
  readonly entry: JournalEntry
}

/** The entries asked for were pruned; the oldest that is left stands at `oldest`. */
export class JournalGap extends Error {
  readonly oldest: Position
  constructor(after: Position, oldest: Position) {
    super(`journal: entries after ${after} were pruned; the oldest kept is ${oldest}`)
    this.oldest = oldest
  }
}

/** Reads committed entries; any number of readers, in any thread, beside the writer. */
export class JournalReader {
  readonly #database: DatabaseSync
  readonly #select
  readonly #bounds

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true })
    this.#database.exec('PRAGMA busy_timeout = 5000')
    this.#select = this.#database.prepare(
      'SELECT first, last, body FROM commits WHERE last > ? AND first <= ? ORDER BY first',
    )
    this.#bounds = this.#database.prepare('SELECT min(first) AS oldest, max(last) AS newest FROM commits')
  }

  bounds(): { oldest: Position; newest: Position } {
    const row = this.#bounds.get() as { oldest: number | null; newest: number | null }
    return { oldest: row.oldest ?? 1, newest: row.newest ?? 0 }
  }

  /** Entries after `after`, up to and including `upTo`, in order. Throws JournalGap when the next one was pruned. */
  *entries(after: Position, upTo: Position): Generator<PositionedEntry> {
    const { oldest, newest } = this.bounds()
    if (after + 1 < oldest && newest > after) throw new JournalGap(after, oldest)
    for (const row of this.#select.iterate(after, upTo)) {
      const { first, body } = row as { first: number; body: string }
      let position = first
      for (const line of body.split('\n')) {
        if (position > upTo) return
        if (position > after) yield { position, entry: decodeEntry(line) }
        position++
      }
    }
  }

  close(): void {
    this.#database.close()
  }
}
