import { DAY, type DurationMs, type Instant, MINUTE, type Timeliness } from '../model/index.ts'

/** A device's clock may run this far ahead of receipt and still count as right. */
export const MAX_AHEAD: DurationMs = 5 * MINUTE
/** Older readings are stored and never judged. */
export const ANCIENT_AFTER: DurationMs = 31 * DAY

/**
 * How a reading stands to the clocks. Its age is measured by the gateway's own clock at receipt and not by the journal's,
 * which never goes back: a host clock that ran ahead for a while must not make honest readings old.
 * @param newest phenomenonTime of the newest reading of its datastream so far; -Infinity when there is none
 */
export function timeliness(
  phenomenonTime: Instant,
  receivedAt: Instant,
  newest: Instant,
  lateness: DurationMs,
): Timeliness {
  if (phenomenonTime > receivedAt + MAX_AHEAD) return 'ahead'
  if (phenomenonTime < receivedAt - ANCIENT_AFTER) return 'ancient'
  if (phenomenonTime < receivedAt - lateness) return 'back-fill'
  if (phenomenonTime < newest) return 'late'
  return 'new'
}
