import type { Instant } from '../model/index.ts'
import { moved } from './clock-step.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import { type Callout, isLive } from './state.ts'

/**
 * The host's clock was set from one time to another: deadlines move with it, so that none falls due early and none stalls. To be given to every
 * live call-out before anything else happens to it by the new time; a step forward that comes too late for that is left alone, because the
 * deadlines are those of the new time already. A host that noticed nothing, having been down meanwhile, is taken care of where it matters: a
 * change at a time before the newest one moves the deadlines back by itself.
 */
export function stepped(callout: Callout, from: Instant, to: Instant): Outcome {
  const tooLate = to > from && callout.seenAt > from
  if (to === from || tooLate || !isLive(callout)) return new Draft(callout, callout.seenAt).outcome()
  // Seen later than the clock was set from: it had been set back before, unnoticed, and that is made up for too.
  const by = to - Math.max(from, callout.seenAt)
  const draft = new Draft({ ...moved(callout, by), seenAt: Math.min(callout.seenAt, to) }, to)
  draft.log({ type: 'stepped', by })
  return draft.outcome()
}
