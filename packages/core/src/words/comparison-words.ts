import type { Comparison, Level, QuotedReading } from '../model/index.ts'
import { limitText, measuredText } from './amount.ts'
import { zh } from './chinese.ts'
import { countdownText, durationText, elapsedText, lengthText } from './duration.ts'
import type { Language } from './language.ts'
import { LEVEL_WORDS } from './level.ts'
import { CHECK_WORDS, FLAG_WORDS } from './quality-words.ts'
import { RAIN_UNIT } from './rain-words.ts'
import type { Telling } from './telling.ts'

/** What was found: 「1 小时累计 42.4 mm」, "42.4 mm in 1 hour". Not for what is unknown. */
function foundText(comparison: Comparison, actual: number, told: Telling): string {
  const { language, quantity, unit, reading } = told
  const chinese = language === 'zh'
  const window = comparison.window === undefined ? '' : durationText(comparison.window, language)
  switch (comparison.compared) {
    case 'value':
      return chinese
        ? zh`${quantity}${measuredText(actual, unit)}`
        : `the ${quantity} is ${measuredText(actual, unit)}`
    case 'sum': {
      const sum = measuredText(actual, RAIN_UNIT)
      return chinese ? zh`${window}累计${sum}` : `${sum} in ${window}`
    }
    case 'mean': {
      const mean = measuredText(actual, unit)
      return chinese ? zh`${window}平均${mean}` : `a mean of ${mean} over ${window}`
    }
    case 'rise': {
      const rise = measuredText(actual, unit)
      return chinese ? zh`${window}${told.change}${rise}` : `a ${told.change} of ${rise} in ${window}`
    }
    case 'time-to-threshold':
      return arrivalText(actual, language)
    case 'silence': {
      const silent = elapsedText(actual, language)
      return chinese ? zh`已${silent}无数据` : `nothing received for ${silent}`
    }
    case 'flag':
      return flagText(reading, comparison.holds, language)
    case 'members':
      if (chinese) return `成员规则已有 ${actual} 项成立${membersText(comparison, told)}`
      return `${actual} of its rules ${actual === 1 ? 'fires' : 'fire'}${membersText(comparison, told)}`
    default:
      return comparison.compared satisfies never
  }
}

/** Which members fire, and which do not yet: 「：“上游雨量”；未成立：“水位”」. */
function membersText({ members = [] }: Comparison, { language, ruleName }: Telling): string {
  const named = (fires: boolean) => {
    const found = members.filter((one) => one.fires === fires).map(({ rule }) => `“${ruleName(rule)}”`)
    return [...new Set(found)].join(language === 'zh' ? '、' : ', ')
  }
  const [firing, lacking] = [named(true), named(false)]
  if (language === 'zh') {
    return `${firing === '' ? '' : `：${firing}`}${lacking === '' ? '' : `${firing === '' ? '：' : '；'}未成立：${lacking}`}`
  }
  return `${firing === '' ? '' : `: ${firing}`}${lacking === '' ? '' : `${firing === '' ? ': ' : '; '}not ${lacking}`}`
}

/** What would fire: 「达到 40 mm 触发」, "fires at 40 mm or above"; of a flag there is nothing to say. */
function limitOfText({ compared, relation, limit }: Comparison, told: Telling): string {
  const { language, unit } = told
  const chinese = language === 'zh'
  switch (compared) {
    case 'silence': {
      const time = lengthText(limit, language)
      return chinese ? zh`满${time}触发` : `fires at ${time}`
    }
    case 'time-to-threshold': {
      const time = lengthText(limit, language)
      return chinese ? zh`${time}以内触发` : `fires at ${time} or less`
    }
    case 'members':
      return chinese ? `满 ${limit} 项触发` : `fires at ${limit}`
    case 'flag':
      return ''
    default: {
      const amount = limitText(limit, compared === 'sum' ? RAIN_UNIT : unit)
      if (!chinese) return `fires at ${amount} or ${relation === '≥' ? 'above' : 'below'}`
      return relation === '≥' ? zh`达到${amount}触发` : zh`降至${amount}触发`
    }
  }
}

/** What was found beside what fires: 「水位 4.02 m（达到 3.90 m 触发）」. */
export function comparedText(comparison: Comparison, actual: number, told: Telling): string {
  const [found, limit] = [foundText(comparison, actual, told), limitOfText(comparison, told)]
  if (limit === '') return found
  return told.language === 'zh' ? `${found}（${limit}）` : `${found} (${limit})`
}

/** Why a level has not fired: 「二级(橙色)还差 12 mm（1 小时累计 28 mm，达到 40 mm 触发）」. */
export function distanceText(level: Level, comparisons: readonly Comparison[], told: Telling): string {
  const { language } = told
  const chinese = language === 'zh'
  const word = LEVEL_WORDS[language][level]
  const nearest = nearestOf(comparisons)
  if (nearest === undefined) return chinese ? `${word}暂无法判定` : `${word} cannot be judged for now`
  const { comparison, actual } = nearest
  const [found, limit] = [foundText(comparison, actual, told), limitOfText(comparison, told)]
  const both = [found, limit].filter((part) => part !== '').join(chinese ? '，' : '; ')
  if (comparison.holds) {
    return chinese ? `${word}的条件已满足（${both}）` : `the condition of ${word} is met (${both})`
  }
  const missing = missingText(comparison, actual, told)
  if (missing === undefined) {
    return chinese ? `${word}未触发：${both}` : `${word} has not fired: ${both}`
  }
  return chinese ? zh`${word}${missing}（${both}）` : `${word} ${missing} (${both})`
}

/** How much is missing; undefined where that is no amount. */
function missingText({ compared, limit }: Comparison, actual: number, told: Telling): string | undefined {
  const { language, unit } = told
  const chinese = language === 'zh'
  const missing = Math.abs(limit - actual)
  switch (compared) {
    case 'time-to-threshold':
    case 'flag':
      return undefined
    case 'silence': {
      const time = countdownText(missing, language)
      return chinese ? zh`再过${time}仍无数据即触发` : `fires after ${time} more without data`
    }
    case 'members':
      return chinese ? `还差 ${missing} 项` : `needs ${missing} more`
    default: {
      const amount = measuredText(missing, compared === 'sum' ? RAIN_UNIT : unit)
      return chinese ? zh`还差${amount}` : `is ${amount} away`
    }
  }
}

/** The comparisons whose value is known. */
export function knownOf(comparisons: readonly Comparison[]): { comparison: Comparison; actual: number }[] {
  return comparisons.flatMap((comparison) =>
    comparison.actual === null ? [] : [{ comparison, actual: comparison.actual }],
  )
}

/** Of a level's comparisons the one that holds, or lacks the least. All of a level compare the same kind of thing. */
function nearestOf(
  comparisons: readonly Comparison[],
): { comparison: Comparison; actual: number } | undefined {
  const known = knownOf(comparisons)
  const lack = ({ comparison, actual }: (typeof known)[number]) =>
    comparison.holds ? -1 : Math.abs(comparison.limit - actual)
  return known.toSorted((a, b) => lack(a) - lack(b))[0]
}

function arrivalText(actual: number, language: Language): string {
  const chinese = language === 'zh'
  if (!Number.isFinite(actual)) {
    return chinese ? '按目前趋势不会达到阈值' : 'at the present rate the threshold is not reached'
  }
  if (actual <= 0) return chinese ? '已达到阈值' : 'the threshold is reached'
  const time = countdownText(actual, language)
  return chinese ? zh`按目前速度${time}后达到阈值` : `at the present rate the threshold is reached in ${time}`
}

function flagText(reading: QuotedReading | null, faulty: boolean, language: Language): string {
  const chinese = language === 'zh'
  if (faulty && (reading === null || isSound(reading))) return UNREADABLE[language]
  if (reading === null) return chinese ? '没有读数' : 'there is no reading'
  const flag = FLAG_WORDS[language][reading.flag ?? 'good']
  return (chinese ? `最新读数${flag}` : `the newest reading is ${flag}`) + checksText(reading, language)
}

/** A value that could not be read is not kept: the newest reading is then the one before, and nothing is wrong with that. */
export const UNREADABLE: Readonly<Record<Language, string>> = {
  zh: '最新上报的数值无法读取',
  en: 'the newest value could not be read',
}

function isSound({ flag = 'good', checks = [] }: QuotedReading): boolean {
  return flag === 'good' && checks.length === 0
}

/** 「（超出量程）」 after a flag; nothing where no check fired. */
export function checksText(reading: QuotedReading, language: Language): string {
  const checks = (reading.checks ?? []).map((check) => CHECK_WORDS[language][check])
  if (checks.length === 0) return ''
  return language === 'zh' ? `（${checks.join('、')}）` : ` (${checks.join(', ')})`
}
