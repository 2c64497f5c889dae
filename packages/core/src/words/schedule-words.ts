import type { Hours, Schedule, Season } from '../model/index.ts'
import { zh } from './chinese.ts'
import type { Language } from './language.ts'
import { listText } from './list.ts'
import { dateText } from './moment.ts'

const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}
const DAYS_OF_WEEK = 7

/** When a rule may raise: 「每年 5 月 1 日至 9 月 30 日，每天 22:00 至次日 06:00」; undefined when always. */
export function scheduleText(
  schedule: Schedule | undefined,
  language: Language,
  officeZone: string,
): string | undefined {
  const seasons = schedule?.seasons ?? []
  const hours = schedule?.hours ?? []
  if (schedule === undefined || seasons.length + hours.length === 0) return undefined
  const parts = [
    seasons.map((season) => seasonText(season, language)),
    hours.map((one) => hoursText(one, language)),
  ].flatMap((texts) => (texts.length === 0 ? [] : listText(texts, 'or', language)))
  const text = parts.join(language === 'zh' ? '，' : ', ')
  if (schedule.zone === officeZone) return text
  return language === 'zh' ? `${text}（${schedule.zone} 时间）` : `${text} (${schedule.zone} time)`
}

function seasonText({ from, to }: Season, language: Language): string {
  const [start, end] = [dayText(from, language), dayText(to, language)]
  const once = from.length > 'MM-DD'.length
  const overNewYear = !once && from > to
  if (language === 'zh')
    return once ? zh`${start}至${end}` : zh`每年${start}至${overNewYear ? '次年' : ''}${end}`
  return `${once ? '' : 'every year '}from ${start} to ${end}${overNewYear ? ' of the next year' : ''}`
}

function dayText(text: string, language: Language): string {
  const numbers = text.split('-').map(Number)
  const [year, month, day] = numbers.length === 3 ? numbers : [undefined, ...numbers]
  return dateText({ year, month: month ?? 0, day: day ?? 0 }, language)
}

function hoursText({ from, to, days }: Hours, language: Language): string {
  const overnight = to <= from
  const on = daysText(days ?? [], language)
  if (language === 'zh') return zh`${on}${from}至${overnight ? '次日' : ''}${to}`
  return `${on} from ${from} to ${to}${overnight ? ' the next day' : ''}`
}

/** Days in a row as a stretch, others one by one: 「周一至周五」, 「周六、周日」. */
function daysText(days: readonly number[], language: Language): string {
  const set = [...new Set(days)].sort((a, b) => a - b)
  if (set.length === 0 || set.length === DAYS_OF_WEEK) return language === 'zh' ? '每天' : 'every day'
  const words = set.map((day) => WEEKDAYS[language][day - 1] ?? String(day))
  const stretch = set.length > 2 && (set.at(-1) ?? 0) - (set[0] ?? 0) === set.length - 1
  if (language === 'zh') return `每${stretch ? `${words[0]}至${words.at(-1)}` : words.join('、')}`
  return stretch ? `${words[0]} to ${words.at(-1)}` : `on ${listText(words, 'and', language)}`
}
