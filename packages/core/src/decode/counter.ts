import { type DurationMs, MINUTE } from '../model/index.ts'

/** Heaviest rain taken for possible, mm per minute (domain: guard d ≤ Imax·Δt, Imax = 4 to 10 mm/min). */
const MAX_MM_PER_MINUTE = 10
/** A total above this part of the modulus may have rolled over; a lower one that falls was reset. */
const ROLLOVER_PART = 0.98

/** Rain between two totals of a counter: known, counted from zero after a reset (so a lower bound), or unknown. */
export type CounterStep =
  | { readonly kind: 'increment'; readonly mm: number }
  | { readonly kind: 'reset'; readonly mm: number }
  | { readonly kind: 'unknown' }

/**
 * The rain between two running totals, in mm, `elapsed` apart. A falling total is a rollover when the one before lay near the
 * modulus and the rain so found is possible; else a reset, when what has fallen since is possible; else unknown, which is
 * never taken for 0.
 */
export function counterStep(
  before: number,
  total: number,
  elapsed: DurationMs,
  modulus: number | undefined,
): CounterStep {
  // Below a minute the bucket's own grain (a tip is up to 1 mm) outweighs any rate.
  const possible = MAX_MM_PER_MINUTE * Math.max(1, elapsed / MINUTE)
  if (total < 0) return { kind: 'unknown' }
  const rise = total - before
  if (rise >= 0) return rise <= possible ? { kind: 'increment', mm: rise } : { kind: 'unknown' }
  if (modulus !== undefined && before > ROLLOVER_PART * modulus) {
    const rolled = rise + modulus
    if (rolled >= 0 && rolled <= possible) return { kind: 'increment', mm: rolled }
  }
  return total <= possible ? { kind: 'reset', mm: total } : { kind: 'unknown' }
}
