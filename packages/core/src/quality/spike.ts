import type { CheckName, Instant, QualitySettings } from '../model/index.ts'
import type { Checked } from './check.ts'
import type { Sample } from './rate-of-change.ts'

/** A value that stands out from the one before it, and waits for its successor to say whether it was a spike. */
export interface Outlier {
  readonly phenomenonTime: Instant
  readonly receivedAt: Instant
  /** When it is judged to have been true. */
  readonly time: Instant
  readonly value: number
  /** The last good value before it. */
  readonly before: Sample
  /** What else spoke against it. */
  readonly others: readonly CheckName[]
}

/**
 * QARTOD spike (average): |x[n] − (x[n−1] + x[n+1]) / 2|, so that only the next value can tell. The outlier's flag now that `next` has come:
 * `good` when the water really rose.
 */
export function settleOutlier(
  { value, before, others }: Outlier,
  next: number,
  { suspect, fail }: NonNullable<QualitySettings['spike']>,
): Checked {
  const height = Math.abs(value - (before.value + next) / 2)
  if (fail !== undefined && height > fail) return { flag: 'fail', checks: ['spike', ...others] }
  if (height > suspect) return { flag: 'suspect', checks: ['spike', ...others] }
  return others.length > 0 ? { flag: 'suspect', checks: others } : { flag: 'good', checks: [] }
}
