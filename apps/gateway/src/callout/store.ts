import type { DatabaseSync } from 'node:sqlite'
import type { Bilingual } from '@tocsin/contract'
import {
  type AreaPath,
  type Callout,
  type CalloutId,
  type Instant,
  isLive,
  isUnsent,
  type LedgerLine,
  type Notice,
  type Outcome,
  type Warning,
  type WarningEvent,
  type WarningId,
} from '@tocsin/core'
import { transaction } from '../registry/database.ts'

/** A call-out as it is stored, with what is said to people. */
export interface StoredCallout {
  readonly callout: Callout
  readonly said: Bilingual
}

/** An event of a warning, in the order in which they were written, and the warning as it is by now. */
export interface Followed {
  readonly number: number
  readonly warning: Warning
  readonly event: WarningEvent
}

/**
 * Call-outs, their ledger and notices. State, calls, ledger and notices of one change are kept in one transaction, and only while the call-out
 * holds the revision that the change was made from. Live ones are held in memory as well: they are looked at each second.
 */
export class CalloutStore {
  readonly #database: DatabaseSync
  readonly #busy = new Map<CalloutId, StoredCallout>()
  readonly #statements
  #changes = 0

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = {
      busy: database.prepare('SELECT callout, said FROM callouts WHERE busy = 1 ORDER BY number'),
      one: database.prepare('SELECT callout, said FROM callouts WHERE id = ?'),
      newest: database.prepare('SELECT callout, said FROM callouts ORDER BY live DESC, number DESC LIMIT ?'),
      ofWarning: database.prepare('SELECT callout, said FROM callouts WHERE warning = ? ORDER BY number'),
      within: database.prepare(
        'SELECT id FROM callouts WHERE started_at >= ? AND started_at < ? ORDER BY number',
      ),
      exercises: database.prepare(
        `SELECT callout, said FROM callouts WHERE started_at < ? AND json_extract(callout, '$.exercise')
         AND json_extract(callout, '$.area') = ? ORDER BY number DESC LIMIT 20`,
      ),
      count: database.prepare('SELECT count(*) AS count FROM callouts'),
      insert: database.prepare(
        `INSERT INTO callouts (id, number, warning, live, busy, started_at, revision, said, callout)
         VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM callouts), ?, ?, ?, ?, ?, ?, ?)`,
      ),
      replace: database.prepare(
        'UPDATE callouts SET live = ?, busy = ?, revision = ?, said = ?, callout = ? WHERE id = ? AND revision = ?',
      ),
      addLine: database.prepare('INSERT INTO callout_ledger (callout, at, line) VALUES (?, ?, ?)'),
      ledger: database.prepare('SELECT line FROM callout_ledger WHERE callout = ? ORDER BY number'),
      addNotice: database.prepare(
        'INSERT OR IGNORE INTO callout_notices (callout, key, at, notice) VALUES (?, ?, ?, ?)',
      ),
      unseen: database.prepare(
        'SELECT notice FROM callout_notices WHERE callout = ? AND seen_at IS NULL ORDER BY at',
      ),
      lastSeen: database.prepare(
        'SELECT seen_at, seen_by, seen_name FROM callout_notices WHERE callout = ? AND seen_at IS NOT NULL ORDER BY seen_at DESC LIMIT 1',
      ),
      see: database.prepare(
        'UPDATE callout_notices SET seen_at = ?, seen_by = ?, seen_name = ? WHERE callout = ? AND key = ? AND seen_at IS NULL',
      ),
      notices: database.prepare('SELECT notice FROM callout_notices WHERE callout = ? ORDER BY at'),
      followed: database.prepare('SELECT event FROM callout_followed'),
      follow: database.prepare('UPDATE callout_followed SET event = ?'),
      events: database.prepare(
        `SELECT number, event, warnings.warning AS warning FROM warning_events
         JOIN warnings ON warnings.id = warning_events.warning WHERE number > ? ORDER BY number LIMIT 500`,
      ),
      setAside: database.prepare(
        `SELECT number, warning_events.event AS event, warnings.warning AS warning FROM callout_set_aside
         JOIN warning_events ON warning_events.number = callout_set_aside.event
         JOIN warnings ON warnings.id = warning_events.warning ORDER BY number`,
      ),
      putAside: database.prepare('INSERT INTO callout_set_aside (event, at, detail) VALUES (?, ?, ?)'),
      takeBack: database.prepare('DELETE FROM callout_set_aside WHERE event = ?'),
      asideOldest: database.prepare(
        `SELECT warning_events.warning AS warning, callout_set_aside.at AS at, detail FROM callout_set_aside
         JOIN warning_events ON warning_events.number = callout_set_aside.event ORDER BY number LIMIT 1`,
      ),
      closed: database.prepare("SELECT 1 FROM warnings WHERE id = ? AND state = 'closed'"),
      trial: database.prepare('SELECT trial FROM callout_settings'),
      setTrial: database.prepare('UPDATE callout_settings SET trial = ?'),
    }
    for (const row of this.#statements.busy.all()) {
      const stored = read(row)
      this.#busy.set(stored.callout.id, stored)
    }
  }

  /** Live ones, and those that still have something to send; oldest first. */
  busy(): StoredCallout[] {
    return [...this.#busy.values()]
  }

  isBusy(id: CalloutId): boolean {
    return this.#busy.has(id)
  }

  get(id: CalloutId): StoredCallout | undefined {
    const row = this.#busy.has(id) ? undefined : this.#statements.one.get(id)
    return row === undefined ? this.#busy.get(id) : read(row)
  }

  /** Live ones first, then the newest. */
  list(limit: number): StoredCallout[] {
    return this.#statements.newest.all(limit).map(read)
  }

  /** Those that were begun in a stretch of time, the newest `most` of them, each with its ledger; read one after the other. */
  *courses(from: Instant, to: Instant, most: number): Generator<{ callout: Callout; ledger: LedgerLine[] }> {
    for (const row of this.#statements.within.all(from, to).slice(-most)) {
      const id = row['id'] as string
      const callout = this.get(id)?.callout
      if (callout !== undefined) yield { callout, ledger: this.ledger(id) }
    }
  }

  ofWarning(warning: WarningId): StoredCallout[] {
    return this.#statements.ofWarning.all(warning).map(read)
  }

  /** Begun from `from` on and before `to`, oldest first. One at a time is read: each may be megabytes. */
  startedWithin(from: Instant, to: Instant): CalloutId[] {
    return this.#statements.within.all(from, to).map((row) => row['id'] as string)
  }

  /** Exercises of an area begun before a time, the newest first. */
  exercisesBefore(at: Instant, area: AreaPath): StoredCallout[] {
    return this.#statements.exercises.all(at, area).map(read)
  }

  count(): number {
    return this.#statements.count.get()?.['count'] as number
  }

  ledger(id: CalloutId): LedgerLine[] {
    return this.#statements.ledger.all(id).map((row) => JSON.parse(row['line'] as string) as LedgerLine)
  }

  /** What the desk has not seen, and who there last said that they had. */
  seenOf(id: CalloutId): { unseen: Notice[]; seen: { at: number; by: string; name: string } | null } {
    const unseen = this.#statements.unseen.all(id).map((row) => JSON.parse(row['notice'] as string) as Notice)
    const row = this.#statements.lastSeen.get(id)
    if (row === undefined) return { unseen, seen: null }
    const { seen_at: at, seen_by: by, seen_name: name } = row as Record<string, unknown>
    return { unseen, seen: { at: at as number, by: by as string, name: name as string } }
  }

  /** Somebody at the desk has seen notices; who saw one first stays. */
  see(id: CalloutId, keys: readonly string[], by: { at: number; by: string; name: string }): void {
    transaction(this.#database, () => {
      for (const key of keys) this.#statements.see.run(by.at, by.by, by.name, id, key)
    })
    this.#changes += 1
  }

  /** Grows with everything that is kept. */
  get changes(): number {
    return this.#changes
  }

  notices(id: CalloutId): Notice[] {
    return this.#statements.notices.all(id).map((row) => JSON.parse(row['notice'] as string) as Notice)
  }

  /** Events of warnings that have not been followed yet, oldest first. */
  unfollowed(): Followed[] {
    const since = this.#statements.followed.get()?.['event'] as number
    return this.#statements.events.all(since).map(followedOf)
  }

  /** Events that could not be followed when they came. */
  setAside(): Followed[] {
    return this.#statements.setAside.all().map(followedOf)
  }

  /** The oldest event that could not be followed. */
  oldestSetAside():
    | { readonly warning: WarningId; readonly at: Instant; readonly detail: string }
    | undefined {
    const row = this.#statements.asideOldest.get()
    if (row === undefined) return undefined
    return { warning: row['warning'] as WarningId, at: row['at'] as number, detail: row['detail'] as string }
  }

  /** To be called within `together`. */
  putAside(event: number, at: Instant, detail: string): void {
    this.#statements.putAside.run(event, at, detail)
  }

  takeBack(event: number): void {
    this.#statements.takeBack.run(event)
  }

  /** All of `work` in one transaction: what it keeps, and how far events have been followed. */
  together(work: () => void, followedTo?: number): void {
    const before = new Map(this.#busy)
    try {
      transaction(this.#database, () => {
        work()
        if (followedTo !== undefined) this.#statements.follow.run(followedTo)
      })
    } catch (error) {
      this.#busy.clear()
      for (const [id, stored] of before) this.#busy.set(id, stored)
      throw error
    }
  }

  /** Keeps a new call-out. To be called within `together`. */
  insert(outcome: Outcome, said: Bilingual): void {
    const { callout } = outcome
    const warning = callout.origin.kind === 'warning' ? callout.origin.warning : null
    const { id, startedAt, revision } = callout
    this.#statements.insert.run(
      id,
      warning,
      Number(isLive(callout)),
      Number(hasWork(callout)),
      startedAt,
      revision,
      JSON.stringify(said),
      JSON.stringify(callout),
    )
    this.#keep(outcome, said)
  }

  /** Keeps what became of a call-out. To be called within `together`. Throws when somebody else has changed it: there is one writer. */
  replace(before: Callout, outcome: Outcome, said: Bilingual): void {
    const { callout } = outcome
    if (callout === before) return
    const { changes } = this.#statements.replace.run(
      Number(isLive(callout)),
      Number(hasWork(callout)),
      callout.revision,
      JSON.stringify(said),
      JSON.stringify(callout),
      callout.id,
      before.revision,
    )
    if (changes !== 1) throw new Error(`call-out ${callout.id} is no longer at revision ${before.revision}`)
    this.#keep(outcome, said)
  }

  #keep({ callout, effects }: Outcome, said: Bilingual): void {
    this.#changes += 1
    for (const line of effects.ledger) this.#statements.addLine.run(callout.id, line.at, JSON.stringify(line))
    for (const notice of effects.notices) {
      this.#statements.addNotice.run(callout.id, notice.key, notice.at, JSON.stringify(notice))
    }
    if (hasWork(callout)) this.#busy.set(callout.id, { callout, said })
    else this.#busy.delete(callout.id)
  }

  isClosed(warning: WarningId): boolean {
    return this.#statements.closed.get(warning) !== undefined
  }

  trial(): { readonly desk: AreaPath | null } | null {
    const text = this.#statements.trial.get()?.['trial'] as string | null
    return text === null ? null : (JSON.parse(text) as { desk: AreaPath | null })
  }

  setTrial(trial: { readonly desk: AreaPath } | null): void {
    this.#statements.setTrial.run(trial === null ? null : JSON.stringify(trial))
  }
}

/** True while it is live, or has something to send. */
function hasWork(callout: Callout): boolean {
  return isLive(callout) || (callout.live?.rings.some(({ calls }) => calls.some(isUnsent)) ?? false)
}

function followedOf(row: Record<string, unknown>): Followed {
  return {
    number: row['number'] as number,
    event: JSON.parse(row['event'] as string) as WarningEvent,
    warning: JSON.parse(row['warning'] as string) as Warning,
  }
}

function read(row: Record<string, unknown>): StoredCallout {
  return {
    callout: JSON.parse(row['callout'] as string) as Callout,
    said: JSON.parse(row['said'] as string) as Bilingual,
  }
}
