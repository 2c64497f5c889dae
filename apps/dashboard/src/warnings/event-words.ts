import type { WarningEventView } from '@tocsin/contract'
import { type Translate, term, windowText } from '../language/words.ts'
import { formatAmount } from '../stations/amount.ts'

/** The word for what happened, under `event.`: some events say two things. */
export function eventWord(event: WarningEventView): string {
  if (event.type === 'flapping') return event.flapping ? 'flapping' : 'steady'
  if (event.type === 'suppressed') {
    return event.suppression.kind === 'maintenance' ? 'maintenance' : 'dependency'
  }
  return event.type
}

type Amounts = Readonly<Record<string, number>> | undefined

/** 「1 小时 41.2 mm」 for each window. */
export function windowTexts(t: Translate, windows: Amounts, unit: string): string[] {
  return Object.entries(windows ?? {}).map(
    ([window, sum]) => `${windowText(t, window)} ${formatAmount(sum, unit)}`,
  )
}

/** What a rule worked out from the readings, by name: 「均值 12.4 ppm」, 「约 25 分钟后到阈值」. */
export function computedTexts(t: Translate, computed: Amounts, unit: string): string[] {
  return Object.entries(computed ?? {}).map(([name, value]) =>
    name === 'minutes-to-threshold'
      ? t('computed.minutes-to-threshold', { minutes: Math.round(value) })
      : `${term(t, 'computed', name)} ${formatAmount(value, unit)}`,
  )
}
