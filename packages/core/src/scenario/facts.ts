import type {
  DurationMs,
  Evaluation,
  Instant,
  MissedPeak,
  Observation,
  Warning,
  WarningEvent,
} from '../model/index.ts'
import { formatOffset } from './offset.ts'
import type { Facts } from './scenario.ts'

/** Facts whose values are times, written as text since the start. */
export const TIMES: readonly string[] = [
  'at',
  'since',
  'until',
  'due_at',
  'clearing_due_at',
  'evaluated_at',
  'raised_at',
  'cleared_at',
  'data_lost_since',
  'shelved_until',
  'lapses_at',
  'from',
  'to',
  'peak_at',
  'recorded_at',
  'received_at',
  'time',
  'reading_time',
  'opens_at',
]

/** An event as it happened in a scenario. */
export interface Told {
  /** Since the start, by a clock that nobody sets. */
  readonly at: DurationMs
  readonly event: WarningEvent
  readonly warning: Warning
  /** Warnings are numbered from 1 as they are raised: the same number is the same warning. */
  readonly number: number
}

export const EVENT_FACTS = [
  'at',
  'rule',
  'subject',
  'warning',
  'type',
  'level',
  'reason',
  'by',
  'value',
  'reading_time',
  'windows',
  'computed',
  'members',
  'needs_confirmation',
  'flapping',
  'rule_version',
  'table_version',
  'since',
  'until',
  'suppression',
  'note',
] as const

/** The facts of an event; what it has nothing to say of is left out. */
export function eventFacts({ at, event, warning, number }: Told, start: Instant): Facts {
  const facts: Record<string, unknown> = {
    at: formatOffset(at),
    type: event.type,
    rule: warning.rule.id,
    subject: warning.subject,
    warning: number,
    by: event.by.kind === 'system' ? 'system' : event.by.id,
  }
  if ('level' in event) facts['level'] = event.level
  if ('reason' in event) facts['reason'] = event.reason
  if ('since' in event) facts['since'] = formatOffset(event.since - start)
  if ('until' in event) facts['until'] = formatOffset(event.until - start)
  if ('suppression' in event) facts['suppression'] = event.suppression.kind
  if ('note' in event && event.note !== undefined) facts['note'] = event.note
  if ('flapping' in event) facts['flapping'] = event.flapping
  if (!('ruleVersion' in event)) return facts
  facts['rule_version'] = event.ruleVersion
  facts['needs_confirmation'] = event.needsConfirmation ?? false
  if (event.reading !== undefined) {
    facts['value'] = event.reading.value
    facts['reading_time'] = formatOffset(event.reading.phenomenonTime - start)
  }
  if (event.windows !== undefined) facts['windows'] = event.windows
  if (event.computed !== undefined) facts['computed'] = event.computed
  if (event.members !== undefined)
    facts['members'] = event.members.map(({ rule, subject }) => `${rule} ${subject}`).sort()
  if (event.table !== undefined) facts['table_version'] = event.table.version
  return facts
}

export const WARNING_FACTS = [
  'subject',
  'warning',
  'level',
  'gravest',
  'raised_at',
  'cleared_at',
  'acknowledged_by',
  'lapses_at',
  'lapsed_by',
  'needs_confirmation',
  'data_lost_since',
  'suppression',
  'shelved_until',
  'flapping',
  'rule_version',
  'table_version',
  'response',
] as const

/** The facts of an open warning; null: not so. */
export function warningFacts(warning: Warning, number: number, start: Instant): Facts {
  const since = (time: Instant | null) => (time === null ? null : formatOffset(time - start))
  return {
    subject: warning.subject,
    warning: number,
    level: warning.level,
    gravest: warning.gravest,
    raised_at: since(warning.raisedAt),
    cleared_at: since(warning.clearedAt),
    acknowledged_by: warning.acknowledged?.by ?? null,
    lapses_at: since(warning.acknowledged?.lapsesAt ?? null),
    lapsed_by: warning.lapsed?.by ?? null,
    needs_confirmation: warning.needsConfirmation,
    data_lost_since: since(warning.dataLostSince),
    suppression: warning.suppression?.kind ?? null,
    shelved_until: since(warning.shelved?.until ?? null),
    flapping: warning.flapping,
    rule_version: warning.rule.version,
    table_version: warning.table?.version ?? null,
    response: warning.response ?? null,
  }
}

export const STATE_FACTS = [
  'state',
  'level',
  'since',
  'due_at',
  'waiting',
  'readings',
  'clearing_due_at',
  'evaluated_at',
  'hindrances',
  'suppression',
  'actual',
] as const

/**
 * The facts of how a rule stands on a subject. `level` and `since` are those of what fires, else of the gravest level that waits;
 * `waiting` is the gravest level that waits, `due_at` when it is due and `readings` how many more it needs; `actual` is what was last
 * compared, by level (of several windows, by `level window`).
 */
export function stateFacts(evaluation: Evaluation, start: Instant): Facts {
  const since = (time: Instant | null | undefined) =>
    time === null || time === undefined ? null : formatOffset(time - start)
  const [waits] = evaluation.waiting
  return {
    state: evaluation.state,
    level: evaluation.firing?.level ?? waits?.level ?? null,
    since: since(evaluation.firing?.since ?? waits?.since),
    waiting: waits?.level ?? null,
    due_at: since(waits?.dueAt),
    readings: waits?.readings ?? null,
    clearing_due_at: since(evaluation.firing?.clearing?.dueAt),
    evaluated_at: since(evaluation.evaluatedAt),
    hindrances: evaluation.hindrances.map(({ kind }) => kind),
    suppression: evaluation.suppression?.kind ?? null,
    actual: Object.fromEntries(
      evaluation.levels.flatMap(({ level, comparisons }) =>
        comparisons.map(({ window, actual }) => [
          comparisons.length > 1 && window !== undefined ? `${level} ${window}` : level,
          actual,
        ]),
      ),
    ),
  }
}

export const PEAK_FACTS = [
  'rule',
  'subject',
  'level',
  'from',
  'to',
  'peak',
  'peak_at',
  'recorded_at',
] as const

/** The facts of a missed peak. */
export function peakFacts(missed: MissedPeak, start: Instant): Facts {
  return {
    rule: missed.rule.id,
    subject: missed.subject,
    level: missed.level,
    from: formatOffset(missed.from - start),
    to: formatOffset(missed.to - start),
    peak: missed.peak.value,
    peak_at: formatOffset(missed.peak.phenomenonTime - start),
    recorded_at: formatOffset(missed.recordedAt - start),
  }
}

export const OBSERVATION_FACTS = ['value', 'flag', 'checks', 'timeliness', 'received_at', 'copies'] as const

/** The facts of the newest of several observations with one time; none: `copies` 0. */
export function observationFacts(kept: readonly Observation[], start: Instant): Facts {
  const newest = kept.at(-1)
  if (newest === undefined) return { copies: 0 }
  const { value, flag, checks, timeliness, receivedAt } = newest
  return {
    value,
    flag,
    checks,
    timeliness,
    received_at: formatOffset(receivedAt - start),
    copies: kept.length,
  }
}
