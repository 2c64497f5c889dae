import { decimal, type Instant, type QualitySettings } from '../model/index.ts'

/** Since when all values have lain between `low` and `high`. */
export interface Flatness {
  readonly since: Instant
  readonly low: number
  readonly high: number
}

type FlatLine = NonNullable<QualitySettings['flatLine']>

/**
 * QARTOD flat line: all values of so long a time lie within the tolerance. It makes a value `suspect`, never `fail`: a float that is stuck
 * high still says that the water was high. (QARTOD knows a fail as well; a rule on the check `flat-line` can ask for that.)
 */
export function isFlat(
  before: Flatness | undefined,
  { tolerance, afterMs }: FlatLine,
  value: number,
  time: Instant,
): boolean {
  if (before === undefined || time - before.since < afterMs) return false
  return decimal(Math.max(before.high, value) - Math.min(before.low, value)) <= tolerance
}

/** The flatness after one more value: it goes on, or begins anew with the value that left the band. */
export function flatness(
  before: Flatness | undefined,
  { tolerance }: FlatLine,
  value: number,
  time: Instant,
): Flatness {
  if (before === undefined) return { since: time, low: value, high: value }
  const [low, high] = [Math.min(before.low, value), Math.max(before.high, value)]
  if (decimal(high - low) > tolerance) return { since: time, low: value, high: value }
  return low === before.low && high === before.high ? before : { since: before.since, low, high }
}
