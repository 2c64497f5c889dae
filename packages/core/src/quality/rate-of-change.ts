import { decimal, type Instant, MINUTE, SECOND } from '../model/index.ts'

/** A value at a time. */
export interface Sample {
  readonly time: Instant
  readonly value: number
}

/**
 * QARTOD rate of change: |Δvalue| per minute against the last good value. Against the last good one and not the one before,
 * so that a spike does not make the honest value after it suspect too.
 */
export function changesTooFast(
  value: number,
  time: Instant,
  lastGood: Sample,
  maxRatePerMinute: number,
): boolean {
  const minutes = Math.max(time - lastGood.time, SECOND) / MINUTE
  return decimal(Math.abs(value - lastGood.value) / minutes) > maxRatePerMinute
}
