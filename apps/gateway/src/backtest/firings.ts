import type { BacktestDifference, Firing, Overlap } from '@tocsin/contract'
import type { DurationMs, Instant } from '@tocsin/core'

/** Firings listed by a result; their number is always whole. */
const MOST_LISTED = 200

/** Firings of two sides that meet: one on the left with the first on the right that it meets, or with none. */
interface Meeting {
  readonly one: Firing
  readonly other: Firing | undefined
}

/**
 * What of `ones` meets anything of `others` on the same subject, in order. Two meet when they share a moment, or lie no further apart than
 * `slack`: the gateway raised when it received, a back-test when it was true.
 */
export function meetings(
  ones: readonly Firing[],
  others: readonly Firing[],
  slack: (subject: string) => DurationMs,
): Meeting[] {
  const bySubject = new Map<string, Firing[]>()
  for (const other of others) {
    const list = bySubject.get(other.subject)
    if (list === undefined) bySubject.set(other.subject, [other])
    else list.push(other)
  }
  for (const list of bySubject.values()) list.sort((a, b) => a.from - b.from)
  // `ones` sorted too, so that those on the right that have ended are passed once.
  const passed = new Map<string, number>()
  return ones
    .toSorted((a, b) => a.from - b.from)
    .map((one) => {
      const list = bySubject.get(one.subject) ?? []
      const room = slack(one.subject)
      let index = passed.get(one.subject) ?? 0
      while (index < list.length && endOf(list[index] as Firing) + room < one.from) index++
      passed.set(one.subject, index)
      // Sorted by when they begin: where the first that has not ended begins too late, all do.
      const other = list[index]
      return { one, other: other !== undefined && other.from <= endOf(one) + room ? other : undefined }
    })
}

/** The rule's firings beside real ones. */
export function overlapOf(
  tried: readonly Firing[],
  real: readonly Firing[],
  slack: (subject: string) => DurationMs,
): Overlap {
  const byReal = meetings(real, tried, slack)
  const missed = byReal.filter(({ other }) => other === undefined).map(({ one }) => one)
  const extra = meetings(tried, real, slack)
    .filter(({ other }) => other === undefined)
    .map(({ one }) => one)
  const earlier = byReal.flatMap(({ one, other }) => (other === undefined ? [] : [one.from - other.from]))
  return {
    real: real.length,
    matched: real.length - missed.length,
    missed: missed.length,
    extra: extra.length,
    missedFirings: missed.slice(0, MOST_LISTED),
    extraFirings: extra.slice(0, MOST_LISTED),
    earlierMs: spread(earlier),
  }
}

/** Two versions' firings on the same history. */
export function differenceOf(a: readonly Firing[], b: readonly Firing[]): BacktestDifference {
  const none = () => 0
  const fromA = meetings(a, b, none)
  const onlyA = fromA.filter(({ other }) => other === undefined).map(({ one }) => one)
  const onlyB = meetings(b, a, none)
    .filter(({ other }) => other === undefined)
    .map(({ one }) => one)
  const moved = fromA.flatMap(({ one, other }) =>
    other !== undefined && (one.from !== other.from || one.gravest !== other.gravest)
      ? [{ a: one, b: other, earlierMs: other.from - one.from }]
      : [],
  )
  return {
    both: a.length - onlyA.length,
    onlyA: onlyA.length,
    onlyB: onlyB.length,
    onlyAFirings: onlyA.slice(0, MOST_LISTED),
    onlyBFirings: onlyB.slice(0, MOST_LISTED),
    moved: moved.slice(0, MOST_LISTED),
  }
}

export function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return null
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

function spread(numbers: readonly number[]): Overlap['earlierMs'] {
  const middle = median(numbers)
  if (middle === null) return null
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const number of numbers) {
    least = Math.min(least, number)
    most = Math.max(most, number)
  }
  return { median: middle, least, most }
}

function endOf({ to }: Firing): Instant {
  return to ?? Number.POSITIVE_INFINITY
}
