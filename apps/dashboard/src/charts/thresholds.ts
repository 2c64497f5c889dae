import type { RuleView, StationView } from '@tocsin/contract'
import { covers, type Datastream, LEVELS, type Level } from '@tocsin/core'

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

/** The rules in force over a datastream. Drafts and shadows warn nobody and are not drawn. */
export function rulesOver(
  rules: readonly RuleView[],
  station: Pick<StationView, 'id' | 'area' | 'tags'>,
  datastream: Pick<Datastream, 'name' | 'property'>,
): RuleView[] {
  return rules.filter((rule) => rule.state === 'active' && covers(rule.appliesTo, station, datastream))
}

/** Threshold lines of these rules, gravest first. */
export function thresholdLines(rules: readonly RuleView[]): ThresholdLine[] {
  const lines: ThresholdLine[] = []
  for (const rule of rules) {
    if (!('direction' in rule.condition)) continue
    for (const level of LEVELS) {
      const bounds = rule.levels[level] as { raiseAt: number } | undefined
      if (bounds) {
        lines.push({ level, value: bounds.raiseAt, rule: rule.name, direction: rule.condition.direction })
      }
    }
  }
  return lines.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
}

/** Rain limits of these rules, gravest first, shorter windows first. */
export function rainLimits(rules: readonly RuleView[]): RainLimit[] {
  return rules.flatMap((rule) =>
    rule.condition.kind === 'accumulation'
      ? LEVELS.flatMap((level) => {
          const bounds = rule.levels[level] as { anyOf: Record<string, number> } | undefined
          return Object.entries(bounds?.anyOf ?? {}).map(([window, sum]) => ({
            level,
            window,
            sum,
            rule: rule.name,
          }))
        })
      : [],
  )
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
