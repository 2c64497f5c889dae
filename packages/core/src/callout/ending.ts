import type { Call, Instant, PersonId } from '../model/index.ts'
import { NO_FACTS } from './call-state.ts'
import { Draft } from './draft.ts'
import { callKey } from './key.ts'
import type { Outcome } from './outcome.ts'
import { silence } from './ring.ts'
import { type Callout, type Generation, isLive, type Ring } from './state.ts'

export type EndRefusal =
  | { readonly kind: 'not-authorised'; readonly authorised: Callout['authorised'] }
  | { readonly kind: 'over-already'; readonly how: 'cancelled' | 'all-clear' | 'closed' | 'real-warning' }

type Ended = ({ readonly ok: true } & Outcome) | { readonly ok: false; readonly refusal: EndRefusal }

/**
 * The all-clear (解除), by a named, authorised person. It ends the call-out and goes to everybody who was called, by the channels by which
 * they were called. Also after the warning was closed: closing tells nobody.
 */
export function allClear(callout: Callout, by: PersonId, now: Instant): Ended {
  if (!callout.authorised.includes(by)) {
    return { ok: false, refusal: { kind: 'not-authorised', authorised: callout.authorised } }
  }
  const { state } = callout
  if (state.kind === 'ended' && state.how !== 'closed') {
    return { ok: false, refusal: { kind: 'over-already', how: state.how } }
  }
  return { ok: true, ...ended(callout, 'all-clear', by, now) }
}

/** Called in error, or needed no more: ends the call-out and tells everybody who was called. */
export function cancel(callout: Callout, by: PersonId, now: Instant): Ended {
  const { state } = callout
  if (state.kind === 'ended') return { ok: false, refusal: { kind: 'over-already', how: state.how } }
  return { ok: true, ...ended(callout, 'cancelled', by, now) }
}

/** The warning was closed: nothing more is sent. Answers are still kept, as late ones. */
export function close(callout: Callout, now: Instant): Outcome {
  return isLive(callout) ? ended(callout, 'closed', null, now) : new Draft(callout, now).outcome()
}

/** A real warning ends every exercise at once, and leaves the lines to it: nobody is telephoned to be told. */
export function endExercises(callouts: readonly Callout[], now: Instant): Outcome[] {
  return callouts
    .filter((callout) => callout.exercise && isLive(callout))
    .map((callout) => ended(callout, 'real-warning', null, now))
}

function ended(
  callout: Callout,
  how: 'closed' | 'cancelled' | 'all-clear' | 'real-warning',
  by: PersonId | null,
  now: Instant,
): Outcome {
  const draft = new Draft(callout, now)
  for (const ring of [...draft.rings]) silence(draft, ring, 'stopped')
  draft.change({ pending: null, state: { kind: 'ended', how, at: now, by } })
  draft.log({ type: 'ended', how, by })
  if (how === 'cancelled' || how === 'all-clear') {
    const rings = tellings(callout, how, now)
    if (rings.length > 0) draft.succeed(telling(callout, how, rings, now))
  }
  return draft.outcome()
}

function telling(
  callout: Callout,
  how: 'cancelled' | 'all-clear',
  rings: readonly Ring[],
  now: Instant,
): Generation {
  const { live } = callout
  return {
    number: (live?.number ?? 0) + 1,
    purpose: how,
    reason: how,
    level: live?.level ?? 'blue',
    startedAt: now,
    plans: [],
    tracks: [],
    rings,
  }
}

/** One message for everybody who was called in any generation, by every channel by which a call may have reached them. */
function tellings(callout: Callout, how: 'cancelled' | 'all-clear', now: Instant): Ring[] {
  const { live, earlier } = callout
  const called = new Map<PersonId, { villages: Set<string>; channels: Map<string, Call['channel']> }>()
  for (const { rings } of live === null ? earlier : [...earlier, live]) {
    for (const ring of rings) {
      for (const { takenAt, facts, channel, villages } of ring.calls) {
        // Taken is enough: whether it left is not known. But what lay in the queue of those who telephone rang nowhere.
        if (takenAt === null || (facts.failed?.permanent ?? false)) continue
        if (facts.acceptedAt !== null && facts.madeAt === null) continue
        const one = called.get(ring.person) ?? { villages: new Set(), channels: new Map() }
        for (const village of villages) one.villages.add(village)
        one.channels.set(channel.id, channel)
        called.set(ring.person, one)
      }
    }
  }
  const generation = (live?.number ?? 0) + 1
  return [...called].map(([person, { villages, channels }]): Ring => {
    const common = { callout: callout.id, generation, step: 0, loop: 0, person, attempt: 1 }
    return {
      person,
      villages: [...villages],
      step: 0,
      loop: 0,
      mode: 'all',
      attempts: 1,
      everyMs: 0,
      attempt: 1,
      lastAttempt: 1,
      next: null,
      tried: [...channels.keys()],
      spent: [],
      newestChannel: null,
      dialBy: null,
      state: 'over',
      limitAt: null,
      silentSince: null,
      calls: [...channels.values()].map((channel) => ({
        ...common,
        key: callKey({ ...common, channel }),
        level: live?.level ?? 'blue',
        exercise: callout.exercise,
        ...(callout.simulated && { simulated: true }),
        villages: [...villages],
        channel,
        reason: how,
        createdAt: now,
        takenAt: null,
        failures: 0,
        retryAt: null,
        droppedAt: null,
        facts: NO_FACTS,
      })),
    }
  })
}
