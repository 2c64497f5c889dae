import type { RuleView, StationView } from '@tocsin/contract'
import { LEVELS, type Level } from '@tocsin/core'
import { datastreamLabel, silenceText, type Translate, term, windowText } from '../language/words.ts'
import { subjectOf } from '../warnings/sentence.ts'

/** What a rule covers, in words. */
export function scopeText(
  t: Translate,
  rule: Pick<RuleView, 'appliesTo'>,
  stations: readonly StationView[],
): string {
  const { datastreams, area, property, tag } = rule.appliesTo
  if (datastreams !== undefined) {
    return datastreams
      .map((subject) => {
        const { station, datastream } = subjectOf({ subject }, stations)
        return station && datastream
          ? `${station.name} ${datastreamLabel(t, datastream, station.datastreams)}`
          : subject
      })
      .join(t('comma'))
  }
  return [
    area,
    property === undefined ? undefined : term(t, 'property', property),
    tag === undefined ? undefined : t('rule.tagged', { tag }),
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

/** The condition of one level, in words. */
export function levelText(t: Translate, rule: RuleView, level: Level, unit: string): string | undefined {
  const of = (value: number) => (unit === '' ? String(value) : `${value} ${unit}`)
  if ('direction' in rule.condition) {
    const bounds = rule.levels[level] as
      | { raiseAt: number; clearBelow?: number; clearAbove?: number; for?: string }
      | undefined
    if (bounds === undefined) return undefined
    const above = rule.condition.direction === 'above'
    const clear = above ? bounds.clearBelow : bounds.clearAbove
    return [
      `${above ? '≥' : '≤'} ${of(bounds.raiseAt)}`,
      bounds.for !== undefined && bounds.for !== '0s'
        ? t('rule.lasting', { time: windowText(t, bounds.for) })
        : '',
      clear === undefined ? '' : t('rule.clears', { bound: `${above ? '<' : '>'} ${of(clear)}` }),
    ]
      .filter((part) => part !== '')
      .join(t('comma'))
  }
  if (rule.condition.kind === 'accumulation') {
    const bounds = rule.levels[level] as { anyOf: Record<string, number> } | undefined
    return (
      bounds &&
      Object.entries(bounds.anyOf)
        .map(([window, sum]) => `${windowText(t, window)} ≥ ${of(sum)}`)
        .join(t('rule.or'))
    )
  }
  const bounds = rule.levels[level] as { after: string } | undefined
  return bounds && t('rule.silentFor', { after: silenceText(t, bounds.after) })
}

/** The unit that what a rule covers is measured in; empty where it differs or is not known. */
export function unitOf(
  rule: Pick<RuleView, 'appliesTo' | 'condition'>,
  stations: readonly StationView[],
): string {
  if (rule.condition.kind === 'accumulation') return 'mm'
  const { datastreams, property } = rule.appliesTo
  const units = new Set(
    datastreams !== undefined
      ? datastreams.flatMap((subject) => subjectOf({ subject }, stations).datastream?.unit ?? [])
      : stations.flatMap((station) =>
          station.datastreams.filter((one) => one.property === property).map(({ unit }) => unit),
        ),
  )
  return units.size === 1 ? ([...units][0] as string) : ''
}

export function levelsOf(rule: RuleView): Level[] {
  return LEVELS.filter((level) => rule.levels[level] !== undefined)
}
