import type { BacktestEvent, BacktestOutcome } from '@tocsin/contract'
import { DAY, type DurationMs, HOUR, type Instant, LEVELS, type Level, MINUTE, SECOND } from '@tocsin/core'

export const RANGES = ['30d', '90d', 'chosen'] as const
export type RangeChoice = (typeof RANGES)[number]

/** From when to when history is tried: a stretch up to now, or the days chosen, the last one included. Undefined: not a range. */
export function rangeOf(
  choice: RangeChoice,
  chosen: { readonly from: string; readonly to: string },
  now: Instant,
  midnight: (day: string) => Instant | undefined,
): { readonly from: Instant; readonly to: Instant } | undefined {
  if (choice !== 'chosen') return { from: now - (choice === '30d' ? 30 : 90) * DAY, to: now }
  const [from, to] = [midnight(chosen.from), midnight(chosen.to)]
  if (from === undefined || to === undefined) return undefined
  const end = Math.min(to + DAY, now)
  return from < end ? { from, to: end } : undefined
}

/** One thing that the rule would have done, and on what. */
export interface EventRow {
  readonly subject: string
  readonly event: BacktestEvent
}

/** Everything that the rule would have done, in the order of time. */
export function eventRows({ warnings }: Pick<BacktestOutcome, 'warnings'>): EventRow[] {
  return warnings
    .flatMap(({ subject, events }) => events.map((event) => ({ subject, event })))
    .sort((a, b) => a.event.at - b.event.at || (a.subject < b.subject ? -1 : 1))
}

/** Levels that were raised, gravest first, with how often. */
export function raisedLevels(
  byLevel: Readonly<Partial<Record<Level, number>>>,
): { level: Level; count: number }[] {
  return LEVELS.map((level) => ({ level, count: byLevel[level] ?? 0 })).filter(({ count }) => count > 0)
}

/** A duration to the minute, `1 h 55 min`; to the second where it is shorter than that. */
export function exactDuration(length: DurationMs): string {
  if (length < MINUTE) return `${Math.round(length / SECOND)} s`
  const minutes = Math.round(length / MINUTE)
  const parts = [
    [Math.floor((minutes * MINUTE) / DAY), 'd'],
    [Math.floor(((minutes * MINUTE) % DAY) / HOUR), 'h'],
    [minutes % 60, 'min'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
