import { type DurationMs, MINUTE } from '../model/index.ts'

/**
 * True when so much rain in so long a time is improbable. A tip may stand for any part of a minute, so shorter times count as one.
 * @param mm rain since the report before
 */
export function tooIntense(mm: number, elapsed: DurationMs, maxMmPerMinute: number): boolean {
  return mm / Math.max(1, elapsed / MINUTE) > maxMmPerMinute
}
