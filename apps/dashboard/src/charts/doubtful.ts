import type { FlaggedSpan } from '@tocsin/contract'
import type { DurationMs, Instant } from '@tocsin/core'
import type { Point } from './joined-series.ts'

/** A stretch that is not to be taken like the rest: hatched, and told in words. The worst of it counts. */
export interface DoubtfulSpan {
  readonly from: Instant
  readonly to: Instant
  readonly kind: 'fail' | 'suspect' | 'late'
}

/** The stretches of a chart that are doubtful or came late: of buckets as the gateway counted them, of single values by their own flag. */
export function doubtfulSpans(
  flagged: readonly FlaggedSpan[],
  points: readonly Point[],
  intervalMs: DurationMs,
): DoubtfulSpan[] {
  const spans: DoubtfulSpan[] = []
  const join = (span: DoubtfulSpan) => {
    const before = spans.at(-1)
    // Neighbours of a kind are one band.
    if (before?.kind === span.kind && span.from - before.to <= intervalMs / 2) {
      spans[spans.length - 1] = { ...before, to: Math.max(before.to, span.to) }
    } else spans.push(span)
  }
  for (const { from, to, suspect, fail } of flagged) {
    join({ from, to, kind: fail > 0 ? 'fail' : suspect > 0 ? 'suspect' : 'late' })
  }
  for (const { time, flag, late } of points) {
    const kind = flag === 'fail' || flag === 'suspect' ? flag : late ? 'late' : undefined
    if (kind !== undefined) join({ from: time - intervalMs / 2, to: time + intervalMs / 2, kind })
  }
  return spans
}
