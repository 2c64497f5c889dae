import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import {
  type AreaSnapshot,
  BEGINNING,
  type Judge,
  type JudgeSnapshot,
  type Rule,
  type Station,
  type StreamSnapshot,
  type SubjectId,
  type Table,
  type Warning,
} from '@tocsin/core'
import { type Gathered, type Row, rowsOf } from './checkpoint-rows.ts'
import type { CheckpointReply, CheckpointRequest } from './checkpoint-thread.ts'
import { createCheckpointWriter } from './checkpoint-writer.ts'

/**
 * Saves and restores what the judge is. Quality, window, rule and warning state, the position, the events and the configuration move in
 * one transaction: after a crash at any instant they agree with one another, and the journal brings back the rest.
 */
export interface Checkpoint {
  load(): JudgeSnapshot
  /** What has to be written of the judge as it is now; from here on it counts as told. */
  collect(judge: Judge, gathered: Gathered): readonly Row[]
  /** Writes at once. Only while nothing handed over is under way: the order is the caller's. Throws when it fails. */
  write(rows: readonly Row[]): void
  /** Writes in another thread; rejects when it fails, and may be asked again with the same rows. */
  hand(rows: readonly Row[]): Promise<void>
  /** Ends the thread. Nothing may be under way. */
  stop(): Promise<void>
}

/** The rows are small and gone at once: the default would keep far more room than they ever need. */
const YOUNG_MB = 8

export function createCheckpoint(database: DatabaseSync): Checkpoint {
  const write = createCheckpointWriter(database)
  let thread: Worker | undefined
  let ready = false
  let answered: ((failure: string | undefined) => void) | undefined

  function start(path: string): Worker {
    const worker = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      workerData: { path },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    worker.on('message', (reply: CheckpointReply) => {
      if (reply.kind === 'ready') ready = true
      else answered?.(reply.failure)
    })
    // One that dies leaves a gateway that cannot keep its promise: it must stop, and be started again.
    worker.on('error', (error) => {
      throw error
    })
    return worker
  }

  const post = (request: CheckpointRequest) => thread?.postMessage(request)

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

    collect(judge, gathered) {
      const rows = rowsOf(judge, gathered)
      judge.saved()
      return rows
    },

    write,

    hand(rows) {
      // What lives in memory only has no second way in.
      const path = database.location()
      if (path !== null) thread ??= start(path)
      return new Promise((resolve, reject) => {
        if (!ready) {
          write(rows)
          resolve()
          return
        }
        answered = (failure) => {
          answered = undefined
          if (failure === undefined) resolve()
          else reject(new Error(failure))
        }
        post({ kind: 'write', rows })
      })
    },

    async stop() {
      const worker = thread
      if (worker === undefined) return
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      post({ kind: 'stop' })
      thread = undefined
      ready = false
      await exited
    },
  }
}
