import type { RuleView, StationView, WarningView } from '@tocsin/contract'
import type { Datastream } from '@tocsin/core'
import { datastreamLabel, silenceText, type Translate, windowText } from '../language/words.ts'
import { formatAmount } from '../stations/amount.ts'
import { decisive, limitReached } from './rule-limits.ts'
import { standing } from './warning-order.ts'

/** The station and datastream that a warning speaks of; either may be unknown here. */
export function subjectOf(warning: Pick<WarningView, 'subject'>, stations: readonly StationView[]) {
  const slash = warning.subject.indexOf('/')
  const stationId = slash < 0 ? warning.subject : warning.subject.slice(0, slash)
  const name = slash < 0 ? undefined : warning.subject.slice(slash + 1)
  const station = stations.find(({ id }) => id === stationId)
  const datastream = station?.datastreams.find((one) => one.name === name)
  return { stationId, station, datastream: datastream as Datastream | undefined, name }
}

/** What is wrong, in one line: 「水位 4.02 m ≥ 3.90 m」. Says less, never guesses, where the rule's version is not known. */
export function warningSentence(
  t: Translate,
  warning: WarningView,
  stations: readonly StationView[],
  rule: RuleView | undefined,
): string {
  const { station, datastream, name } = subjectOf(warning, stations)
  const unit = datastream?.unit ?? ''
  const what = datastream
    ? datastreamLabel(t, datastream, station?.datastreams ?? [])
    : (name ?? warning.subject)
  const limit = rule && limitReached(rule, warning.evidence, standing(warning), warning.gravest)
  const reading = decisive(warning.evidence.readings)
  switch (limit?.kind) {
    case 'threshold': {
      const bound = formatAmount(limit.limit, unit)
      if (reading === undefined) return `${what} ${limit.relation} ${bound}`
      return `${what} ${formatAmount(reading.value, unit)} ${limit.relation} ${bound}`
    }
    case 'accumulation':
      return t('sentence.accumulation', {
        what,
        window: windowText(t, limit.window),
        sum: formatAmount(limit.sum, unit || 'mm'),
        limit: formatAmount(limit.limit, unit || 'mm'),
      })
    case 'absence':
      return t('sentence.absence', { what, after: silenceText(t, limit.after) })
    case undefined:
      return reading === undefined
        ? `${what} · ${warning.rule.name}`
        : `${what} ${formatAmount(reading.value, unit)}`
    default:
      return limit satisfies never
  }
}
