import type { RuleView, StationView } from '@tocsin/contract'
import {
  type AccumulationLevel,
  type BandLevel,
  covers,
  type Datastream,
  LEVELS,
  type Level,
  type ThresholdLevel,
} from '@tocsin/core'

/** A line across the chart: from here on it is a warning of that level. */
export interface ThresholdLine {
  readonly level: Level
  readonly value: number
  readonly rule: string
  readonly direction: 'above' | 'below'
}

/** A sum of rain that raises a level. */
export interface RainLimit {
  readonly level: Level
  readonly window: string
  readonly sum: number
  readonly rule: string
}

/** The rules in force over a datastream. Drafts and shadows warn nobody and are not drawn; a composite is about an area, not its datastreams. */
export function rulesOver(
  rules: readonly RuleView[],
  station: Pick<StationView, 'id' | 'area' | 'tags'>,
  datastream: Pick<Datastream, 'name' | 'property'>,
): RuleView[] {
  return rules.filter(
    ({ state, condition, appliesTo }) =>
      state === 'active' && condition.kind !== 'composite' && covers(appliesTo, station, datastream),
  )
}

/**
 * Threshold lines of these rules, gravest first. Only of rules that compare the value itself: a mean, a rise or a forecast is no line on a
 * chart of values. Rules that go by a table must have been given their values.
 */
export function thresholdLines(rules: readonly RuleView[]): ThresholdLine[] {
  const lines: ThresholdLine[] = []
  for (const { condition, levels, name: rule } of rules) {
    if (condition.kind !== 'threshold' || 'table' in condition) continue
    for (const level of LEVELS) {
      const bounds: unknown = levels[level]
      if (bounds === undefined) continue
      if (condition.direction === 'outside') {
        const [low, high] = (bounds as BandLevel).raiseOutside
        lines.push({ level, value: high, rule, direction: 'above' })
        lines.push({ level, value: low, rule, direction: 'below' })
      } else {
        const value = (bounds as ThresholdLevel).raiseAt
        lines.push({ level, value, rule, direction: condition.direction })
      }
    }
  }
  return lines.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
}

/** Rain limits of these rules for a datastream of rain, gravest first, shorter windows first; what else it may measure adds up to nothing. */
export function rainLimits(
  rules: readonly RuleView[],
  { property }: Pick<Datastream, 'property'>,
): RainLimit[] {
  if (property !== 'rainfall') return []
  return rules.flatMap(({ condition, levels, name: rule }) => {
    if (condition.kind !== 'accumulation' || 'table' in condition) return []
    return LEVELS.flatMap((level) => {
      const bounds = levels[level] as AccumulationLevel | undefined
      return Object.entries(bounds?.anyOf ?? {}).map(([window, sum]) => ({ level, window, sum, rule }))
    })
  })
}

/** The next line that the value has not reached, and how far it is away. */
export function nextThreshold(
  lines: readonly ThresholdLine[],
  value: number,
): { line: ThresholdLine; distance: number } | undefined {
  return lines
    .map((line) => ({ line, distance: line.direction === 'above' ? line.value - value : value - line.value }))
    .filter(({ distance }) => distance > 0)
    .sort((a, b) => a.distance - b.distance)[0]
}
