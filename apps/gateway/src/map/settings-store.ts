import type { DatabaseSync } from 'node:sqlite'
import type { BaseMap } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import type { Vault } from '../people/vault.ts'

/** What lies under the map, as it is set. */
export interface MapSettings {
  readonly base: BaseMap
  readonly approval: string
  readonly version: number
  /** `lost`: it is stored, and no key here opens it. */
  readonly key: { readonly kind: 'none' | 'lost' } | { readonly kind: 'set'; readonly text: string }
}

/** A sealed key opens only in its own place. */
const OWNER = 'map tiles key'

/** The settings of the map as they are stored; the key of the tile server is sealed here and opened here. */
export class MapSettingsStore {
  readonly #vault: Vault
  readonly #get
  readonly #put

  constructor(database: DatabaseSync, vault: Vault) {
    this.#vault = vault
    this.#get = database.prepare('SELECT * FROM map_settings WHERE one = 1')
    this.#put = database.prepare(
      `INSERT INTO map_settings (one, version, base, approval, sealed_key, changed_at, changed_by) VALUES (1, 1, ?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (one) DO UPDATE SET version = version + 1, base = ?1, approval = ?2, sealed_key = ?3, changed_at = ?4, changed_by = ?5`,
    )
  }

  get(): MapSettings {
    const row = this.#get.get()
    if (row === undefined)
      return { base: { kind: 'bundled' }, approval: '', version: 0, key: { kind: 'none' } }
    const sealed = row['sealed_key'] as Uint8Array | null
    const text = sealed === null ? undefined : this.#vault.open(sealed, OWNER)
    return {
      base: JSON.parse(row['base'] as string) as BaseMap,
      approval: row['approval'] as string,
      version: row['version'] as number,
      key: sealed === null ? { kind: 'none' } : text === undefined ? { kind: 'lost' } : { kind: 'set', text },
    }
  }

  /** Saves all of it; `key` undefined leaves the key as it is. */
  save(
    { base, approval }: Pick<MapSettings, 'base' | 'approval'>,
    key: string | null | undefined,
    by: string,
    at: Instant,
  ): void {
    const kept = (this.#get.get()?.['sealed_key'] ?? null) as Uint8Array | null
    const sealed = key === undefined ? kept : key === null ? null : this.#vault.seal(key, OWNER)
    this.#put.run(JSON.stringify(base), approval, sealed, at, by)
  }
}
