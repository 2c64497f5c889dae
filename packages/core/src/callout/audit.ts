import {
  type AreaPath,
  type CalloutId,
  type DurationMs,
  type Instant,
  type PersonId,
  SECOND,
} from '../model/index.ts'
import { nextAt } from './due.ts'
import type { Callout } from './state.ts'

/** Whoever works off what is due looks so often. */
export const TICK: DurationMs = SECOND
/** Overdue by more than two ticks means that nobody works it off. */
export const OVERDUE_AFTER: DurationMs = 2 * TICK

/** A call-out in which something was due and has not been done. */
export interface Overdue {
  readonly callout: CalloutId
  readonly dueAt: Instant
  readonly overdueMs: DurationMs
}

/** Everything that fell due more than two ticks ago. It looks at what is stored and trusts nobody's timers. */
export function audit(callouts: readonly Callout[], now: Instant): Overdue[] {
  return callouts.flatMap((callout) => {
    const dueAt = nextAt(callout)
    return dueAt === null || now - dueAt <= OVERDUE_AFTER
      ? []
      : [{ callout: callout.id, dueAt, overdueMs: now - dueAt }]
  })
}

/** Somebody on the list (未应答). */
export interface Unanswered {
  readonly callout: CalloutId
  readonly person: PersonId
  readonly villages: readonly AreaPath[]
  readonly since: Instant
  readonly attempts: number
}

/** Who has been called in vain and is still waited for, longest first; the villages are those that have not got their quorum. */
export function unanswered({ id, live, state }: Callout): Unanswered[] {
  if (live === null || live.purpose !== 'call' || state.kind === 'ended') return []
  const open = live.tracks.filter(({ metAt }) => metAt === null).map(({ village }) => village)
  return live.rings
    .flatMap(({ person, villages, silentSince, calls, state: ring }) => {
      const waiting = villages.filter((village) => open.includes(village))
      if (silentSince === null || ring === 'answered' || waiting.length === 0) return []
      const rang = calls.filter(({ facts }) => facts.madeAt !== null || facts.failed !== null)
      const attempts = new Set(rang.map(({ step, loop, attempt }) => `${step}/${loop}/${attempt}`)).size
      return [{ callout: id, person, villages: waiting, since: silentSince, attempts }]
    })
    .sort((a, b) => a.since - b.since)
}
