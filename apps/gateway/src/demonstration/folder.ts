import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openDatabase, transaction } from '../registry/database.ts'

/** Where the demonstration keeps everything, inside the box's own data folder. That it is there means that the demonstration is on. */
export const demonstrationFolder = (dataDir: string): string => join(dataDir, 'demonstration')

/** Made, and not yet in use. */
const fresh = (dataDir: string) => `${demonstrationFolder(dataDir)}.new`
/** No longer in use, and not yet gone. */
const stale = (dataDir: string) => `${demonstrationFolder(dataDir)}.old`

export function hasDemonstration(dataDir: string): boolean {
  return existsSync(demonstrationFolder(dataDir))
}

/** Makes the folder of a new demonstration, with those who may sign in at the box. In one step: it is there with them, or it is not there. */
export function makeDemonstration(dataDir: string): void {
  clearRemains(dataDir)
  const folder = fresh(dataDir)
  mkdirSync(folder, { mode: 0o700 })
  const own = openDatabase(join(dataDir, 'tocsin.db'))
  const demonstration = openDatabase(join(folder, 'tocsin.db'))
  try {
    copyUsers(own, demonstration)
  } finally {
    own.close()
    demonstration.close()
  }
  renameSync(folder, demonstrationFolder(dataDir))
}

/** Removes the demonstration with all that was in it. Passwords that were changed meanwhile, and who is signed in, go over to the box. */
export function removeDemonstration(dataDir: string): void {
  const folder = demonstrationFolder(dataDir)
  const own = openDatabase(join(dataDir, 'tocsin.db'))
  const demonstration = openDatabase(join(folder, 'tocsin.db'))
  try {
    takeBackUsers(demonstration, own)
  } finally {
    own.close()
    demonstration.close()
  }
  renameSync(folder, stale(dataDir))
  clearRemains(dataDir)
}

/** What a crash left of a switch that was under way. */
export function clearRemains(dataDir: string): void {
  for (const folder of [fresh(dataDir), stale(dataDir)]) rmSync(folder, { recursive: true, force: true })
}

type Row = Record<string, string | number | Uint8Array | null>

const rowsOf = (database: DatabaseSync, table: 'users' | 'sessions' | 'known_addresses') =>
  database.prepare(`SELECT * FROM ${table}`).all() as Row[]

function insertInto(database: DatabaseSync, table: string, row: Row): void {
  const names = Object.keys(row)
  database
    .prepare(
      `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    .run(...Object.values(row))
}

function copyUsers(own: DatabaseSync, demonstration: DatabaseSync): void {
  transaction(demonstration, () => {
    // Whom of the box's directory they are: there it is nobody.
    for (const user of rowsOf(own, 'users')) insertInto(demonstration, 'users', { ...user, person: null })
    for (const session of rowsOf(own, 'sessions')) insertInto(demonstration, 'sessions', session)
    for (const address of rowsOf(own, 'known_addresses'))
      insertInto(demonstration, 'known_addresses', address)
  })
}

function takeBackUsers(demonstration: DatabaseSync, own: DatabaseSync): void {
  const password = own.prepare(
    'UPDATE users SET password = ?, first_password = ?, changed_at = ? WHERE username = ? AND password <> ?',
  )
  transaction(own, () => {
    for (const { username, password: hash, first_password, changed_at } of rowsOf(demonstration, 'users')) {
      password.run(hash ?? null, first_password ?? 0, changed_at ?? 0, username ?? '', hash ?? null)
    }
    const known = new Set(rowsOf(own, 'users').map(({ username }) => username))
    own.exec('DELETE FROM sessions')
    for (const session of rowsOf(demonstration, 'sessions')) {
      if (known.has(session['username'] ?? null)) insertInto(own, 'sessions', session)
    }
  })
}
