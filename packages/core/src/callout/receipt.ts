import type { Call, CallFacts, Instant } from '../model/index.ts'
import { isFree, isUndialled, isUnsent, MOST_RETRIES, RETRY_AFTER } from './call-state.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import type { Callout, Generation, Ring } from './state.ts'

/** What a sender or a provider reports of a call. */
export type Fact =
  /** Queued: handed to people who telephone; it is made when one of them dials. */
  | { readonly type: 'queued' | 'made' | 'accepted' | 'delivered' | 'read' | 'answered' | 'unanswered' }
  | { readonly type: 'failed'; readonly permanent: boolean; readonly detail: string }

export type TakeRefusal =
  | { readonly kind: 'unknown-call' }
  /** A higher level, an all-clear or a cancel has begun another generation. */
  | { readonly kind: 'stale-generation'; readonly generation: number }
  /** Sent, failed or dropped: the person answered, the quorum was met, or the call-out ended. */
  | { readonly kind: 'not-wanted' }
  /** Another sender has it, or it waits for its next try. */
  | { readonly kind: 'not-yet' }

/**
 * A sender takes a call immediately before handing it to the provider. It must do so within SEND_WINDOW of `now` and give it up otherwise;
 * a call whose sender died may be taken again after that, under the same key.
 */
export function take(
  callout: Callout,
  key: string,
  now: Instant,
):
  | ({ readonly ok: true; readonly call: Call } & Outcome)
  | { readonly ok: false; readonly refusal: TakeRefusal } {
  const found = find(callout, key)
  if (found === undefined) return { ok: false, refusal: { kind: 'unknown-call' } }
  const { live } = callout
  if (live === null || found.generation.number !== live.number) {
    return { ok: false, refusal: { kind: 'stale-generation', generation: live?.number ?? 0 } }
  }
  if (!isUnsent(found.call) || (callout.state.kind === 'ended' && live.purpose === 'call')) {
    return { ok: false, refusal: { kind: 'not-wanted' } }
  }
  if (!isFree(found.call, now)) return { ok: false, refusal: { kind: 'not-yet' } }
  const call: Call = { ...found.call, takenAt: now, retryAt: null }
  const draft = new Draft(callout, now)
  draft.setRing(withCall(found.ring, call))
  return { ok: true, call, ...draft.outcome() }
}

/**
 * Enters what became of a call. Facts only ever grow: one that is known keeps its first time, one that implies others fills them in, whatever
 * order they come in and however often. A temporary failure sends the same call again, three times; then, and at once when it is permanent,
 * the next channel is due. A receipt for a call nobody knows changes nothing.
 */
export function receipt(callout: Callout, key: string, fact: Fact, now: Instant): Outcome {
  const draft = new Draft(callout, now)
  const found = find(callout, key)
  if (found === undefined) return draft.outcome()
  const isWanted = found.ring.state === 'ringing' || found.ring.state === 'over'
  const call = entered(found.call, fact, isWanted, now)
  if (call === found.call) return draft.outcome()
  const ring = withCall(found.ring, call)
  const { live } = callout
  if (live?.number === found.generation.number) draft.setRing(consequence(ring, call, fact, now))
  else {
    const { generation } = found
    const rings = generation.rings.map((one) => (one.person === ring.person ? ring : one))
    draft.setEarlier({ ...generation, rings })
  }
  return draft.outcome()
}

/** The call with a fact entered; the same object when it says nothing new. It is sent again only while it is wanted. */
function entered(call: Call, fact: Fact, isWanted: boolean, now: Instant): Call {
  const { facts } = call
  if (fact.type !== 'failed') {
    const next = grown(facts, fact.type, now)
    return next === facts ? call : { ...call, facts: next, takenAt: call.takenAt ?? now, retryAt: null }
  }
  // Whatever reached the person, or failed for good, is past failing.
  if (
    facts.failed !== null ||
    facts.deliveredAt !== null ||
    facts.readAt !== null ||
    facts.answeredAt !== null
  ) {
    return call
  }
  const { permanent, detail } = fact
  const failures = call.failures + 1
  const again =
    isWanted &&
    !permanent &&
    failures <= MOST_RETRIES &&
    call.droppedAt === null &&
    facts.unansweredAt === null
  if (again) {
    // It may have been made: the provider thought so, and now says it never left.
    const unsent = { ...facts, madeAt: null, acceptedAt: null }
    return { ...call, failures, takenAt: null, retryAt: now + RETRY_AFTER, facts: unsent }
  }
  return { ...call, failures, retryAt: null, facts: { ...facts, failed: { at: now, permanent, detail } } }
}

const IMPLIES = {
  queued: ['acceptedAt'],
  made: ['madeAt'],
  accepted: ['madeAt', 'acceptedAt'],
  delivered: ['madeAt', 'acceptedAt', 'deliveredAt'],
  read: ['madeAt', 'acceptedAt', 'deliveredAt', 'readAt'],
  answered: ['madeAt', 'acceptedAt', 'deliveredAt', 'answeredAt'],
  unanswered: ['madeAt', 'acceptedAt', 'unansweredAt'],
} as const

function grown(facts: CallFacts, type: keyof typeof IMPLIES, now: Instant): CallFacts {
  const missing = IMPLIES[type].filter((name) => facts[name] === null)
  if (missing.length === 0) return facts
  return { ...facts, ...Object.fromEntries(missing.map((name) => [name, now])) }
}

/** What a ring does next after a fact about one of its calls. */
function consequence(ring: Ring, call: Call, fact: Fact, now: Instant): Ring {
  const isNewest = call.step === ring.step && call.loop === ring.loop && call.attempt === ring.attempt
  const { failed } = call.facts
  const spent =
    failed?.permanent && !ring.spent.includes(call.channel.id) ? [...ring.spent, call.channel.id] : ring.spent
  const next: Ring = { ...ring, spent }
  if (ring.state !== 'ringing' || !isNewest) return next
  if (fact.type === 'failed' && failed !== null && ring.mode === 'in-turn') {
    return { ...next, next: { at: now, what: 'channel' } }
  }
  const ofAttempt = ring.calls.filter(
    ({ step, loop, attempt }) => step === ring.step && loop === ring.loop && attempt === ring.attempt,
  )
  const alive = ofAttempt.filter(({ facts }) => facts.failed === null)
  // A machine does not wait for a person to dial; and beside nothing else it is the telephone that counts, from when it was dialled.
  const leading = alive.find(({ channel }) => channel.kind !== 'telephone') ?? alive[0]
  if (leading === undefined) {
    const forGood = ofAttempt.every(({ facts }) => facts.failed?.permanent === true)
    return { ...next, next: { at: forGood ? now : now + ring.everyMs, what: 'attempt' } }
  }
  if (isUndialled(leading)) return next
  // The time to the next attempt counts from the person's first channel: a fast second one must not use up the attempts of a slow first.
  if (leading.facts.madeAt === null) return { ...next, next: null }
  return {
    ...next,
    next: next.next ?? { at: leading.facts.madeAt + ring.everyMs, what: 'attempt' },
  }
}

function withCall(ring: Ring, call: Call): Ring {
  return { ...ring, calls: ring.calls.map((one) => (one.key === call.key ? call : one)) }
}

function find(
  { live, earlier }: Callout,
  key: string,
): { generation: Generation; ring: Ring; call: Call } | undefined {
  for (const generation of live === null ? earlier : [live, ...earlier]) {
    for (const ring of generation.rings) {
      const call = ring.calls.find((one) => one.key === key)
      if (call !== undefined) return { generation, ring, call }
    }
  }
  return undefined
}
