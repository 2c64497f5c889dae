import type { AreaPath, Instant } from '../model/index.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import { type Callout, isLive } from './state.ts'

export type EscalateRefusal =
  /** It is over, or waits at its gate: that is released, not escalated. */
  | { readonly kind: 'not-running' }
  /** Every village has its quorum or has come to the end of its plan. */
  | { readonly kind: 'no-step-left' }

/**
 * Somebody will not wait: in every village that has no quorum yet the next step is due now (升级). Nobody stops being called by it. Give the
 * outcome to `due` in the same transaction.
 */
export function escalate(
  callout: Callout,
  by: string,
  now: Instant,
): ({ readonly ok: true } & Outcome) | { readonly ok: false; readonly refusal: EscalateRefusal } {
  const { live } = callout
  if (!isLive(callout) || live === null || live.purpose !== 'call' || callout.pending !== null)
    return { ok: false, refusal: { kind: 'not-running' } }
  const draft = new Draft(callout, now)
  const villages: AreaPath[] = []
  for (const [index, { village, metAt, nextAt }] of live.tracks.entries()) {
    if (metAt !== null || nextAt === null) continue
    draft.setTrack(index, { nextAt: now })
    villages.push(village)
  }
  if (villages.length === 0) return { ok: false, refusal: { kind: 'no-step-left' } }
  draft.log({ type: 'escalated', by, villages })
  return { ok: true, ...draft.outcome() }
}
