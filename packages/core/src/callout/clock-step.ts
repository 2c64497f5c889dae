import type { DurationMs, Instant } from '../model/index.ts'
import type { Callout, Generation } from './state.ts'

/** Every deadline moved by so much, as when the host's clock was set. What has happened keeps the time at which it did. */
export function moved(callout: Callout, by: DurationMs): Callout {
  const { pending, state, live } = callout
  const { opensAt = null } = pending?.gate ?? {}
  return {
    ...callout,
    pending: pending && { ...pending, gate: { ...pending.gate, opensAt: later(opensAt, by) } },
    state: state.kind === 'held' ? { kind: 'held', until: state.until + by } : state,
    live: live && movedGeneration(live, by),
  }
}

function movedGeneration(live: Generation, by: DurationMs): Generation {
  return {
    ...live,
    tracks: live.tracks.map((track) => ({
      ...track,
      nextAt: later(track.nextAt, by),
      limitAt: track.limitAt + by,
    })),
    rings: live.rings.map((ring) => ({
      ...ring,
      limitAt: later(ring.limitAt, by),
      dialBy: later(ring.dialBy, by),
      next: ring.next && { ...ring.next, at: ring.next.at + by },
      calls: ring.calls.map((call) =>
        call.retryAt === null ? call : { ...call, retryAt: call.retryAt + by },
      ),
    })),
  }
}

function later(time: Instant | null | undefined, by: DurationMs): Instant | null {
  // Undefined: stored before there was such a deadline.
  return time == null ? null : time + by
}
