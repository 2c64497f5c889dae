import type { DatabaseSync } from 'node:sqlite'
import type { MissedPeakView } from '@tocsin/contract'
import {
  type CommandOutcome,
  DAY,
  type DurationMs,
  GRAVITY,
  type Instant,
  type Warning,
  type WarningEvent,
  type WarningId,
} from '@tocsin/core'
import type { Outcome, Refusal, WarningsService } from '../http/services.ts'
import type { RulesHost } from '../rules/host.ts'

/** Warnings as saved, and people's commands on them, each a journal entry that the judge decides. */
export function createWarningsService(database: DatabaseSync, host: RulesHost): WarningsService {
  const selectOpen = database.prepare("SELECT warning FROM warnings WHERE state = 'open'")
  const selectClosed = database.prepare(
    "SELECT warning FROM warnings WHERE state = 'closed' AND raised_at < ? ORDER BY raised_at DESC, id LIMIT ?",
  )
  const selectAll = database.prepare(
    'SELECT warning FROM warnings WHERE raised_at < ? ORDER BY raised_at DESC, id LIMIT ?',
  )
  const selectSame = database.prepare('SELECT warning FROM warnings WHERE raised_at = ?')
  const selectOne = database.prepare('SELECT warning FROM warnings WHERE id = ?')
  const selectEvents = database.prepare('SELECT event FROM warning_events WHERE warning = ? ORDER BY number')
  const selectMissed = database.prepare(
    'SELECT missed_peak FROM missed_peaks WHERE (? IS NULL OR subject = ?) ORDER BY recorded_at DESC LIMIT ?',
  )
  const read = (rows: Record<string, unknown>[]) =>
    rows.map((row) => JSON.parse(row['warning'] as string) as Warning)

  function get(id: WarningId): Warning | undefined {
    const row = selectOne.get(id)
    return row && (JSON.parse(row['warning'] as string) as Warning)
  }

  /** Why the judge refused; a warning that it no longer holds is closed, or never was. */
  function refusal(id: WarningId, outcome: CommandOutcome & { ok: false }, person: string): Refusal {
    const { refusal } = outcome
    if (refusal.kind === 'too-late')
      return { kind: 'too-late', detail: 'An acknowledgement can be withdrawn only at once' }
    if (refusal.kind !== 'unknown-warning' && refusal.kind !== 'unknown-scope') return refusal
    const warning = get(id)
    if (warning === undefined) return { kind: 'not-found', detail: `No warning ${id}` }
    const { acknowledged } = warning
    if (acknowledged !== null && acknowledged.by !== person)
      return { kind: 'acknowledged-by-another', acknowledged }
    return { kind: 'closed', at: warning.closedAt ?? warning.raisedAt }
  }

  return {
    list({ state, before, limit }) {
      const until = before ?? Number.MAX_SAFE_INTEGER
      if (state !== 'open') {
        const page = read((state === 'closed' ? selectClosed : selectAll).all(until, limit))
        // The cursor is a time: all that were raised at the last one belong to this page.
        const last = page.at(-1)
        if (last === undefined || page.length < limit) return page
        const known = new Set(page.map(({ id }) => id))
        const same = read(selectSame.all(last.raisedAt)).filter(
          (one) => state === 'all' || one.state === state,
        )
        return [...page, ...same.filter(({ id }) => !known.has(id))]
      }
      // Open ones are never hidden by a limit.
      return read(selectOpen.all()).sort(gravestFirst)
    },

    get(id) {
      const warning = get(id)
      if (warning === undefined) return undefined
      const events = selectEvents.all(id).map((row) => JSON.parse(row['event'] as string) as WarningEvent)
      return { warning, events }
    },

    async acknowledge(id, note, by) {
      const outcome = await host.command({ kind: 'acknowledge', warning: id, note }, by)
      if (outcome.ok) return { ok: true, changed: outcome.events.length > 0 }
      const why = refusal(id, outcome, by.id)
      // Closed by their own acknowledgement a moment ago: done is done.
      if (why.kind === 'closed' && get(id)?.acknowledged?.by === by.id) return { ok: true, changed: false }
      return { ok: false, refusal: why }
    },

    async withdraw(id, by) {
      const outcome = await host.command({ kind: 'withdraw', warning: id }, by)
      if (outcome.ok) return { ok: true, changed: outcome.events.length > 0 }
      return { ok: false, refusal: refusal(id, outcome, by.id) }
    },

    note: async (id, note, by) =>
      settle(await host.command({ kind: 'note', warning: id, note }, by), (outcome) =>
        refusal(id, outcome, by.id),
      ),

    close: async (id, note, by) =>
      settle(await host.command({ kind: 'close', warning: id, note }, by), (outcome) =>
        refusal(id, outcome, by.id),
      ),

    async shelve(id, until, note, by) {
      const tooLong = tooLongRefusal(until, host.judge.clock)
      if (tooLong !== undefined) return { ok: false, refusal: tooLong }
      return settle(await host.command({ kind: 'shelve', warning: id, until, note }, by), (outcome) =>
        refusal(id, outcome, by.id),
      )
    },

    maintenance: () => host.judge.maintenance,

    async orderMaintenance({ scope, until, note }, by) {
      const tooLong = tooLongRefusal(until, host.judge.clock)
      if (tooLong !== undefined) return { ok: false, refusal: tooLong }
      const outcome = await host.command({ kind: 'maintenance', scope, until, note }, by)
      if (outcome.ok) return { ok: true }
      const named = 'station' in scope ? `station ${scope.station}` : `area ${scope.area}`
      return { ok: false, refusal: { kind: 'not-found', detail: `No ${named}` } }
    },

    missedPeaks: ({ datastream, limit }) =>
      selectMissed
        .all(datastream ?? null, datastream ?? null, limit)
        .map((row) => JSON.parse(row['missed_peak'] as string) as MissedPeakView),
  }
}

/** What is silenced for ever is forgotten: an end that far away is a slip of the pen. */
const LONGEST_SILENCE: DurationMs = 366 * DAY

function tooLongRefusal(until: Instant, now: Instant): Refusal | undefined {
  if (until - now <= LONGEST_SILENCE) return undefined
  const fault = { path: 'until', message: 'lies more than a year ahead', expected: 'a time within a year' }
  return { kind: 'invalid', detail: 'It would be silent for too long', faults: [fault] }
}

function settle(
  outcome: CommandOutcome,
  why: (outcome: CommandOutcome & { ok: false }) => Refusal,
): Outcome<object> {
  return outcome.ok ? { ok: true } : { ok: false, refusal: why(outcome) }
}

/** What nobody has taken counts by its gravest level, however it stands now. */
function urgency(warning: Warning): number {
  return GRAVITY[warning.acknowledged === null ? warning.gravest : warning.level]
}

function gravestFirst(a: Warning, b: Warning): number {
  const acknowledged = Number(a.acknowledged !== null) - Number(b.acknowledged !== null)
  return urgency(b) - urgency(a) || acknowledged || b.raisedAt - a.raisedAt
}
