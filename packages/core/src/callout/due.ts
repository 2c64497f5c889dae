import type { DurationMs, Instant } from '../model/index.ts'
import { enter } from './begin.ts'
import { Draft } from './draft.ts'
import { followed, type Outcome } from './outcome.ts'
import { ringOn } from './ring.ts'
import type { Callout, Generation, Ring, Track } from './state.ts'
import { advance, standIn, vacate } from './track.ts'
import type { World } from './world.ts'

/**
 * Everything that has fallen due by `now`: the gate's countdown, steps, attempts, deputies, limits. Called as often as one likes: what was done is
 * not done again, and without anything due the same call-out comes back. After a standstill each step still gets its own time. A clock that
 * was set back behind the newest change moves the deadlines with it.
 */
export function due(callout: Callout, world: World, now: Instant): Outcome {
  if (now < callout.seenAt) {
    const back = stepped(callout, now - callout.seenAt, now)
    return followed(back, (moved) => due(moved, world, now))
  }
  const next = nextAt(callout)
  if (next === null || next > now) return new Draft(callout, now).outcome()
  const draft = new Draft(callout, now)
  const { pending, state } = callout
  if (pending?.gate.opensAt != null && pending.gate.opensAt <= now && state.kind !== 'ended') {
    draft.log({ type: 'released', by: null })
    enter(draft, pending)
  }
  if (draft.live?.purpose !== 'call' || state.kind === 'ended') return draft.outcome()
  for (const ring of [...draft.rings]) {
    const before = ring.state
    ringOn(draft, ring, world)
    if (before === 'ringing' && draft.ring(ring.person)?.state === 'over') vacate(draft, ring.person, false)
  }
  for (const index of draft.live.tracks.keys()) {
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
  for (const ring of callout.live?.rings ?? []) times.push(ring.limitAt, ring.next?.at ?? null)
  const known = times.filter((time) => time !== null)
  // Not Math.min(...known): a call-out of thousands has more of them than a call takes arguments.
  return known.length === 0 ? null : known.reduce((least, time) => Math.min(least, time))
}

/** The host's clock was set by so much: every deadline moves with it, so that none falls due early and none stalls. */
export function stepped(callout: Callout, by: DurationMs, now: Instant): Outcome {
  if (by === 0 || callout.state.kind === 'ended') return new Draft(callout, now).outcome()
  const draft = new Draft(callout, now)
  const { pending, state } = callout
  const later = <T extends number | null>(time: T): T => (time === null ? time : ((time + by) as T))
  draft.log({ type: 'stepped', by })
  draft.change({
    pending:
      pending === null
        ? null
        : { ...pending, gate: { ...pending.gate, opensAt: later(pending.gate.opensAt) } },
    state: state.kind === 'held' ? { kind: 'held', until: state.until + by } : state,
  })
  const { callout: moved, effects } = draft.outcome()
  return { callout: { ...moved, live: moved.live && move(moved.live, later) }, effects }
}

type Later = <T extends number | null>(time: T) => T

function move(live: Generation, later: Later): Generation {
  return {
    ...live,
    tracks: live.tracks.map(
      (track): Track => ({
        ...track,
        nextAt: later(track.nextAt),
        limitAt: later(track.limitAt),
      }),
    ),
    rings: live.rings.map(
      (ring): Ring => ({
        ...ring,
        limitAt: later(ring.limitAt),
        next: ring.next && { ...ring.next, at: later(ring.next.at) },
        calls: ring.calls.map((call) =>
          call.retryAt === null ? call : { ...call, retryAt: later(call.retryAt) },
        ),
      }),
    ),
  }
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
