import { type Call, type CallFacts, type DurationMs, type Instant, SECOND } from '../model/index.ts'

/** How long a sender may hold a call before it is made; afterwards another takes it, under the same key. */
export const SEND_WINDOW: DurationMs = 10 * SECOND
/** After a temporary failure the same call is sent again after this long, so many times. */
export const RETRY_AFTER: DurationMs = 15 * SECOND
export const MOST_RETRIES = 3

export const NO_FACTS: CallFacts = {
  madeAt: null,
  acceptedAt: null,
  deliveredAt: null,
  readAt: null,
  answeredAt: null,
  unansweredAt: null,
  failed: null,
}

/** True while no telephone can ring for it: not made, not failed, not dropped. A sender may have it, or the queue of those who telephone. */
export function isUnsent({ droppedAt, facts }: Call): boolean {
  return droppedAt === null && facts.madeAt === null && facts.failed === null
}

/** True while it lies in the queue of people who telephone and nobody has dialled it: it has been handed over, and no telephone rang. */
export function isQueued(call: Call): boolean {
  return isUnsent(call) && call.facts.acceptedAt !== null
}

/** True while somebody still has to dial it: it waits in that queue, or on its way there. It has not been an attempt yet. */
export function isUndialled(call: Call): boolean {
  return call.channel.kind === 'telephone' && isUnsent(call)
}

/** True when a sender may take it now: nobody has it, or whoever had it must be taken for dead. */
export function isFree(call: Call, now: Instant): boolean {
  if (!isUnsent(call) || isQueued(call)) return false
  // Further ahead than a retry can lie: the clock was set back meanwhile.
  if (call.retryAt !== null && call.retryAt > now && call.retryAt <= now + RETRY_AFTER) return false
  return call.takenAt === null || isStale(call.takenAt, now)
}

/** A sender that took a call this long ago must not send it any more. Also when the clock has since been set back. */
export function isStale(takenAt: Instant, now: Instant): boolean {
  return now >= takenAt + SEND_WINDOW || now < takenAt
}

/** True while the call occupies a line: taken or made, and not known to be over. */
export function isBusy({ takenAt, droppedAt, facts, retryAt }: Call): boolean {
  if (takenAt === null || retryAt !== null || (droppedAt !== null && facts.madeAt === null)) return false
  // In the queue of those who telephone nobody is on a line yet.
  if (facts.madeAt === null && facts.acceptedAt !== null) return false
  return facts.failed === null && facts.unansweredAt === null && facts.answeredAt === null
}
