import type { DatabaseSync } from 'node:sqlite'
import type { ManualReportView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'

export type NewReport = Omit<ManualReportView, 'id' | 'kept'> & {
  /** The same one twice is one report. */
  readonly source: string
}

/** What people reported, as it is stored. */
export class ReportStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      add: database.prepare(
        `INSERT OR IGNORE INTO manual_reports
           (kind, station, area, datastream, value, at, received_at, text, person, name, way, from_whom, source, kept)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      one: database.prepare('SELECT * FROM manual_reports WHERE id = ?'),
      bySource: database.prepare('SELECT * FROM manual_reports WHERE source = ?'),
      ofPerson: database.prepare('SELECT * FROM manual_reports WHERE person = ? ORDER BY id DESC LIMIT ?'),
      keep: database.prepare('UPDATE manual_reports SET kept = 1 WHERE id = ?'),
      pending: database.prepare('SELECT * FROM manual_reports WHERE kept = 0 ORDER BY id LIMIT 1000'),
      list: database.prepare(
        `SELECT * FROM manual_reports
         WHERE (?1 IS NULL OR station = ?1) AND (?2 IS NULL OR area = ?2 OR substr(area, 1, length(?2) + 1) = ?2 || '/')
           AND (?3 = 0 OR text <> '') AND received_at >= ?4
         ORDER BY id DESC LIMIT ?5`,
      ),
    }
  }

  /** Stores a report; false when the same has come before. A note is kept with that, a reading once the journal has it. */
  add(report: NewReport): { readonly isNew: boolean; readonly report: ManualReportView } {
    const {
      kind,
      station,
      area,
      datastream,
      value,
      phenomenonTime,
      receivedAt,
      text,
      by,
      way,
      from,
      source,
    } = report
    const kept = Number(kind === 'note')
    const { changes } = this.#statements.add.run(
      kind,
      station,
      area,
      datastream,
      value,
      phenomenonTime,
      receivedAt,
      text,
      by.person,
      by.name,
      way,
      from,
      source,
      kept,
    )
    return { isNew: changes === 1, report: viewOf(this.#statements.bySource.get(source) ?? {}) }
  }

  get(id: number): ManualReportView | undefined {
    const row = this.#statements.one.get(id)
    return row && viewOf(row)
  }

  /** The journal has it. */
  keep(id: number): void {
    this.#statements.keep.run(id)
  }

  /** Readings that the journal may not have, oldest first. */
  pending(): ManualReportView[] {
    return this.#statements.pending.all().map(viewOf)
  }

  /** What a person reported last, newest first. */
  ofPerson(person: string, limit: number): ManualReportView[] {
    return this.#statements.ofPerson.all(person, limit).map(viewOf)
  }

  list(query: {
    readonly station?: string | undefined
    readonly area?: string | undefined
    readonly notes: boolean
    readonly from: Instant
    readonly limit: number
  }): ManualReportView[] {
    const { station = null, area = null, notes, from, limit } = query
    return this.#statements.list.all(station, area, Number(notes), from, limit).map(viewOf)
  }
}

function viewOf(row: Record<string, unknown>): ManualReportView {
  return {
    id: row['id'] as number,
    kind: row['kind'] as ManualReportView['kind'],
    station: row['station'] as string | null,
    area: row['area'] as string | null,
    datastream: row['datastream'] as string | null,
    value: row['value'] as number | null,
    phenomenonTime: row['at'] as number,
    receivedAt: row['received_at'] as number,
    text: row['text'] as string,
    by: { person: row['person'] as string | null, name: row['name'] as string },
    way: row['way'] as ManualReportView['way'],
    from: row['from_whom'] as string,
    kept: row['kept'] === 1,
  }
}
