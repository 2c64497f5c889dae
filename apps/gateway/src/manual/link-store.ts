import type { DatabaseSync } from 'node:sqlite'
import type { WatcherLinkView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { newSecret, sha256 } from '../access/secret.ts'

export type StoredLink = Omit<WatcherLinkView, 'name'>

/** The pages that watchers report by, each known by a secret of which only the hash is stored. */
export class LinkStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      add: database.prepare(
        'INSERT INTO watcher_links (sha256, person, station, created_at, created_by) VALUES (?, ?, ?, ?, ?)',
      ),
      list: database.prepare('SELECT * FROM watcher_links WHERE ?1 IS NULL OR station = ?1 ORDER BY id DESC'),
      one: database.prepare('SELECT * FROM watcher_links WHERE id = ?'),
      byHash: database.prepare('SELECT * FROM watcher_links WHERE sha256 = ?'),
      used: database.prepare('UPDATE watcher_links SET last_used_at = ? WHERE id = ?'),
      remove: database.prepare('DELETE FROM watcher_links WHERE id = ?'),
    }
  }

  /** Makes one; its token is seen only here. */
  create(
    person: string,
    station: string | undefined,
    by: string,
    at: Instant,
  ): { link: StoredLink; token: string } {
    const token = newSecret()
    const { lastInsertRowid } = this.#statements.add.run(sha256(token), person, station ?? null, at, by)
    const row = this.#statements.one.get(lastInsertRowid)
    if (row === undefined) throw new Error(`link ${lastInsertRowid} was saved and is not there`)
    return { link: linkOf(row), token }
  }

  list(station: string | undefined): StoredLink[] {
    return this.#statements.list.all(station ?? null).map(linkOf)
  }

  /** Whose page a token opens. */
  find(token: string): StoredLink | undefined {
    const row = this.#statements.byHash.get(sha256(token))
    return row && linkOf(row)
  }

  used(id: number, at: Instant): void {
    this.#statements.used.run(at, id)
  }

  /** False when there is none. */
  remove(id: number): boolean {
    return this.#statements.remove.run(id).changes === 1
  }
}

function linkOf(row: Record<string, unknown>): StoredLink {
  return {
    id: row['id'] as number,
    person: row['person'] as string,
    station: row['station'] as string | null,
    createdAt: row['created_at'] as number,
    createdBy: row['created_by'] as string,
    lastUsedAt: row['last_used_at'] as number | null,
  }
}
