import type { DatabaseSync } from 'node:sqlite'
import type { Area, AreaKind, AreaPath } from '@tocsin/core'

/** Areas as they are stored, in the order of their paths. */
export class AreaStore {
  readonly #list
  readonly #one
  readonly #put
  readonly #remove
  readonly #users

  constructor(database: DatabaseSync) {
    this.#list = database.prepare('SELECT path, name, kind FROM areas ORDER BY path')
    this.#one = database.prepare('SELECT path, name, kind FROM areas WHERE path = ?')
    this.#put = database.prepare(
      'INSERT INTO areas (path, name, kind) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET name = excluded.name, kind = excluded.kind',
    )
    this.#remove = database.prepare('DELETE FROM areas WHERE path = ?')
    this.#users = database.prepare(`
      SELECT 'areas below it' AS what, count(*) AS count FROM areas WHERE substr(path, 1, length(?1) + 1) = ?1 || '/'
      UNION ALL SELECT 'roles of persons', count(*) FROM person_roles WHERE area = ?1
      UNION ALL SELECT 'households', count(*) FROM households WHERE area = ?1
      UNION ALL SELECT 'shifts', count(*) FROM shifts WHERE desk = ?1`)
  }

  all(): Area[] {
    return this.#list.all().map(areaOf)
  }

  get(path: AreaPath): Area | undefined {
    const row = this.#one.get(path)
    return row && areaOf(row)
  }

  put({ path, name, kind }: Area): void {
    this.#put.run(path, name, kind)
  }

  remove(path: AreaPath): void {
    this.#remove.run(path)
  }

  /** What would be left without a place: `3 households`. */
  usersOf(path: AreaPath): string[] {
    return this.#users
      .all(path)
      .filter((row) => row['count'] !== 0)
      .map((row) => `${row['count']} ${row['what']}`)
  }
}

function areaOf(row: Record<string, unknown>): Area {
  return { path: row['path'] as string, name: row['name'] as string, kind: row['kind'] as AreaKind }
}
