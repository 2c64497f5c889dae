import { HOUR, type Instant, localTime, MINUTE } from '../model/index.ts'
import type { Language } from './language.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** A day, with its year where one is given: 「5 月 1 日」, "1 May 2026". */
export function dateText(
  { year, month, day }: { readonly year?: number | undefined; readonly month: number; readonly day: number },
  language: Language,
): string {
  if (language === 'zh') return `${year === undefined ? '' : `${year} 年 `}${month} 月 ${day} 日`
  return `${day} ${MONTHS[month - 1] ?? month}${year === undefined ? '' : ` ${year}`}`
}

/** A time as it is told at `now` in a zone: 「14:20」 today, 「6 月 12 日 14:20」 this year, else with the year. */
export function momentText(time: Instant, language: Language, zone: string, now: Instant): string {
  const [at, today] = [localTime(zone, time), localTime(zone, now)]
  const two = (count: number) => String(count).padStart(2, '0')
  const clock = `${two(Math.floor(at.msOfDay / HOUR))}:${two(Math.floor((at.msOfDay % HOUR) / MINUTE))}`
  if (at.year !== today.year) return `${dateText(at, language)} ${clock}`
  const sameDay = at.month === today.month && at.day === today.day
  return sameDay ? clock : `${dateText({ month: at.month, day: at.day }, language)} ${clock}`
}
