import type { AreaPath, CalloutId, Instant, Level, Origin, PersonId, Plan } from '../model/index.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import { ANSWER_LIMIT, planFor, snapshotOf } from './plan-for.ts'
import { silence } from './ring.ts'
import {
  type AtGate,
  type Callout,
  type GateSnapshot,
  type GateState,
  isLive,
  type PlanSnapshot,
} from './state.ts'

/** What a generation is begun with. */
export interface Wanted {
  readonly level: Level
  /** The text itself orders people to move (转移): somebody authorised has to release it. So they do where a plan says it for the level. */
  readonly ordersMove: boolean
  readonly villages: readonly AreaPath[]
  /** All there are; each village takes the nearest. They are copied: later edits do not touch this generation. */
  readonly plans: readonly Plan[]
  /** Who starts it by hand. Somebody authorised needs no second one to release an order to move. */
  readonly by?: PersonId | undefined
}

export interface Start extends Wanted {
  /** Of an order, a signal or an exercise; that of a warning's call-out is made from the warning's. */
  readonly id?: CalloutId | undefined
  readonly origin: Origin
  readonly area: AreaPath
  readonly exercise?: boolean | undefined
  /** Of an exercise: on channels that reach nobody. */
  readonly simulated?: boolean | undefined
  /** Who may order people to move and issue the all-clear. */
  readonly authorised: readonly PersonId[]
}

export type BeginRefusal =
  | { readonly kind: 'already-live'; readonly callout: CalloutId }
  | { readonly kind: 'no-villages' }
  | { readonly kind: 'no-id' }

/**
 * A new call-out: held, waiting or running as the gate says. Running, its first step is due now: give it to `due` in the same transaction.
 * `earlier` are the call-outs there were for the same origin. One live call-out per warning: the id is made from the warning and the number
 * of those before it, so two that start at once have one id, and a store takes one of them.
 */
export function begin(
  start: Start,
  earlier: readonly Callout[],
  now: Instant,
): ({ readonly ok: true } & Outcome) | { readonly ok: false; readonly refusal: BeginRefusal } {
  const live = earlier.find(isLive)
  if (live !== undefined) return { ok: false, refusal: { kind: 'already-live', callout: live.id } }
  if (start.villages.length === 0) return { ok: false, refusal: { kind: 'no-villages' } }
  const id =
    start.id ?? (start.origin.kind === 'warning' ? `${start.origin.warning}.${earlier.length + 1}` : '')
  if (id === '') return { ok: false, refusal: { kind: 'no-id' } }
  const blank: Callout = {
    id,
    origin: start.origin,
    area: start.area,
    exercise: start.exercise ?? false,
    // Nothing real is ever handed to a channel that reaches nobody.
    ...(start.exercise === true && start.simulated === true && { simulated: true }),
    authorised: start.authorised,
    startedAt: now,
    state: { kind: 'waiting' },
    pending: null,
    live: null,
    earlier: [],
    answers: [],
    revision: 0,
    seenAt: now,
  }
  const draft = new Draft(blank, now)
  propose(draft, 'first', start)
  return { ok: true, ...draft.outcome() }
}

/** Puts a generation before its gate, and through it when it is open. A countdown that runs is not begun anew. */
export function propose(draft: Draft, reason: AtGate['reason'], wanted: Wanted): void {
  const { callout, now } = draft
  const plans: PlanSnapshot[] = []
  let byPlan = false
  const villages = wanted.villages.map((village) => {
    const found = planFor(wanted.plans, wanted.level, village)
    if (found === undefined) return { village, plan: null }
    byPlan ||= found.ordersMove?.includes(wanted.level) ?? false
    const known = plans.findIndex(({ id }) => id === found.id)
    if (known === -1) plans.push(snapshotOf(found))
    return { village, plan: known === -1 ? plans.length - 1 : known }
  })
  const ordersMove = wanted.ordersMove || byPlan
  const allowed = !ordersMove || (wanted.by !== undefined && callout.authorised.includes(wanted.by))
  const gate = gateOf(plans, allowed, now)
  const waits = callout.pending?.gate.opensAt ?? null
  const opensAt = gate?.opensAt != null && waits !== null ? Math.min(gate.opensAt, waits) : gate?.opensAt
  const pending: AtGate = {
    reason: callout.live === null ? 'first' : reason,
    level: wanted.level,
    ordersMove,
    addsMove: ordersMove && !wanted.ordersMove,
    since: now,
    gate: { opensAt: opensAt ?? null, releasedBy: allowed ? 'duty-officer' : 'authorised' },
    plans,
    villages,
  }
  if (gate === null) {
    enter(draft, pending)
    return
  }
  const { level } = pending
  const state = pending.gate.opensAt === null ? 'waiting' : 'held'
  draft.change({ pending })
  if (state === 'held') draft.log({ type: 'held', level, until: pending.gate.opensAt ?? now })
  else draft.log({ type: 'waiting', level, releasedBy: pending.gate.releasedBy })
  draft.notice(level, { kind: 'to-release' })
  if (callout.live !== null) return
  draft.change({
    state:
      pending.gate.opensAt === null ? { kind: 'waiting' } : { kind: 'held', until: pending.gate.opensAt },
  })
}

/** Begins the generation: its first steps fall due from now; what the one before it had not sent is dropped. */
export function enter(draft: Draft, pending: AtGate): void {
  const { now, callout } = draft
  for (const ring of [...draft.rings]) silence(draft, ring, 'stopped')
  draft.succeed({
    number: (callout.live?.number ?? 0) + 1,
    purpose: 'call',
    reason: pending.reason,
    level: pending.level,
    ordersMove: pending.ordersMove,
    addsMove: pending.addsMove ?? false,
    startedAt: now,
    plans: pending.plans,
    tracks: pending.villages.map(({ village, plan }) => ({
      village,
      plan,
      step: -1,
      loop: 0,
      nextAt: plan === null ? null : now + (pending.plans[plan]?.steps[0]?.afterMs ?? 0),
      places: [],
      trialSteps: [],
      metAt: null,
      limitAt: now + (plan === null ? ANSWER_LIMIT : (pending.plans[plan]?.limitMs ?? ANSWER_LIMIT)),
      overdueSaid: false,
    })),
    rings: [],
  })
  draft.change({ pending: null, state: { kind: 'running' } })
  draft.log({ type: 'started', level: pending.level, reason: pending.reason })
  for (const { village, plan } of pending.villages) {
    if (plan === null) draft.notice(village, { kind: 'no-plan', village })
  }
}

/** The most cautious gate of the plans; null when nothing holds it. Without any plan there is nobody to be held back from. */
function gateOf(plans: readonly PlanSnapshot[], allowed: boolean, now: Instant): GateState | null {
  if (!allowed) return { opensAt: null, releasedBy: 'authorised' }
  const gates: GateSnapshot[] = plans.map(({ gate }) => gate)
  if (gates.some(({ kind }) => kind === 'by-hand')) return { opensAt: null, releasedBy: 'duty-officer' }
  const longest = Math.max(0, ...gates.map((gate) => (gate.kind === 'held' ? gate.forMs : 0)))
  return longest === 0 ? null : { opensAt: now + longest, releasedBy: 'duty-officer' }
}
