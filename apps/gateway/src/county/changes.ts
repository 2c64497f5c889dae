import {
  type Instant,
  SL323_LONGEST_PERIOD,
  type Sl323Row,
  type Sl323Table,
  sl323Period,
  sl323Time,
} from '@tocsin/core'
import type { TimedRow } from './row-store.ts'
import type { Row } from './server.ts'

/** The rows of one station that are new or have changed, and the document of them. */
export interface Changes {
  readonly rows: readonly TimedRow[]
  /** To be decoded; of rain with the rows around, without which nobody can tell what was counted already. */
  readonly document: { readonly table: Sl323Table; readonly rows: readonly Sl323Row[] }
}

/**
 * What of the rows of one station in one page is new. `known` gives the rows that were taken before, between two times.
 * A row whose TM cannot be read is not remembered, and is in the document each time that it is read: it says so itself.
 */
export function changesOf(
  table: Sl323Table,
  code: string,
  rows: readonly Row[],
  zone: string,
  known: (from: Instant, to: Instant) => readonly TimedRow[],
): Changes | undefined {
  const timed = rows.flatMap(({ STCD: _, TM, ...values }) => {
    const at = sl323Time(TM, zone)
    return at === undefined ? [] : [{ at, values }]
  })
  const times = timed.map(({ at }) => at)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  if (timed.length === 0) return undefined
  const reach = table === 'ST_PPTN_R' ? SL323_LONGEST_PERIOD : 0
  const before = known(first - reach, last + reach)
  const contents = new Map(before.map(({ at, values }) => [at, JSON.stringify(values)]))
  const changed = timed.filter(({ at, values }) => contents.get(at) !== JSON.stringify(values))
  if (changed.length === 0) return undefined
  const changedAt = new Set(changed.map(({ at }) => at))
  const around = reach === 0 ? [] : before.filter(({ at }) => !changedAt.has(at))
  const earliest = Math.min(...changedAt)
  const document = [
    // A row that ends later and holds one that has changed gives another amount now.
    ...around.map((row) => rowOf(code, row, !holdsOneOf(row, changedAt, earliest))),
    ...changed.map((row) => rowOf(code, row, false)),
  ]
  return { rows: changed, document: { table, rows: document } }
}

function holdsOneOf({ at, values }: TimedRow, changed: ReadonlySet<Instant>, earliest: Instant): boolean {
  const period = sl323Period(values['INTV']) ?? 0
  if (period === 0 || at <= earliest) return false
  for (const one of changed) if (one < at && one > at - period) return true
  return false
}

function rowOf(code: string, { at, values }: TimedRow, known: boolean): Sl323Row {
  // In UTC: what the text in the database's own zone was is settled.
  return {
    STCD: code,
    TM: new Date(at).toISOString().slice(0, 23).replace('T', ' '),
    ...values,
    ...(known ? { known } : {}),
  }
}
