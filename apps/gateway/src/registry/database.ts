import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const MIGRATIONS = join(import.meta.dirname, 'migrations')

/**
 * Opens `tocsin.db` and brings its schema up to date. Migrations are numbered files, each run once, each in its own
 * transaction. `synchronous=FULL`: what a commit said is on disk when it returns.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = connect(path)
  migrate(database)
  return database
}

/** One more connection to a database that is open already. */
export function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;',
  )
  return database
}

function migrate(database: DatabaseSync): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT')
  const done = new Set(
    database
      .prepare('SELECT name FROM migrations')
      .all()
      .map((row) => row['name']),
  )
  for (const name of readdirSync(MIGRATIONS).sort()) {
    if (!name.endsWith('.sql') || done.has(name)) continue
    transaction(database, () => {
      database.exec(readFileSync(join(MIGRATIONS, name), 'utf8'))
      database.prepare('INSERT INTO migrations (name, at) VALUES (?, ?)').run(name, Date.now())
    })
  }
}

/** Runs `work` in one synchronous transaction: all of it, or nothing. Within another it is a part of that one, undone alone when it fails. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  const isPart = database.isTransaction
  database.exec(isPart ? 'SAVEPOINT part' : 'BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec(isPart ? 'RELEASE part' : 'COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec(isPart ? 'ROLLBACK TO part; RELEASE part' : 'ROLLBACK')
    throw error
  }
}
