import type { Command, Instant, Warning, WarningEvent } from '../model/index.ts'
import { WITHDRAW_WITHIN } from './acknowledgement.ts'

/** An event without what the journal gives it: id, time and actor. */
export type EventDraft = WarningEvent extends infer E
  ? E extends WarningEvent
    ? Omit<E, 'id' | 'at' | 'by'>
    : never
  : never

/** Why a command was not carried out. */
export type CommandRefusal =
  | { readonly kind: 'unknown-warning' }
  /** Maintenance of a station or an area in which there is none. */
  | { readonly kind: 'unknown-scope' }
  | { readonly kind: 'closed'; readonly at: Instant }
  /** An acknowledgement can be withdrawn only at once. */
  | { readonly kind: 'too-late'; readonly acknowledged: NonNullable<Warning['acknowledged']> }
  | { readonly kind: 'acknowledged-by-another'; readonly acknowledged: NonNullable<Warning['acknowledged']> }

/** Events to append (none when it was done already), or the refusal. */
export type CommandOutcome =
  | { readonly ok: true; readonly events: readonly EventDraft[] }
  | { readonly ok: false; readonly refusal: CommandRefusal }

/** A command about one warning. */
export type WarningCommand = Exclude<Command, { readonly kind: 'maintenance' }>

/**
 * What a person's command does to a warning at `now`. Acknowledging twice is done once; when somebody else has it, who and when is
 * the refusal. A warning both cleared and acknowledged closes. One's own acknowledgement can be withdrawn within `WITHDRAW_WITHIN`; withdrawing
 * what nobody has (any more) is done already.
 */
export function obey(
  warning: Warning | undefined,
  command: WarningCommand,
  person: string,
  now: Instant,
): CommandOutcome {
  if (warning === undefined) return { ok: false, refusal: { kind: 'unknown-warning' } }
  if (command.kind === 'note') return { ok: true, events: [{ type: 'note', note: command.note }] }
  if (command.kind === 'acknowledge' && warning.acknowledged !== null) {
    return warning.acknowledged.by === person
      ? { ok: true, events: [] }
      : { ok: false, refusal: { kind: 'acknowledged-by-another', acknowledged: warning.acknowledged } }
  }
  if (warning.state === 'closed') {
    return { ok: false, refusal: { kind: 'closed', at: warning.closedAt ?? warning.raisedAt } }
  }
  if (command.kind === 'withdraw') return withdraw(warning.acknowledged, person, now)
  if (command.kind === 'shelve') {
    const { until, note } = command
    if (until > now) return { ok: true, events: [{ type: 'shelved', until, note }] }
    return { ok: true, events: warning.shelved === null ? [] : [{ type: 'unshelved' }] }
  }
  if (command.kind === 'close') return { ok: true, events: [{ type: 'closed', note: command.note }] }
  const acknowledged: EventDraft = { type: 'acknowledged', level: warning.level, note: command.note }
  return {
    ok: true,
    events: warning.clearedAt === null ? [acknowledged] : [acknowledged, { type: 'closed' }],
  }
}

function withdraw(acknowledged: Warning['acknowledged'], person: string, now: Instant): CommandOutcome {
  if (acknowledged === null) return { ok: true, events: [] }
  if (acknowledged.by !== person)
    return { ok: false, refusal: { kind: 'acknowledged-by-another', acknowledged } }
  if (now - acknowledged.at > WITHDRAW_WITHIN)
    return { ok: false, refusal: { kind: 'too-late', acknowledged } }
  return { ok: true, events: [{ type: 'acknowledgement-withdrawn', level: acknowledged.level }] }
}
