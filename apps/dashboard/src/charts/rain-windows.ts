import { type DurationMs, type Instant, LEVELS, type Level, parseDuration } from '@tocsin/core'
import type { RainLimit } from './thresholds.ts'

/** Rain limits as a table: a row for each level, a column for each window. */
export interface RainTable {
  readonly windows: readonly string[]
  readonly levels: readonly { readonly level: Level; readonly limits: readonly (number | null)[] }[]
  readonly longest: DurationMs
}

/** Where several rules limit the same window at the same level, the lower limit counts: it raises first. */
export function rainTable(limits: readonly RainLimit[]): RainTable {
  const length = (window: string) => parseDuration(window) ?? 0
  const windows = [...new Set(limits.map(({ window }) => window))].sort((a, b) => length(a) - length(b))
  const levels = LEVELS.filter((level) => limits.some((limit) => limit.level === level)).map((level) => ({
    level,
    limits: windows.map((window) => {
      const sums = limits
        .filter((limit) => limit.level === level && limit.window === window)
        .map(({ sum }) => sum)
      return sums.length === 0 ? null : Math.min(...sums)
    }),
  }))
  return { windows, levels, longest: Math.max(0, ...windows.map(length)) }
}

/** Rain in the window that ends now: what was reported after its start, up to now. Micrometres add up exactly. */
export function sumWithin(
  reports: readonly { readonly phenomenonTime: Instant; readonly value: number; readonly flag: string }[],
  window: DurationMs,
  now: Instant,
): number {
  let micrometres = 0
  for (const { phenomenonTime, value, flag } of reports) {
    if (phenomenonTime > now - window && phenomenonTime <= now && flag !== 'fail') {
      micrometres += Math.round(value * 1000)
    }
  }
  return micrometres / 1000
}

/** The gravest level whose limit of that window the sum has reached. */
export function levelReached(table: RainTable, column: number, sum: number): Level | undefined {
  return table.levels.find(({ limits }) => {
    const limit = limits[column] ?? null
    return limit !== null && sum >= limit
  })?.level
}
