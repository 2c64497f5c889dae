import { DAY, type DurationMs, type Instant, MINUTE, type Timeliness } from '../model/index.ts'

/** A device's clock may run this far ahead of receipt and still count as right. */
export const MAX_AHEAD: DurationMs = 5 * MINUTE
/** Older readings are stored and never judged. */
export const ANCIENT_AFTER: DurationMs = 31 * DAY

/**
 * How a reading stands to the clocks (design §3).
 * @param newest phenomenonTime of the newest reading of its datastream so far; -Infinity when there is none
 */
export function timeliness(
  phenomenonTime: Instant,
  newest: Instant,
  lateness: DurationMs,
  now: Instant,
): Timeliness {
  if (phenomenonTime > now + MAX_AHEAD) return 'ahead'
  if (phenomenonTime < now - ANCIENT_AFTER) return 'ancient'
  if (phenomenonTime < now - lateness) return 'back-fill'
  if (phenomenonTime < newest) return 'late'
  return 'new'
}
