import { type DurationMs, type Instant, MINUTE } from '../model/index.ts'

/** What comes and goes within this time is neither told nor taken back. */
export const HELD_BACK: DurationMs = 2 * MINUTE

/** Something that is wrong with the box, or with what it needs in order to warn, as somebody who looks finds it. */
export interface BoxFinding {
  /** The same as long as the same thing is wrong. */
  readonly key: string
  /** Nobody is called while it lasts: told at once, and with a sound until somebody has taken note. */
  readonly urgent: boolean
  /** Not raised before this; what has been raised stays. */
  readonly notBefore?: Instant | undefined
}

/** A finding over time. */
export interface BoxStanding<F extends BoxFinding> {
  readonly finding: F
  /** Since when it has been found. */
  readonly seenAt: Instant
  /** When it became a warning; null while it is held back. */
  readonly raisedAt: Instant | null
  /** Since when it has not been found any more; null while it is. */
  readonly goneAt: Instant | null
}

/** What a look changed. */
export interface Observed<F extends BoxFinding> {
  readonly standing: readonly BoxStanding<F>[]
  readonly raised: readonly BoxStanding<F>[]
  readonly cleared: readonly BoxStanding<F>[]
}

/**
 * The warnings about the box itself after one more look. A finding becomes a warning when it has been there for two minutes, an urgent one at once; it is
 * over when it has not been there for as long. What flaps faster than that counts as there all the time.
 */
export function observe<F extends BoxFinding>(
  before: readonly BoxStanding<F>[],
  findings: readonly F[],
  now: Instant,
): Observed<F> {
  const found = new Map(findings.map((finding) => [finding.key, finding]))
  const standing: BoxStanding<F>[] = []
  const raised: BoxStanding<F>[] = []
  const cleared: BoxStanding<F>[] = []
  for (const known of before) {
    const finding = found.get(known.finding.key)
    found.delete(known.finding.key)
    // A clock that was set back makes nothing older.
    const goneAt = finding === undefined ? Math.min(known.goneAt ?? now, now) : null
    if (goneAt !== null && now - goneAt >= (known.finding.urgent ? 0 : HELD_BACK)) {
      if (known.raisedAt !== null) cleared.push({ ...known, goneAt })
      continue
    }
    const next = { ...known, finding: finding ?? known.finding, seenAt: Math.min(known.seenAt, now), goneAt }
    standing.push(raise(next, raised, now))
  }
  for (const finding of found.values()) {
    standing.push(raise({ finding, seenAt: now, raisedAt: null, goneAt: null }, raised, now))
  }
  return { standing, raised, cleared }
}

function raise<F extends BoxFinding>(
  one: BoxStanding<F>,
  raised: BoxStanding<F>[],
  now: Instant,
): BoxStanding<F> {
  const wait = one.finding.urgent ? 0 : HELD_BACK
  if (one.raisedAt !== null || one.goneAt !== null || now - one.seenAt < wait) return one
  if (one.finding.notBefore !== undefined && now < one.finding.notBefore) return one
  const warning = { ...one, raisedAt: now }
  raised.push(warning)
  return warning
}
