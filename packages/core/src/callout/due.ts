import type { Instant } from '../model/index.ts'
import { enter } from './begin.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import { ringOn } from './ring.ts'
import type { Callout } from './state.ts'
import { advance, standIn, vacate } from './track.ts'
import type { World } from './world.ts'

/**
 * Everything that has fallen due by `now`: the gate's countdown, steps, attempts, deputies, limits. Called as often as one likes: what was done is
 * not done again, and without anything due the same call-out comes back. After a standstill each step still gets its own time.
 */
export function due(callout: Callout, world: World, now: Instant): Outcome {
  const draft = new Draft(callout, now)
  const next = nextAt(draft.callout)
  if (next === null || next > now) return draft.outcome()
  const { pending } = draft.callout
  if (pending?.gate.opensAt != null && pending.gate.opensAt <= now) {
    draft.log({ type: 'released', by: null })
    enter(draft, pending)
  }
  if (draft.live === null) return draft.outcome()
  for (const ring of [...draft.rings]) {
    ringOn(draft, ring, world)
    const after = draft.ring(ring.person)
    const isOver = ring.state === 'ringing' && after?.state === 'over'
    const isListed = ring.silentSince === null && after?.silentSince != null
    if (isOver || isListed) vacate(draft, ring.person, false)
  }
  for (const index of draft.live.tracks.keys()) {
    // Deputies first, who are nearest; then again for those whom the step itself found unable or out of reach.
    standIn(draft, index, world)
    advance(draft, index, world)
    standIn(draft, index, world)
    sayOverdue(draft, index)
  }
  settle(draft)
  return draft.outcome()
}

/** When something falls due next; null when nothing does before an answer, a receipt or a person comes. */
export function nextAt(callout: Callout): Instant | null {
  if (callout.state.kind === 'ended') return null
  const times: (number | null)[] = [callout.pending?.gate.opensAt ?? null]
  for (const track of callout.live?.tracks ?? []) {
    times.push(track.nextAt)
    if (track.metAt === null && !track.overdueSaid) times.push(track.limitAt)
    if (track.metAt === null && track.places.some(({ vacant }) => vacant)) times.push(callout.seenAt)
  }
  for (const ring of callout.live?.rings ?? []) {
    times.push(ring.limitAt, ring.dialBy ?? null, ring.next?.at ?? null)
  }
  const known = times.filter((time) => time !== null)
  // Not Math.min(...known): a call-out of thousands has more of them than a call takes arguments.
  return known.length === 0 ? null : known.reduce((least, time) => Math.min(least, time))
}

/** The call-out is met when every village is, and runs again when one no longer is. */
export function settle(draft: Draft): void {
  const { state } = draft.callout
  const met = draft.live?.tracks.every(({ metAt }) => metAt !== null) ?? false
  if (state.kind === 'running' && met) draft.change({ state: { kind: 'met', at: draft.now } })
  if (state.kind === 'met' && !met) draft.change({ state: { kind: 'running' } })
}

function sayOverdue(draft: Draft, index: number): void {
  const track = draft.track(index)
  if (track === undefined || track.overdueSaid || track.metAt !== null || track.limitAt > draft.now) return
  draft.setTrack(index, { overdueSaid: true })
  draft.log({ type: 'overdue', village: track.village })
  draft.notice(track.village, { kind: 'overdue', village: track.village })
}
