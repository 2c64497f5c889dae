import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import { transaction } from '../registry/database.ts'

/** One line of the audit log: who did what to what. */
export interface AuditEntry {
  readonly id: number
  readonly at: Instant
  /** User name, `token:{id}`, or `system`. */
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** The append-only log of sign-ins, refusals and changes. It never holds a secret. */
export interface Audit {
  write(actor: string, action: string, subject: string, detail?: Readonly<Record<string, unknown>>): void
  /** The same about each of many, in one transaction. */
  writeAll(
    actor: string,
    action: string,
    subjects: readonly string[],
    detail?: Readonly<Record<string, unknown>>,
  ): void
  /** Newest first. */
  entries(query?: { before?: number; limit?: number }): AuditEntry[]
}

export function createAudit(database: DatabaseSync, clock: Clock): Audit {
  const insert = database.prepare(
    'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
  )
  const select = database.prepare('SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?')
  return {
    write(actor, action, subject, detail = {}) {
      insert.run(clock.now(), actor, action, subject, JSON.stringify(detail))
    },
    writeAll(actor, action, subjects, detail = {}) {
      const [at, text] = [clock.now(), JSON.stringify(detail)]
      transaction(database, () => {
        for (const subject of subjects) insert.run(at, actor, action, subject, text)
      })
    },
    entries({ before = Number.MAX_SAFE_INTEGER, limit = 200 } = {}) {
      return select.all(before, limit).map((row) => ({
        id: row['id'] as number,
        at: row['at'] as number,
        actor: row['actor'] as string,
        action: row['action'] as string,
        subject: row['subject'] as string,
        detail: JSON.parse(row['detail'] as string),
      }))
    },
  }
}
