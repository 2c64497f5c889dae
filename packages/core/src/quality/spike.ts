import { type CheckName, decimal, type Instant, type QualitySettings } from '../model/index.ts'
import type { Checked } from './check.ts'
import type { Sample } from './rate-of-change.ts'

/** A value that stands out from the one before it, and waits for its successor to say whether it was a spike. */
export interface Outlier {
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  /** When it is judged to have been true. */
  readonly time: Instant
  readonly value: number
  /** The last good value before it, and the last of any kind that was possible. */
  readonly before: Sample
  readonly previous: number
  /** What else spoke against it. */
  readonly others: readonly CheckName[]
}

/** True when a value stands out from the last good one and from the one before it: what follows a spike does not, nor what follows a rise. */
export function standsOut(
  value: number,
  good: number,
  previous: number,
  { suspect }: NonNullable<QualitySettings['spike']>,
): boolean {
  return decimal(Math.abs(value - good)) > suspect && decimal(Math.abs(value - previous)) > suspect
}

/**
 * QARTOD spike (average): |x[n] − (x[n−1] + x[n+1]) / 2|, so that only the next value can tell. The outlier's flag now that `next` has come:
 * `good` when the water really rose. x[n−1] is the last good value or the one before, whichever speaks for it: after a spike the honest
 * value is no spike, and after a step the water is where it is.
 */
export function settleOutlier(
  { value, before, previous, others }: Outlier,
  next: number,
  { suspect, fail }: NonNullable<QualitySettings['spike']>,
): Checked {
  const over = (last: number) => decimal(Math.abs(value - (last + next) / 2))
  const height = Math.min(over(before.value), over(previous))
  if (fail !== undefined && height > fail) return { flag: 'fail', checks: ['spike', ...others] }
  if (height > suspect) return { flag: 'suspect', checks: ['spike', ...others] }
  return others.length > 0 ? { flag: 'suspect', checks: others } : { flag: 'good', checks: [] }
}
