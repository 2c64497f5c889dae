import type { AreaPath, Call, CallReason, DurationMs, PersonChannel, PersonId } from '../model/index.ts'
import { isUndialled, isUnsent, NO_FACTS } from './call-state.ts'
import type { Draft } from './draft.ts'
import { callKey } from './key.ts'
import type { Ring, StepSnapshot } from './state.ts'
import { usable } from './usable.ts'
import { personOf, type World } from './world.ts'

/** Who is to be called, and by whose step. */
export interface Naming {
  readonly person: PersonId
  readonly village: AreaPath
  readonly step: number
  readonly loop: number
  readonly settings: StepSnapshot
  readonly limitMs: DurationMs
  readonly reason: CallReason
}

/**
 * Calls a person. One who is being called already goes on being called, now for this village too; one whose attempts were used up for an
 * earlier step or loop is called anew.
 */
export function ringUp(draft: Draft, naming: Naming, world: World): void {
  const { person, village, step, loop, settings } = naming
  const before = draft.ring(person)
  const villages = [...new Set([...(before?.villages ?? []), village])]
  if (before !== undefined && before.state === 'ringing') {
    draft.setRing({ ...before, villages })
    return
  }
  // Keys stay unique when the same step names the person again, for a village that came to it later.
  const done = Math.max(
    0,
    ...(before?.calls ?? []).filter((call) => call.step === step && call.loop === loop).map((c) => c.attempt),
  )
  attempt(
    draft,
    {
      person,
      villages,
      step,
      loop,
      mode: settings.channels,
      attempts: settings.attempts,
      everyMs: settings.everyMs,
      attempt: done,
      lastAttempt: done + settings.attempts,
      next: null,
      tried: [],
      spent: [],
      newestChannel: null,
      dialBy: before?.dialBy ?? null,
      state: 'ringing',
      limitAt: before?.silentSince == null ? draft.now + naming.limitMs : null,
      silentSince: before?.silentSince ?? null,
      calls: before?.calls ?? [],
    },
    naming.reason,
    world,
  )
}

/** Does what a ring has to do next, and puts it on the list when its limit has passed. */
export function ringOn(draft: Draft, ring: Ring, world: World): void {
  let current = ring
  if (current.limitAt !== null && current.limitAt <= draft.now) {
    current = { ...current, limitAt: null, silentSince: draft.now }
    draft.setRing(current)
    sayNotAnswered(draft, current, 'limit')
  }
  if (current.dialBy != null && current.dialBy <= draft.now) {
    current = askForDialling(draft, current)
    draft.setRing(current)
  }
  const { next } = current
  if (current.state !== 'ringing' || next === null || next.at > draft.now) return
  if (next.what === 'channel') {
    const channel = inTurn(draft, current, world).find(({ id }) => !current.tried.includes(id))
    if (channel !== undefined) {
      place(draft, current, [channel], 'next-channel')
      return
    }
    if (waitsForDialling(current)) {
      draft.setRing({ ...current, next: null })
      return
    }
    if (inTurn(draft, current, world).length > 0 && current.attempt < current.lastAttempt) {
      draft.setRing({ ...current, next: { at: draft.now + current.everyMs, what: 'attempt' } })
      return
    }
  }
  if (current.attempt < current.lastAttempt) attempt(draft, current, 'next-attempt', world)
  else giveUp(draft, current, 'attempts')
}

/** Nobody has dialled in time: the desk is told, and where channels are tried in turn the next one need not wait for it. */
function askForDialling(draft: Draft, ring: Ring): Ring {
  const said: Ring = { ...ring, dialBy: null }
  const waits = ring.calls.some(isUndialled)
  if (!waits) return said
  draft.log({ type: 'not-dialled', person: ring.person })
  draft.notice(ring.person, { kind: 'not-dialled', person: ring.person, step: ring.step })
  const movesOn = ring.state === 'ringing' && ring.mode === 'in-turn' && ring.next === null
  return movesOn ? { ...said, next: { at: draft.now, what: 'channel' } } : said
}

/** True while the newest attempt is a telephone call that nobody has dialled: it has not been an attempt yet. */
function waitsForDialling({ calls, step, loop, attempt }: Ring): boolean {
  return calls.some(
    (call) => isUndialled(call) && call.step === step && call.loop === loop && call.attempt === attempt,
  )
}

/** Ends a ring and drops what was not sent. What a sender already has may still ring: nobody can take that back. */
export function silence(draft: Draft, ring: Ring, state: 'answered' | 'cannot' | 'stopped'): void {
  const calls = ring.calls.map((call) => (isUnsent(call) ? { ...call, droppedAt: draft.now } : call))
  for (const [index, call] of ring.calls.entries()) if (call !== calls[index]) draft.drop(call.key)
  draft.setRing({
    ...ring,
    calls,
    state: state === 'stopped' && ring.state !== 'ringing' && ring.state !== 'over' ? ring.state : state,
    next: null,
    dialBy: null,
    limitAt: null,
    silentSince: state === 'answered' ? null : ring.silentSince,
  })
}

function attempt(draft: Draft, ring: Ring, reason: CallReason, world: World): void {
  const channels = inTurn(draft, ring, world)
  if (channels.length === 0) {
    const left = ring.attempt + 1 < ring.lastAttempt
    if (left && inTurn(draft, ring, { ...world, down: [] }).length > 0) waitForChannel(draft, ring)
    else giveUp(draft, ring, 'unreachable')
    return
  }
  const queued = ring.calls.filter(isUndialled).map(({ channel }) => channel.id)
  const undialled = channels.filter(({ id }) => queued.includes(id))
  if (undialled.length === channels.length && waitsForDialling(ring)) {
    draft.setRing({ ...ring, next: null })
    return
  }
  const begun: Ring = { ...ring, attempt: ring.attempt + 1, tried: [], next: null }
  if (ring.mode === 'in-turn') {
    // What nobody has dialled yet lies in the queue already.
    const others = channels.filter((channel) => !undialled.includes(channel))
    place(draft, begun, (others.length > 0 ? others : channels).slice(0, 1), reason)
    return
  }
  // What still waits to be sent by a slow channel need not wait twice.
  const waiting = ring.calls.filter(isUnsent).map(({ channel }) => channel.id)
  const free = channels.filter(({ id }) => !waiting.includes(id))
  if (free.length > 0) place(draft, begun, free, reason)
  else if (undialled.length === channels.length) place(draft, begun, channels, reason)
  else draft.setRing({ ...begun, next: { at: draft.now + ring.everyMs, what: 'attempt' } })
}

/** A person's channels to try, the one behind the newest first where they are tried in turn. */
function inTurn(draft: Draft, ring: Ring, world: World): PersonChannel[] {
  const level = draft.live?.level ?? draft.callout.pending?.level ?? 'red'
  const all = usable(personOf(world, ring.person), level, world, draft.now).filter(
    ({ id }) => !ring.spent.includes(id),
  )
  if (ring.mode === 'all' || ring.newestChannel === null) return all
  const at = all.findIndex(({ id }) => id === ring.newestChannel)
  return [...all.slice(at + 1), ...all.slice(0, at + 1)]
}

function place(draft: Draft, ring: Ring, channels: readonly PersonChannel[], reason: CallReason): void {
  const { callout, live, now } = draft
  if (live === null) return
  const made = channels.map(({ id, kind }): Call => {
    const { person, villages, step, loop, attempt } = ring
    const key = callKey({
      callout: callout.id,
      generation: live.number,
      step,
      loop,
      person,
      channel: { id, kind },
      attempt,
    })
    return {
      key,
      callout: callout.id,
      generation: live.number,
      level: live.level,
      exercise: callout.exercise,
      ...(callout.simulated && { simulated: true }),
      villages,
      step,
      loop,
      person,
      channel: { id, kind },
      attempt,
      reason,
      createdAt: now,
      takenAt: null,
      failures: 0,
      retryAt: null,
      droppedAt: null,
      facts: NO_FACTS,
    }
  })
  for (const call of made) draft.make(call)
  // Whoever is to be tried again stands in the queue of those who telephone once.
  const before = ring.calls.map((call) => {
    if (!isUndialled(call) || !channels.some(({ id }) => id === call.channel.id)) return call
    draft.drop(call.key)
    return { ...call, droppedAt: now }
  })
  const isTelephoned = channels.some(({ kind }) => kind === 'telephone')
  draft.setRing({
    ...ring,
    calls: [...before, ...made],
    tried: [...ring.tried, ...channels.map(({ id }) => id)],
    newestChannel: channels.at(-1)?.id ?? ring.newestChannel,
    // The time between two attempts counts from when the telephone rang: nothing falls due before one has.
    next: null,
    dialBy: isTelephoned ? now + ring.everyMs : ring.dialBy,
  })
}

/** Every channel is down, which may pass: the person stands on the list and the deputy is called at once, and the attempts that are left are still made. */
function waitForChannel(draft: Draft, ring: Ring): void {
  const next = { at: draft.now + ring.everyMs, what: 'attempt' } as const
  const silentSince = ring.silentSince ?? draft.now
  draft.setRing({ ...ring, attempt: ring.attempt + 1, tried: [], next, limitAt: null, silentSince })
  draft.notice(ring.person, { kind: 'unreachable', person: ring.person, step: ring.step })
  if (ring.silentSince === null) sayNotAnswered(draft, ring, 'unreachable')
}

/** True while the newest attempt of a ring found no channel that could send. */
export function waitsForChannel({ state, calls, step, loop, attempt }: Ring): boolean {
  return (
    state === 'ringing' &&
    !calls.some((call) => call.step === step && call.loop === loop && call.attempt === attempt)
  )
}

function giveUp(draft: Draft, ring: Ring, why: 'attempts' | 'unreachable'): void {
  const silentSince = ring.silentSince ?? draft.now
  draft.setRing({ ...ring, state: 'over', next: null, limitAt: null, silentSince })
  if (why === 'unreachable') {
    draft.notice(ring.person, { kind: 'unreachable', person: ring.person, step: ring.step })
  }
  if (ring.silentSince === null) sayNotAnswered(draft, ring, why)
}

function sayNotAnswered(
  draft: Draft,
  { person, step }: Ring,
  why: 'attempts' | 'limit' | 'unreachable',
): void {
  draft.log({ type: 'not-answered', person, why })
  draft.notice(person, { kind: 'not-answered', person, step })
}
