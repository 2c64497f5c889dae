import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { transaction } from '../registry/database.ts'
import type { Row } from './checkpoint-rows.ts'

const STATEMENTS = {
  saveStation: `INSERT INTO stations (id, number, definition, created_at)
    VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM stations), ?, ?)
    ON CONFLICT (id) DO UPDATE SET definition = excluded.definition`,
  saveRule: `INSERT OR REPLACE INTO rule_versions (rule, version, at, by_id, reason, definition)
    VALUES (?, ?, ?, ?, ?, ?)`,
  saveTable: `INSERT OR REPLACE INTO table_versions (table_id, version, at, by_id, reason, definition)
    VALUES (?, ?, ?, ?, ?, ?)`,
  saveDeletion: 'INSERT OR REPLACE INTO deletions (kind, id, at, by_id, reason) VALUES (?, ?, ?, ?, ?)',
  savePosition: `INSERT OR REPLACE INTO judge_position (one, position, now, clock, started_at, maintenance)
    VALUES (1, ?, ?, ?, ?, ?)`,
  // No OR REPLACE: that would take the row out of both its trees and put it in again, a thousand times a second.
  saveStream: `INSERT INTO judge_streams (datastream, state) VALUES (?, ?)
    ON CONFLICT (datastream) DO UPDATE SET state = excluded.state`,
  dropStream: 'DELETE FROM judge_streams WHERE datastream = ?',
  saveVerdict: 'INSERT OR REPLACE INTO verdicts (position, observations) VALUES (?, ?)',
  saveWarning: `INSERT INTO warnings (id, state, raised_at, subject, warning) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, warning = excluded.warning`,
  // No OR IGNORE: an event written twice is a broken promise, and must be seen.
  saveEvent: `INSERT INTO warning_events (id, number, warning, at, event)
    VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM warning_events), ?, ?, ?)`,
  saveShadow: `INSERT INTO shadow_warnings (id, state, rule, raised_at, warning) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, warning = excluded.warning`,
  saveShadowEvent: `INSERT INTO shadow_events (id, number, warning, at, event)
    VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM shadow_events), ?, ?, ?)`,
  saveMissed:
    'INSERT OR REPLACE INTO missed_peaks (id, subject, recorded_at, missed_peak) VALUES (?, ?, ?, ?)',
  saveRejection: 'INSERT INTO rejections (at, station, path, reason, excerpt) VALUES (?, ?, ?, ?, ?)',
  saveFrame: 'INSERT INTO rejected_frames (at, station, dialect, hex) VALUES (?, ?, ?, ?)',
  // Of the frame that was saved just before.
  saveFramedRejection: `INSERT INTO rejections (at, station, path, reason, excerpt, frame)
    VALUES (?, ?, ?, ?, ?, (SELECT max(id) FROM rejected_frames))`,
  trimFrames: 'DELETE FROM rejected_frames WHERE id <= (SELECT max(id) FROM rejected_frames) - ?',
  trimRejections: 'DELETE FROM rejections WHERE id <= (SELECT max(id) FROM rejections) - ?',
} as const

export type StatementName = keyof typeof STATEMENTS

/** Writes the rows of a checkpoint in one transaction, which is on disk when it returns. */
export function createCheckpointWriter(database: DatabaseSync): (rows: readonly Row[]) => void {
  const prepared = new Map<StatementName, StatementSync>()
  const statement = (name: StatementName): StatementSync => {
    const known = prepared.get(name)
    if (known !== undefined) return known
    const made = database.prepare(STATEMENTS[name])
    prepared.set(name, made)
    return made
  }
  return (rows) =>
    transaction(database, () => {
      for (const [name, ...parameters] of rows) statement(name).run(...parameters)
    })
}
