import type { Instant } from '@tocsin/core'

let offsetMs = 0
let bestRoundTripMs = Number.POSITIVE_INFINITY

/** The gateway's time as far as this browser knows it: ages must not depend on the clock of somebody's laptop. */
export function serverNow(): Instant {
  return Date.now() + offsetMs
}

/**
 * Learns the offset from an answer that carried the gateway's clock. The quicker the answer, the better the estimate; an old estimate
 * slowly loses its standing so that a stepped clock is followed.
 */
export function learnServerTime(now: Instant, askedAt: number, answeredAt: number): void {
  const roundTripMs = Math.max(0, answeredAt - askedAt)
  const estimate = now - (askedAt + roundTripMs / 2)
  const stepped = Math.abs(estimate - offsetMs) > roundTripMs / 2 + bestRoundTripMs / 2 + 1000
  if (stepped || roundTripMs <= bestRoundTripMs) {
    offsetMs = Math.round(estimate)
    bestRoundTripMs = roundTripMs
  } else {
    bestRoundTripMs *= 1.2
  }
}

/** Milliseconds the gateway's clock is ahead of this browser's. */
export function serverOffsetMs(): number {
  return offsetMs
}
