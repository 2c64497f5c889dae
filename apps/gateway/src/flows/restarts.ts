import { type DurationMs, type Instant, MINUTE, SECOND } from '@tocsin/core'

const FIRST_AFTER: DurationMs = SECOND
const LATEST_AFTER: DurationMs = 5 * MINUTE
/** What ended longer ago says nothing about how it fares now. */
const REMEMBERED: DurationMs = 10 * MINUTE
/** Ended so often, it is started without its flows: they are the likeliest reason. */
const SAFE_AFTER = 3

/** When and how a process is started again that has ended: after `ends`, oldest first, the newest of them now. */
export interface Restart {
  readonly after: DurationMs
  /** Without running the flows. */
  readonly safe: boolean
}

export function restartAfter(ends: readonly Instant[], now: Instant): Restart {
  const count = recent(ends, now).length
  const after = Math.min(FIRST_AFTER * 2 ** Math.max(0, count - 1), LATEST_AFTER)
  return { after, safe: count >= SAFE_AFTER }
}

/** Those that still count. */
export function recent(ends: readonly Instant[], now: Instant): Instant[] {
  return ends.filter((at) => now - at < REMEMBERED)
}
