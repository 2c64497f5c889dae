import type { ChannelRecord } from '@tocsin/contract'
import type { Translate } from '../language/words.ts'

/** When a channel is used: 「08:00–20:00」, with the days of the week where it is not every day. */
export function hoursText(t: Translate, hours: NonNullable<ChannelRecord['hours']>): string {
  return hours
    .map(({ from, to, days }) => {
      const span = `${from}–${to}`
      return days === undefined || days.length === 0
        ? span
        : `${days.map((day) => t(`weekday.${day}`)).join(' ')} ${span}`
    })
    .join(t('and'))
}
