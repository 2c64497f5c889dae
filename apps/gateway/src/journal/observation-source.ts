import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CheckName, Position, QualityFlag } from '@tocsin/core'
import type { ObservationSource, PositionedObservation } from '../history/history.ts'
import { JournalReader, journalPath } from './file.ts'

/** `[datastream, phenomenonTime, receivedAt, value, flag, checks]` of the observations of one entry. */
export type SavedVerdict = [string, number, number, number, QualityFlag, CheckName[]][]

const NO_CHECKS: readonly CheckName[] = []

/**
 * Judged observations from disk: the journal's readings are `good` observations, but for those entries where the judge saved
 * something else beside its checkpoint.
 */
export function openObservationSource(dataDir: string): ObservationSource {
  const journal = new JournalReader(journalPath(dataDir))
  const database = new DatabaseSync(join(dataDir, 'tocsin.db'), { readOnly: true })
  database.exec('PRAGMA busy_timeout = 5000')
  const select = database.prepare(
    'SELECT position, observations FROM verdicts WHERE position > ? AND position <= ? ORDER BY position LIMIT ?',
  )

  return {
    read(after, upTo, limit) {
      const verdicts = new Map<Position, SavedVerdict>()
      const rows = select.all(after, upTo, limit) as { position: number; observations: string }[]
      for (const { position, observations } of rows) verdicts.set(position, JSON.parse(observations))
      // With as many as asked for there may be more; do not read past the last one that is known.
      const known = rows.length === limit ? (rows.at(-1)?.position as Position) : upTo
      const observations: PositionedObservation[] = []
      let reached = after
      for (const { position, entry } of journal.entries(after, known)) {
        reached = position
        if (entry.type === 'readings') {
          const saved = verdicts.get(position)
          if (saved === undefined) {
            for (const reading of entry.readings) {
              observations.push({ ...reading, flag: 'good', checks: NO_CHECKS, timeliness: 'new', position })
            }
          } else {
            for (const [datastream, phenomenonTime, receivedAt, value, flag, checks] of saved) {
              const timeliness = 'new'
              observations.push({
                datastream,
                phenomenonTime,
                receivedAt,
                value,
                flag,
                checks,
                timeliness,
                position,
              })
            }
          }
        }
        if (observations.length >= limit) break
      }
      return { position: reached, observations }
    },
    close() {
      journal.close()
      database.close()
    },
  }
}
