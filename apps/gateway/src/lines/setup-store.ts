import type { DatabaseSync } from 'node:sqlite'
import type { ChannelSettings } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import type { Vault } from '../people/vault.ts'
import type { ChannelSetup } from './setup.ts'

type Saved = Pick<ChannelSetup, 'id' | 'name' | 'enabled' | 'settings'>

/** Channels as they are set up. Secrets are sealed here and opened here, and nowhere else. */
export class SetupStore {
  readonly #vault: Vault
  readonly #statements

  constructor(database: DatabaseSync, vault: Vault) {
    this.#vault = vault
    this.#statements = {
      all: database.prepare('SELECT * FROM channels ORDER BY position, id'),
      one: database.prepare('SELECT * FROM channels WHERE id = ?'),
      insert: database.prepare(
        `INSERT INTO channels (id, position, name, enabled, version, settings, changed_at, changed_by)
         VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM channels), ?, ?, 1, ?, ?, ?)`,
      ),
      update: database.prepare(
        `UPDATE channels SET name = ?, enabled = ?, version = version + 1, settings = ?, changed_at = ?, changed_by = ?
         WHERE id = ?`,
      ),
      remove: database.prepare('DELETE FROM channels WHERE id = ?'),
      place: database.prepare('UPDATE channels SET position = ? WHERE id = ?'),
      secrets: database.prepare('SELECT name, sealed FROM channel_secrets WHERE channel = ?'),
      keep: database.prepare(
        'INSERT OR REPLACE INTO channel_secrets (channel, name, sealed) VALUES (?, ?, ?)',
      ),
      drop: database.prepare('DELETE FROM channel_secrets WHERE channel = ? AND name = ?'),
      success: database.prepare('SELECT at FROM channel_successes WHERE channel = ?'),
      succeeded: database.prepare(
        `INSERT INTO channel_successes (channel, at) VALUES (?, ?)
         ON CONFLICT (channel) DO UPDATE SET at = max(at, excluded.at)`,
      ),
    }
  }

  /** In the order in which those of a kind are tried. */
  all(): ChannelSetup[] {
    return this.#statements.all.all().map((row) => this.#setup(row))
  }

  get(id: string): ChannelSetup | undefined {
    const row = this.#statements.one.get(id)
    return row && this.#setup(row)
  }

  /** Saves a new one, or all of one that is there; `secrets` given as null go. To be called within a transaction. */
  save(setup: Saved, secrets: Readonly<Record<string, string | null>>, by: string, at: Instant): void {
    const { insert, update, keep, drop } = this.#statements
    const { id, name, enabled, settings } = setup
    const json = JSON.stringify(settings)
    const { changes } = update.run(name, Number(enabled), json, at, by, id)
    if (changes === 0) insert.run(id, name, Number(enabled), json, at, by)
    for (const [secret, value] of Object.entries(secrets)) {
      if (value === null) drop.run(id, secret)
      else keep.run(id, secret, this.#vault.seal(value, ownerOf(id, secret)))
    }
  }

  remove(id: string): void {
    this.#statements.remove.run(id)
  }

  /** To be called within a transaction. */
  order(ids: readonly string[]): void {
    for (const [position, id] of ids.entries()) this.#statements.place.run(position, id)
  }

  lastSuccess(id: string): Instant | null {
    return (this.#statements.success.get(id)?.['at'] as number | undefined) ?? null
  }

  succeeded(id: string, at: Instant): void {
    this.#statements.succeeded.run(id, at)
  }

  #setup(row: Record<string, unknown>): ChannelSetup {
    const id = row['id'] as string
    const stored = this.#statements.secrets.all(id).map((secret) => {
      const name = secret['name'] as string
      return { name, value: this.#vault.open(secret['sealed'] as Uint8Array, ownerOf(id, name)) }
    })
    return {
      id,
      name: row['name'] as string,
      enabled: row['enabled'] === 1,
      settings: JSON.parse(row['settings'] as string) as ChannelSettings,
      secrets: Object.fromEntries(
        stored.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      ),
      lost: stored.flatMap(({ name, value }) => (value === undefined ? [name] : [])),
      version: row['version'] as number,
      changedAt: row['changed_at'] as number,
    }
  }
}

/** A sealed secret opens only in its own place. */
function ownerOf(channel: string, secret: string): string {
  return `channel ${channel} ${secret}`
}
