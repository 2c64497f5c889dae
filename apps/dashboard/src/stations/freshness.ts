import type { LatestValue } from '@tocsin/contract'
import type { DurationMs, Instant } from '@tocsin/core'

/** A value is due every interval; one missed may be a hiccup, two are silence. */
const STALE_INTERVALS = 2

/**
 * How old a value is: since it was true, by the device's clock, unless that clock runs ahead. What arrives late is old on arrival, and is
 * shown so.
 */
export function ageOf(latest: Pick<LatestValue, 'phenomenonTime' | 'receivedAt'>, now: Instant): DurationMs {
  return Math.max(0, now - Math.min(latest.phenomenonTime, latest.receivedAt))
}

/** True when the value is too old to be taken for the present. */
export function isStale(
  latest: Pick<LatestValue, 'phenomenonTime' | 'receivedAt'>,
  intervalMs: DurationMs,
  now: Instant,
): boolean {
  return ageOf(latest, now) > STALE_INTERVALS * intervalMs
}
