import type { DatabaseSync } from 'node:sqlite'
import {
  type AreaSnapshot,
  BEGINNING,
  type Change,
  type Instant,
  type Judge,
  type JudgeSnapshot,
  type MissedPeak,
  type Observation,
  type Position,
  type Rejection,
  type Rule,
  type Ruled,
  type Station,
  type StreamSnapshot,
  type SubjectId,
  type Table,
  type Warning,
} from '@tocsin/core'
import type { SavedVerdict } from '../journal/observation-source.ts'
import { transaction } from '../registry/database.ts'

/** What judging has brought since the last checkpoint. */
export interface Gathered {
  events: Ruled[]
  shadowEvents: Ruled[]
  missedPeaks: MissedPeak[]
  verdicts: { position: Position; observations: readonly Observation[] }[]
  rejections: { at: Instant; station: string; rejection: Rejection }[]
  changes: { at: Instant; by: string; change: Change }[]
}

/** Rejections kept; the oldest go first. A broken device must not fill the disk. */
const MAX_REJECTIONS = 20_000

/**
 * Saves and restores what the judge is. Quality, window, rule and warning state, the position, the events and the configuration move in
 * one transaction: after a crash at any instant they agree with one another, and the journal brings back the rest.
 */
export function createCheckpoint(database: DatabaseSync) {
  const insertStation = database.prepare(
    `INSERT INTO stations (id, number, definition, created_at)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM stations), ?, ?)
     ON CONFLICT (id) DO UPDATE SET definition = excluded.definition`,
  )
  const insertRule = database.prepare(
    'INSERT OR REPLACE INTO rule_versions (rule, version, at, by_id, reason, definition) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertTable = database.prepare(
    'INSERT OR REPLACE INTO table_versions (table_id, version, at, by_id, reason, definition) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertDeletion = database.prepare(
    'INSERT OR REPLACE INTO deletions (kind, id, at, by_id, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const savePosition = database.prepare(
    `INSERT OR REPLACE INTO judge_position (one, position, now, clock, started_at, maintenance)
     VALUES (1, ?, ?, ?, ?, ?)`,
  )
  const saveStream = database.prepare(
    'INSERT OR REPLACE INTO judge_streams (datastream, state) VALUES (?, ?)',
  )
  const dropStream = database.prepare('DELETE FROM judge_streams WHERE datastream = ?')
  const saveVerdict = database.prepare(
    'INSERT OR REPLACE INTO verdicts (position, observations) VALUES (?, ?)',
  )
  const saveWarning = database.prepare(
    `INSERT INTO warnings (id, state, raised_at, subject, warning) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, warning = excluded.warning`,
  )
  // No OR IGNORE: an event written twice is a broken promise, and must be seen.
  const saveEvent = database.prepare(
    `INSERT INTO warning_events (id, number, warning, at, event)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM warning_events), ?, ?, ?)`,
  )
  const saveShadow = database.prepare(
    `INSERT INTO shadow_warnings (id, state, rule, raised_at, warning) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, warning = excluded.warning`,
  )
  const saveShadowEvent = database.prepare(
    `INSERT INTO shadow_events (id, number, warning, at, event)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM shadow_events), ?, ?, ?)`,
  )
  const saveMissed = database.prepare(
    'INSERT OR REPLACE INTO missed_peaks (id, subject, recorded_at, missed_peak) VALUES (?, ?, ?, ?)',
  )
  const saveRejection = database.prepare(
    'INSERT INTO rejections (at, station, path, reason, excerpt) VALUES (?, ?, ?, ?, ?)',
  )
  const trimRejections = database.prepare(
    'DELETE FROM rejections WHERE id <= (SELECT max(id) FROM rejections) - ?',
  )

  function saveChange({ at, by, change }: Gathered['changes'][number]): void {
    switch (change.kind) {
      case 'station':
        insertStation.run(change.station.id, JSON.stringify(change.station), at)
        break
      case 'rule': {
        const { rule, reason } = change
        insertRule.run(rule.id, rule.version, at, by, reason ?? null, JSON.stringify(rule))
        break
      }
      case 'table': {
        const { table, reason } = change
        insertTable.run(table.id, table.version, at, by, reason ?? null, JSON.stringify(table))
        break
      }
      case 'rule-deleted':
        insertDeletion.run('rule', change.rule, at, by, change.reason)
        break
      case 'table-deleted':
        insertDeletion.run('table', change.table, at, by, change.reason)
        break
      default:
        change satisfies never
    }
  }

  return {
    load(): JudgeSnapshot {
      const at = database.prepare('SELECT * FROM judge_position').get()
      if (at === undefined) return BEGINNING
      const json = <T>(sql: string) =>
        (database.prepare(sql).all() as { json: string }[]).map((row) => JSON.parse(row.json) as T)
      const streams = new Map<SubjectId, StreamSnapshot | AreaSnapshot>()
      for (const row of database.prepare('SELECT datastream, state FROM judge_streams').iterate()) {
        streams.set(row['datastream'] as string, JSON.parse(row['state'] as string))
      }
      return {
        position: at['position'] as number,
        now: at['now'] as number,
        clock: at['clock'] as number,
        startedAt: at['started_at'] as number,
        stations: json<Station>('SELECT definition AS json FROM stations ORDER BY number'),
        rules: json<Rule>(
          `SELECT definition AS json FROM rule_versions AS newest
           WHERE version = (SELECT max(version) FROM rule_versions WHERE rule = newest.rule)
             AND rule NOT IN (SELECT id FROM deletions WHERE kind = 'rule') ORDER BY rule`,
        ),
        tables: json<Table>(
          `SELECT definition AS json FROM table_versions AS newest
           WHERE version = (SELECT max(version) FROM table_versions WHERE table_id = newest.table_id)
             AND table_id NOT IN (SELECT id FROM deletions WHERE kind = 'table') ORDER BY table_id`,
        ),
        maintenance: JSON.parse(at['maintenance'] as string),
        streams,
        openWarnings: json<Warning>(
          "SELECT warning AS json FROM warnings WHERE state = 'open' ORDER BY raised_at",
        ),
        openShadows: json<Warning>(
          "SELECT warning AS json FROM shadow_warnings WHERE state = 'open' ORDER BY raised_at",
        ),
      }
    },

    save(judge: Judge, gathered: Gathered): void {
      transaction(database, () => {
        for (const changed of gathered.changes) saveChange(changed)
        for (const { datastream, state } of judge.changed()) {
          if (state === undefined) dropStream.run(datastream)
          else saveStream.run(datastream, JSON.stringify(state))
        }
        for (const { position, observations } of gathered.verdicts) {
          const saved: SavedVerdict = observations.map((one) => [
            one.datastream,
            one.phenomenonTime,
            one.receivedAt,
            one.value,
            one.flag,
            [...one.checks],
          ])
          saveVerdict.run(position, JSON.stringify(saved))
        }
        for (const { warning, event } of gathered.events) {
          saveWarning.run(
            warning.id,
            warning.state,
            warning.raisedAt,
            warning.subject,
            JSON.stringify(warning),
          )
          saveEvent.run(event.id, warning.id, event.at, JSON.stringify(event))
        }
        for (const { warning, event } of gathered.shadowEvents) {
          const { id, state, rule, raisedAt } = warning
          saveShadow.run(id, state, rule.id, raisedAt, JSON.stringify(warning))
          saveShadowEvent.run(event.id, id, event.at, JSON.stringify(event))
        }
        for (const missed of gathered.missedPeaks) {
          saveMissed.run(missed.id, missed.subject, missed.recordedAt, JSON.stringify(missed))
        }
        for (const { at, station, rejection } of gathered.rejections) {
          saveRejection.run(at, station, rejection.path, rejection.reason, rejection.excerpt)
        }
        if (gathered.rejections.length > 0) trimRejections.run(MAX_REJECTIONS)
        const maintenance = JSON.stringify(judge.maintenance)
        savePosition.run(judge.position, judge.now, judge.clock, judge.startedAt, maintenance)
      })
      judge.saved()
    },
  }
}

export type Checkpoint = ReturnType<typeof createCheckpoint>
