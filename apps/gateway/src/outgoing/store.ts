import type { DatabaseSync } from 'node:sqlite'
import type { OutgoingLine, OutgoingSettings } from '@tocsin/contract'
import type { Instant, Warning, WarningEvent } from '@tocsin/core'
import type { Vault } from '../people/vault.ts'
import { transaction } from '../registry/database.ts'

/** A system that is told, as it is set up. */
export interface Target {
  readonly id: string
  readonly name: string
  /** False: paused. */
  readonly enabled: boolean
  readonly settings: OutgoingSettings
  /** `lost`: one is kept and no key here opens it. */
  readonly secret: { readonly kind: 'none' | 'lost' } | { readonly kind: 'known'; readonly text: string }
  readonly version: number
  readonly lost: number
  readonly changedAt: Instant
}

/** An event in the order in which events were written, and its warning as it is by now. */
export interface Followed {
  readonly number: number
  readonly event: WarningEvent
  readonly warning: Warning
}

/** Lines of the log that are kept of each. */
const LOG_KEPT = 200
const AT_A_TIME = 100

/** Targets, how far each has followed the events of warnings, and what was sent. Secrets are sealed and opened here, and nowhere else. */
export class TargetStore {
  readonly #database: DatabaseSync
  readonly #vault: Vault
  readonly #statements

  constructor(database: DatabaseSync, vault: Vault) {
    this.#database = database
    this.#vault = vault
    const events = `SELECT number, warning_events.event AS event, warnings.warning AS warning FROM warning_events
      JOIN warnings ON warnings.id = warning_events.warning`
    this.#statements = {
      all: database.prepare('SELECT * FROM outgoing_targets ORDER BY id'),
      one: database.prepare('SELECT * FROM outgoing_targets WHERE id = ?'),
      // What was before is not news.
      save: database.prepare(
        `INSERT INTO outgoing_targets (id, name, enabled, version, settings, followed, changed_at, changed_by)
         VALUES (?, ?, ?, 1, ?, (SELECT coalesce(max(number), 0) FROM warning_events), ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled, version = version + 1,
           settings = excluded.settings, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
      ),
      secret: database.prepare('UPDATE outgoing_targets SET secret = ? WHERE id = ?'),
      remove: database.prepare('DELETE FROM outgoing_targets WHERE id = ?'),
      next: database.prepare(
        `${events} WHERE number > (SELECT followed FROM outgoing_targets WHERE id = ?) ORDER BY number LIMIT ${AT_A_TIME}`,
      ),
      again: database.prepare(
        `${events} JOIN outgoing_set_aside ON outgoing_set_aside.event = number WHERE target = ? AND again = 1 ORDER BY number LIMIT ${AT_A_TIME}`,
      ),
      follow: database.prepare('UPDATE outgoing_targets SET followed = max(followed, ?) WHERE id = ?'),
      lose: database.prepare('UPDATE outgoing_targets SET lost = lost + ? WHERE id = ?'),
      putAside: database.prepare(
        `INSERT INTO outgoing_set_aside (target, event, at, detail) VALUES (?, ?, ?, ?)
         ON CONFLICT (target, event) DO UPDATE SET again = 0, at = excluded.at, detail = excluded.detail`,
      ),
      takeBack: database.prepare('DELETE FROM outgoing_set_aside WHERE target = ? AND event = ?'),
      sendAgain: database.prepare('UPDATE outgoing_set_aside SET again = 1 WHERE target = ?'),
      giveUp: database.prepare('DELETE FROM outgoing_set_aside WHERE target = ?'),
      waiting: database.prepare(
        `SELECT (SELECT count(*) FROM warning_events WHERE number > followed) AS waiting,
           (SELECT count(*) FROM outgoing_set_aside WHERE target = id) AS aside FROM outgoing_targets WHERE id = ?`,
      ),
      write: database.prepare('INSERT INTO outgoing_log (target, at, line) VALUES (?, ?, ?)'),
      prune: database.prepare(
        `DELETE FROM outgoing_log WHERE target = ?1 AND number <=
           (SELECT number FROM outgoing_log WHERE target = ?1 ORDER BY number DESC LIMIT 1 OFFSET ${LOG_KEPT})`,
      ),
      log: database.prepare('SELECT at, line FROM outgoing_log WHERE target = ? ORDER BY number DESC'),
    }
  }

  all(): Target[] {
    return this.#statements.all.all().map((row) => this.#target(row))
  }

  get(id: string): Target | undefined {
    const row = this.#statements.one.get(id)
    return row && this.#target(row)
  }

  /** Saves a new one, or all of one that is there; the secret stays when none is given. */
  save(
    { id, name, enabled, settings }: Pick<Target, 'id' | 'name' | 'enabled' | 'settings'>,
    secret: string | undefined,
    by: string,
    at: Instant,
  ): void {
    transaction(this.#database, () => {
      this.#statements.save.run(id, name, Number(enabled), JSON.stringify(settings), at, by)
      if (secret !== undefined) this.#statements.secret.run(this.#vault.seal(secret, ownerOf(id)), id)
    })
  }

  remove(id: string): void {
    this.#statements.remove.run(id)
  }

  /** Events that it does not have yet, the oldest first; before them those that it is to be sent once more. */
  next(id: string): Followed[] {
    const again = this.#statements.again.all(id)
    return (again.length > 0 ? again : this.#statements.next.all(id)).map((row) => ({
      number: row['number'] as number,
      event: JSON.parse(row['event'] as string) as WarningEvent,
      warning: JSON.parse(row['warning'] as string) as Warning,
    }))
  }

  /** It has the event, or need not have it: one write, so that nothing is said to be sent that is not followed. */
  followed(id: string, number: number, line?: OutgoingLine): true {
    transaction(this.#database, () => {
      this.#statements.follow.run(number, id)
      this.#statements.takeBack.run(id, number)
      if (line !== undefined) this.#write(id, line)
    })
    return true
  }

  putAside(id: string, number: number, line: OutgoingLine): true {
    transaction(this.#database, () => {
      this.#statements.putAside.run(id, number, line.at, line.detail)
      this.#statements.follow.run(number, id)
      this.#write(id, line)
    })
    return true
  }

  settle(id: string, decision: 'send' | 'give-up', line: OutgoingLine): void {
    transaction(this.#database, () => {
      if (decision === 'send') this.#statements.sendAgain.run(id)
      else {
        this.#statements.giveUp.run(id)
        this.#write(id, line)
      }
    })
  }

  /** Observations that it will not get. */
  lose(id: string, count: number, line: OutgoingLine): void {
    transaction(this.#database, () => {
      this.#statements.lose.run(count, id)
      this.#write(id, line)
    })
  }

  note(id: string, line: OutgoingLine): void {
    transaction(this.#database, () => this.#write(id, line))
  }

  waiting(id: string): { readonly waiting: number; readonly setAside: number } {
    const row = this.#statements.waiting.get(id)
    return { waiting: (row?.['waiting'] as number) ?? 0, setAside: (row?.['aside'] as number) ?? 0 }
  }

  log(id: string): OutgoingLine[] {
    return this.#statements.log.all(id).map((row) => JSON.parse(row['line'] as string) as OutgoingLine)
  }

  #write(id: string, line: OutgoingLine): void {
    this.#statements.write.run(id, line.at, JSON.stringify(line))
    this.#statements.prune.run(id)
  }

  #target(row: Record<string, unknown>): Target {
    const id = row['id'] as string
    const sealed = row['secret'] as Uint8Array | null
    const text = sealed === null ? undefined : this.#vault.open(sealed, ownerOf(id))
    return {
      id,
      name: row['name'] as string,
      enabled: row['enabled'] === 1,
      settings: JSON.parse(row['settings'] as string) as OutgoingSettings,
      secret: text !== undefined ? { kind: 'known', text } : { kind: sealed === null ? 'none' : 'lost' },
      version: row['version'] as number,
      lost: row['lost'] as number,
      changedAt: row['changed_at'] as number,
    }
  }
}

/** A sealed secret opens only in its own place. */
function ownerOf(id: string): string {
  return `outgoing target ${id} secret`
}
