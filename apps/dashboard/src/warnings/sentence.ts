import type { RuleView, StationView, WarningView } from '@tocsin/contract'
import { datastreamLabel, silenceText, type Translate, windowText } from '../language/words.ts'
import { formatAmount } from '../stations/amount.ts'
import { decisive, limitReached } from './rule-limits.ts'
import { subjectOf } from './subject.ts'
import { standing } from './warning-order.ts'

/**
 * What is wrong, in one line: 「水位 4.02 m ≥ 3.90 m」; of what has cleared and is still open, that it has: 「已回落：水位 4.02 m ≥ 3.90 m」. `rule` is the version that raised it, with the values of its table's row; `rules`
 * names the members of a composite. Says less, never guesses, where the rule's version is not known.
 */
export function warningSentence(...given: Parameters<typeof breachSentence>): string {
  const [t, { clearedAt, state, subject }] = given
  const sentence = breachSentence(...given)
  // A list of what is closed says so of all of it.
  if (clearedAt === null || state === 'closed') return sentence
  return subject.startsWith('rule:') ? t('sentence.ruleBack') : t('sentence.cleared', { sentence })
}

function breachSentence(
  t: Translate,
  warning: WarningView,
  stations: readonly StationView[],
  rule: RuleView | undefined,
  rules: readonly Pick<RuleView, 'id' | 'name'>[] = [],
): string {
  const { kind, station, datastream, name } = subjectOf(warning, stations)
  if (kind === 'rule') return t('sentence.ruleError')
  const { evidence } = warning
  const members = memberNames(warning, rules)
  if (members.length > 0)
    return t('sentence.composite', { name: warning.rule.name, members: members.join(t('and')) })
  if (kind === 'area') return warning.rule.name
  const unit = datastream?.unit ?? ''
  const of = (value: number, otherwise = unit) => formatAmount(value, otherwise)
  const what = datastream
    ? datastreamLabel(t, datastream, station?.datastreams ?? [])
    : (name ?? warning.subject)
  const limit = rule && limitReached(rule, evidence, standing(warning), warning.gravest)
  const reading = decisive(evidence.readings)
  switch (limit?.kind) {
    case 'threshold': {
      const bound = `${limit.relation} ${of(limit.limit)}`
      return reading === undefined ? `${what} ${bound}` : `${what} ${of(reading.value)} ${bound}`
    }
    case 'accumulation': {
      const window = windowText(t, limit.window)
      const [sum, bound] = [of(limit.sum, unit || 'mm'), of(limit.limit, unit || 'mm')]
      return t('sentence.accumulation', { what, window, sum, limit: bound })
    }
    case 'mean': {
      const window = windowText(t, limit.window)
      const bound = `${limit.relation} ${of(limit.limit)}`
      return t('sentence.mean', { what, window, mean: of(limit.mean), bound })
    }
    case 'rate': {
      const window = windowText(t, limit.window)
      return t(`sentence.${limit.trend}`, { what, window, rise: of(limit.rise), limit: of(limit.limit) })
    }
    case 'time-to-threshold': {
      const now = reading === undefined ? what : `${what} ${of(reading.value)}`
      const minutes = Math.round(limit.minutes)
      if (limit.threshold === undefined) return t('sentence.toThreshold', { now, minutes })
      return t('sentence.toValue', { now, minutes, threshold: of(limit.threshold) })
    }
    case 'absence':
      return t('sentence.absence', { what, after: silenceText(t, limit.after) })
    case 'sensor-fault':
      return t('sentence.sensorFault', { what, how: faultText(t, evidence) })
    case 'composite':
    case undefined:
      return reading === undefined ? `${what} · ${warning.rule.name}` : `${what} ${of(reading.value)}`
    default:
      return limit satisfies never
  }
}

/** What is wrong with the newest value, by its checks, else by its flag; a value that was none could not be quoted. */
function faultText(t: Translate, { readings }: WarningView['evidence']): string {
  const newest = readings.at(-1)
  if (newest === undefined) return t('check.unreadable')
  const checks = newest.checks ?? []
  return checks.length > 0
    ? checks.map((check) => t(`check.${check}`)).join(t('and'))
    : t(`flag.${newest.flag ?? 'fail'}`)
}

/** The rules of a composite's legs that fire, each once. */
export function memberNames(
  { evidence }: Pick<WarningView, 'evidence'>,
  rules: readonly Pick<RuleView, 'id' | 'name'>[],
): string[] {
  const ids = new Set((evidence.members ?? []).map(({ rule }) => rule))
  return [...ids].map((id) => rules.find((rule) => rule.id === id)?.name ?? id)
}
