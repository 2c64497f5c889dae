import type { DatabaseSync } from 'node:sqlite'
import type { Role } from '@tocsin/contract'
import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Caller, EndReason } from './caller.ts'
import { newId, newSecret, sha256 } from './secret.ts'

/** A console that nobody has open any more is signed out. One that is open and live keeps its session awake. */
export const IDLE_AFTER: DurationMs = 30 * MINUTE
/** A duty shift: whoever comes on duty signs in anew. */
export const LONGEST_SESSION: DurationMs = 12 * HOUR
/** Every note of "still here" is an fsync: once a minute is exact enough. */
const NOTED_EVERY: DurationMs = MINUTE

interface Row {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly role: Role
  readonly created_at: Instant
  readonly seen_at: Instant
}

/** Sessions of people: opaque secrets in cookies, their SHA-256 here. */
export interface Sessions {
  /** Answers the secret, which is kept nowhere. */
  start(username: string, address: string): { secret: string; endsAt: Instant }
  bySecret(secret: string): Caller | undefined
  byId(id: string): Caller | undefined
  end(id: string, reason: EndReason): void
  endAllOf(username: string, reason: EndReason): void
  /** When a session ends at the latest, however busy it is. */
  endsAt(id: string): Instant | undefined
}

export function createSessions(
  database: DatabaseSync,
  clock: Clock,
  onEnded: (id: string, username: string, reason: EndReason) => void,
): Sessions {
  const insert = database.prepare(
    'INSERT INTO sessions (id, sha256, username, created_at, seen_at, address) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const select = (column: 'id' | 'sha256') =>
    database.prepare(
      `SELECT s.id, s.username, s.created_at, s.seen_at, u.name, u.role
       FROM sessions s JOIN users u ON u.username = s.username WHERE s.${column} = ?`,
    )
  const selectById = select('id')
  const selectBySecret = select('sha256')
  const selectOf = database.prepare('SELECT id FROM sessions WHERE username = ?')
  const selectStale = database.prepare(
    'SELECT id, username FROM sessions WHERE seen_at <= ? OR created_at <= ?',
  )
  const touch = database.prepare('UPDATE sessions SET seen_at = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM sessions WHERE id = ?')

  function end(id: string, username: string, reason: EndReason): void {
    try {
      remove.run(id)
    } catch {
      // Too old is too old, removed or not; a full disk must not break whoever found that out.
    }
    onEnded(id, username, reason)
  }

  /** That somebody was seen may be lost; that they can go on working while the disk is full may not. */
  function note(now: Instant, id: string): void {
    try {
      touch.run(now, id)
    } catch {
      // Tried again at the next request; the health page tells of the disk.
    }
  }

  /** The session if it still holds, noted as awake. */
  function resolve(row: Row | undefined): Caller | undefined {
    if (row === undefined) return undefined
    const now = clock.now()
    if (now - row.created_at >= LONGEST_SESSION) {
      end(row.id, row.username, 'too-long')
      return undefined
    }
    if (now - row.seen_at >= IDLE_AFTER) {
      end(row.id, row.username, 'idle')
      return undefined
    }
    if (now - row.seen_at >= NOTED_EVERY) note(now, row.id)
    return { kind: 'person', id: row.username, name: row.name, role: row.role, grant: row.id }
  }

  return {
    start(username, address) {
      const now = clock.now()
      for (const stale of selectStale.all(now - IDLE_AFTER, now - LONGEST_SESSION)) {
        end(stale['id'] as string, stale['username'] as string, 'idle')
      }
      const secret = newSecret()
      const id = newId()
      insert.run(id, sha256(secret), username, now, now, address)
      return { secret, endsAt: now + LONGEST_SESSION }
    },
    bySecret: (secret) => resolve(selectBySecret.get(sha256(secret)) as Row | undefined),
    byId: (id) => resolve(selectById.get(id) as Row | undefined),
    end(id, reason) {
      const row = selectById.get(id) as Row | undefined
      if (row !== undefined) end(id, row.username, reason)
    },
    endAllOf(username, reason) {
      for (const row of selectOf.all(username)) end(row['id'] as string, username, reason)
    },
    endsAt(id) {
      const row = selectById.get(id) as Row | undefined
      return row && row.created_at + LONGEST_SESSION
    },
  }
}
