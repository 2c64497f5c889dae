import {
  DAY,
  type DurationMs,
  decimal,
  type Instant,
  type Level,
  type MeanRule,
  MINUTE,
  type Rule,
} from '../model/index.ts'
import { type RuleFault, windowAt } from './fault.ts'
import type { IntegralSeries } from './integral-series.ts'
import { type Rung, rungOf } from './ladder.ts'
import { type Band, type CompiledThreshold, clearOf, thresholds } from './threshold.ts'

/** A mean is compared as a value is; only where the value comes from differs. */
export interface CompiledMean {
  readonly kind: 'mean'
  readonly rule: Rule
  readonly table?: undefined
  readonly rungs: readonly Rung[]
  readonly bands: CompiledThreshold
  readonly window: DurationMs
  readonly over: 'covered' | 'window'
}

const BOUNDS = [MINUTE, 7 * DAY] as const
/** Less of the window than this covered: the mean of the rest says little of the whole. */
const LEAST_COVERED = 0.5

export function compileMean(
  rule: Rule & MeanRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledMean {
  const { direction, window, over = 'covered' } = rule.condition
  const above = direction === 'above'
  const length = windowAt(window, 'condition.window', BOUNDS, '1m to 7d', faults)
  const rungs: Rung[] = []
  const bands: Band[] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? { raiseAt: Number.NaN }
    rungs.push(rungOf(level, written, faults))
    const clear = clearOf(written, above, `levels.${level}`, written.raiseAt, faults)
    bands.push({
      low: above ? Number.NEGATIVE_INFINITY : written.raiseAt,
      high: above ? written.raiseAt : Number.POSITIVE_INFINITY,
      clearLow: above ? Number.NEGATIVE_INFINITY : clear,
      clearHigh: above ? clear : Number.POSITIVE_INFINITY,
    })
  }
  const path = (level: Level) => `levels.${level}.raiseAt`
  return {
    kind: 'mean',
    rule,
    rungs,
    bands: thresholds(rule, levels, rungs, bands, path, faults),
    window: length,
    over,
  }
}

/**
 * The mean over the window that ends at `end`: by what readings cover of it, unknown (undefined) while that is less than half; or by the
 * whole window, what is not covered counting 0 (exposure: GBZ 2.1 TWA over 8 h, STEL over 15 min whatever the time exposed).
 */
export function meanOver(
  { window, over }: CompiledMean,
  series: IntegralSeries,
  end: Instant,
): number | undefined {
  const { integral, coveredMs } = series.over(end, window)
  if (over === 'window') return decimal(integral / window)
  return coveredMs < LEAST_COVERED * window || coveredMs === 0 ? undefined : decimal(integral / coveredMs)
}
