import type { DatabaseSync } from 'node:sqlite'
import type { AnnotationView } from '@tocsin/contract'
import type { Instant, StationId } from '@tocsin/core'

/** Notes on charts, as they are stored. */
export class AnnotationStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      add: database.prepare(
        `INSERT INTO annotations (station, datastream, from_at, to_at, text, written_at, by_name)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *`,
      ),
      remove: database.prepare(
        `UPDATE annotations SET deleted_at = ?, deleted_by = ?, deleted_reason = ?
         WHERE id = ? AND deleted_at IS NULL RETURNING *`,
      ),
      list: database.prepare(
        `SELECT * FROM annotations
         WHERE station = ?1 AND to_at >= ?2 AND from_at <= ?3 AND (?4 = 1 OR deleted_at IS NULL)
         ORDER BY from_at DESC, id DESC LIMIT ?5`,
      ),
    }
  }

  add({
    station,
    datastream,
    from,
    to,
    text,
    writtenAt,
    by,
  }: Omit<AnnotationView, 'id' | 'deleted'>): AnnotationView {
    return viewOf(this.#statements.add.get(station, datastream, from, to, text, writtenAt, by) ?? {})
  }

  /** Undefined: there is none of that id, or it was taken away before. */
  remove(id: number, { at, by, reason }: NonNullable<AnnotationView['deleted']>): AnnotationView | undefined {
    const row = this.#statements.remove.get(at, by, reason, id)
    return row && viewOf(row)
  }

  list(
    station: StationId,
    query: {
      readonly from: Instant
      readonly to: Instant
      readonly deleted: boolean
      readonly limit: number
    },
  ): AnnotationView[] {
    const { from, to, deleted, limit } = query
    return this.#statements.list.all(station, from, to, Number(deleted), limit).map(viewOf).reverse()
  }
}

function viewOf(row: Record<string, unknown>): AnnotationView {
  const deletedAt = row['deleted_at'] as number | null
  return {
    id: row['id'] as number,
    station: row['station'] as string,
    datastream: row['datastream'] as string | null,
    from: row['from_at'] as number,
    to: row['to_at'] as number,
    text: row['text'] as string,
    writtenAt: row['written_at'] as number,
    by: row['by_name'] as string,
    deleted:
      deletedAt === null
        ? null
        : { at: deletedAt, by: row['deleted_by'] as string, reason: row['deleted_reason'] as string },
  }
}
