import type { Instant, PersonId } from '../model/index.ts'
import { enter } from './begin.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import type { Callout } from './state.ts'

export type ReleaseRefusal =
  | { readonly kind: 'nothing-to-release' }
  /** The text orders people to move, and this person may not. */
  | { readonly kind: 'not-authorised'; readonly authorised: Callout['authorised'] }

/** Lets through what waits at the gate (立即发出). Its first steps are due now: give it to `due` in the same transaction. */
export function release(
  callout: Callout,
  by: PersonId,
  now: Instant,
): ({ readonly ok: true } & Outcome) | { readonly ok: false; readonly refusal: ReleaseRefusal } {
  const { pending, authorised } = callout
  if (pending === null) return { ok: false, refusal: { kind: 'nothing-to-release' } }
  if (pending.gate.releasedBy === 'authorised' && !authorised.includes(by)) {
    return { ok: false, refusal: { kind: 'not-authorised', authorised } }
  }
  const draft = new Draft(callout, now)
  draft.log({ type: 'released', by })
  enter(draft, pending)
  return { ok: true, ...draft.outcome() }
}
