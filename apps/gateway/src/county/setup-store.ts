import type { DatabaseSync } from 'node:sqlite'
import type { CountySettings } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import type { Vault } from '../people/vault.ts'

/** A hydrology database as it is set up. */
export interface CountySetup {
  readonly id: string
  readonly name: string
  /** False: paused. */
  readonly enabled: boolean
  readonly settings: CountySettings
  /** `lost`: one is kept and no key here opens it. */
  readonly password: { readonly kind: 'none' | 'lost' } | { readonly kind: 'known'; readonly text: string }
  readonly version: number
  readonly changedAt: Instant
}

/** Databases as they are set up. Passwords are sealed here and opened here, and nowhere else. */
export class SetupStore {
  readonly #vault: Vault
  readonly #statements

  constructor(database: DatabaseSync, vault: Vault) {
    this.#vault = vault
    this.#statements = {
      all: database.prepare('SELECT * FROM county_databases ORDER BY id'),
      one: database.prepare('SELECT * FROM county_databases WHERE id = ?'),
      save: database.prepare(
        `INSERT INTO county_databases (id, name, enabled, version, settings, changed_at, changed_by) VALUES (?, ?, ?, 1, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled, version = version + 1,
           settings = excluded.settings, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
      ),
      password: database.prepare('UPDATE county_databases SET password = ? WHERE id = ?'),
      remove: database.prepare('DELETE FROM county_databases WHERE id = ?'),
    }
  }

  all(): CountySetup[] {
    return this.#statements.all.all().map((row) => this.#setup(row))
  }

  get(id: string): CountySetup | undefined {
    const row = this.#statements.one.get(id)
    return row && this.#setup(row)
  }

  /** Saves a new one, or all of one that is there; the password stays when none is given. To be called within a transaction. */
  save(
    { id, name, enabled, settings }: Pick<CountySetup, 'id' | 'name' | 'enabled' | 'settings'>,
    password: string | undefined,
    by: string,
    at: Instant,
  ): void {
    this.#statements.save.run(id, name, Number(enabled), JSON.stringify(settings), at, by)
    if (password !== undefined) this.#statements.password.run(this.#vault.seal(password, ownerOf(id)), id)
  }

  remove(id: string): void {
    this.#statements.remove.run(id)
  }

  #setup(row: Record<string, unknown>): CountySetup {
    const id = row['id'] as string
    const sealed = row['password'] as Uint8Array | null
    const text = sealed === null ? undefined : this.#vault.open(sealed, ownerOf(id))
    return {
      id,
      name: row['name'] as string,
      enabled: row['enabled'] === 1,
      settings: JSON.parse(row['settings'] as string) as CountySettings,
      password: text !== undefined ? { kind: 'known', text } : { kind: sealed === null ? 'none' : 'lost' },
      version: row['version'] as number,
      changedAt: row['changed_at'] as number,
    }
  }
}

/** A sealed password opens only in its own place. */
function ownerOf(id: string): string {
  return `county database ${id} password`
}
