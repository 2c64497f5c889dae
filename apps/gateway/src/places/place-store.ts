import type { DatabaseSync } from 'node:sqlite'
import {
  type Geometry,
  type Instant,
  linesOf,
  type MapPlace,
  type PlaceId,
  type PlaceKind,
} from '@tocsin/core'
import { placeIds } from '../people/row-id.ts'

/** A place as stored, with when it was last changed. */
export interface StoredPlace extends MapPlace {
  readonly changedAt: Instant
}

type Row = Record<string, unknown>

/** Places as they are stored, in the order in which they were entered. */
export class PlaceStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      all: database.prepare('SELECT * FROM places ORDER BY id'),
      one: database.prepare('SELECT * FROM places WHERE id = ?'),
      named: database.prepare(
        'SELECT * FROM places WHERE kind = ? AND name = ? AND area IS ? ORDER BY id LIMIT 1',
      ),
      insert: database.prepare(
        `INSERT INTO places (kind, name, area, capacity, note, geometry, positions, changed_at, changed_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      update: database.prepare(
        `UPDATE places SET kind = ?, name = ?, area = ?, capacity = ?, note = ?, geometry = ?, positions = ?, changed_at = ?, changed_by = ?
         WHERE id = ?`,
      ),
      remove: database.prepare('DELETE FROM places WHERE id = ?'),
      positions: database.prepare('SELECT coalesce(sum(positions), 0) AS positions FROM places'),
    }
  }

  all(): StoredPlace[] {
    return this.#statements.all.all().map(placeOf)
  }

  get(id: PlaceId): StoredPlace | undefined {
    const row = this.#statements.one.get(placeIds.row(id))
    return row && placeOf(row)
  }

  /** The first of that kind and name in that area: what a file means that is read again. */
  named({ kind, name, area }: Pick<MapPlace, 'kind' | 'name' | 'area'>): StoredPlace | undefined {
    const row = this.#statements.named.get(kind, name, area ?? null)
    return row && placeOf(row)
  }

  /** How many positions all of them are drawn with. */
  positions(): number {
    return this.#statements.positions.get()?.['positions'] as number
  }

  /** Saves a new one, or all of one that is there. */
  save(id: PlaceId | undefined, place: Omit<MapPlace, 'id'>, by: string, at: Instant): PlaceId {
    const { kind, name, area, capacity, note, geometry } = place
    const positions = linesOf(geometry).reduce((sum, line) => sum + line.length, 0)
    const row = [
      kind,
      name,
      area ?? null,
      capacity ?? null,
      note ?? null,
      JSON.stringify(geometry),
      positions,
      at,
      by,
    ]
    if (id === undefined) return placeIds.text(this.#statements.insert.run(...row).lastInsertRowid)
    this.#statements.update.run(...row, placeIds.row(id))
    return id
  }

  remove(id: PlaceId): void {
    this.#statements.remove.run(placeIds.row(id))
  }
}

function placeOf(row: Row): StoredPlace {
  return {
    id: placeIds.text(row['id'] as number),
    kind: row['kind'] as PlaceKind,
    name: row['name'] as string,
    ...(row['area'] === null ? {} : { area: row['area'] as string }),
    ...(row['capacity'] === null ? {} : { capacity: row['capacity'] as number }),
    ...(row['note'] === null ? {} : { note: row['note'] as string }),
    geometry: JSON.parse(row['geometry'] as string) as Geometry,
    changedAt: row['changed_at'] as number,
  }
}
