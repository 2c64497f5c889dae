import type { DatabaseSync } from 'node:sqlite'
import type { BoxWarningView } from '@tocsin/contract'
import { type BoxStanding, DAY, type Instant } from '@tocsin/core'
import { transaction } from '../registry/database.ts'
import type { BoxFound } from './box-warning.ts'

/** What is over is kept for a season. */
const KEPT = 180 * DAY
/** Shown of what is over. */
const SHOWN = 50

type Row = Record<string, unknown>

/** Warnings about the box as they are stored: each from its raising to its end, and who has taken note. */
export class BoxWarningStore {
  readonly #database: DatabaseSync
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = {
      open: database.prepare('SELECT * FROM box_warnings WHERE cleared_at IS NULL ORDER BY id DESC'),
      over: database.prepare(
        'SELECT * FROM box_warnings WHERE cleared_at IS NOT NULL ORDER BY cleared_at DESC, id DESC LIMIT ?',
      ),
      raise: database.prepare(
        'INSERT INTO box_warnings (key, since, raised_at, finding) VALUES (?, ?, ?, ?)',
      ),
      change: database.prepare('UPDATE box_warnings SET finding = ? WHERE key = ? AND cleared_at IS NULL'),
      clear: database.prepare('UPDATE box_warnings SET cleared_at = ? WHERE key = ? AND cleared_at IS NULL'),
      acknowledge: database.prepare(
        'UPDATE box_warnings SET acknowledged = ? WHERE id = ? AND cleared_at IS NULL AND acknowledged IS NULL',
      ),
      forget: database.prepare('DELETE FROM box_warnings WHERE cleared_at < ?'),
    }
  }

  open(): BoxWarningView[] {
    const all = this.#statements.open.all().map(viewOf)
    return [...all.filter(({ urgent }) => urgent), ...all.filter(({ urgent }) => !urgent)]
  }

  over(): BoxWarningView[] {
    return this.#statements.over.all(SHOWN).map(viewOf)
  }

  /** Those that were open when the gateway stopped, to go on from. */
  standing(): BoxStanding<BoxFound>[] {
    return this.#statements.open.all().map((row) => ({
      finding: { key: row['key'] as string, ...JSON.parse(row['finding'] as string) } as BoxFound,
      seenAt: row['since'] as number,
      raisedAt: row['raised_at'] as number,
      goneAt: null,
    }))
  }

  /** Keeps what one look has changed, all of it or nothing. */
  keep(
    raised: readonly BoxStanding<BoxFound>[],
    cleared: readonly BoxStanding<BoxFound>[],
    changed: readonly BoxFound[],
    now: Instant,
  ): void {
    if (raised.length + cleared.length + changed.length === 0) return
    const { raise, clear, change, forget } = this.#statements
    transaction(this.#database, () => {
      for (const { finding } of cleared) clear.run(now, finding.key)
      for (const { finding, seenAt, raisedAt } of raised) {
        raise.run(finding.key, seenAt, raisedAt ?? now, textOf(finding))
      }
      for (const finding of changed) change.run(textOf(finding), finding.key)
      forget.run(now - KEPT)
    })
  }

  acknowledge(ids: readonly string[], by: NonNullable<BoxWarningView['acknowledged']>): void {
    transaction(this.#database, () => {
      for (const id of ids) this.#statements.acknowledge.run(JSON.stringify(by), rowOf(id))
    })
  }
}

function textOf({ key: _key, notBefore: _notBefore, ...finding }: BoxFound): string {
  return JSON.stringify(finding)
}

function viewOf(row: Row): BoxWarningView {
  const finding = JSON.parse(row['finding'] as string) as Omit<BoxFound, 'key'>
  const acknowledged = row['acknowledged'] as string | null
  return {
    id: `box-${row['id']}`,
    ...finding,
    since: row['since'] as number,
    raisedAt: row['raised_at'] as number,
    clearedAt: row['cleared_at'] as number | null,
    acknowledged: acknowledged === null ? null : JSON.parse(acknowledged),
  }
}

function rowOf(id: string): number {
  return Number(/^box-(\d{1,15})$/.exec(id)?.[1] ?? -1)
}
