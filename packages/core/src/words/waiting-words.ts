import type { Evaluation, Instant, Waiting } from '../model/index.ts'
import { zh } from './chinese.ts'
import { comparedText, knownOf } from './comparison-words.ts'
import { countdownText, lengthText } from './duration.ts'
import type { Language } from './language.ts'
import { LEVEL_WORDS } from './level.ts'
import { momentText } from './moment.ts'
import type { Names } from './names.ts'
import type { Telling } from './telling.ts'

/** How long a met clear condition still has to last; empty where none waits. */
export function clearingText({ firing }: Evaluation, language: Language, now: Instant): string[] {
  const clearing = firing?.clearing
  if (firing === undefined || clearing === undefined) return []
  const level = LEVEL_WORDS[language][firing.level]
  if (clearing.leftToReading) {
    return [
      language === 'zh'
        ? `${level}告警是否回落，要看下一次读数（时钟已不能证明回落条件仍在持续）`
        : `whether the ${level} warning clears is left to the next reading, as the clock cannot prove that its clear condition still holds`,
    ]
  }
  if (clearing.dueAt <= now) {
    return [
      language === 'zh'
        ? `回落条件持续时间已满，${level}告警即将回落`
        : `the ${level} warning is about to clear`,
    ]
  }
  const left = countdownText(clearing.dueAt - now, language)
  return [
    language === 'zh'
      ? zh`回落条件已满足，再持续${left}，${level}告警即回落`
      : `its clear condition is met; the ${level} warning clears when that lasts another ${left}`,
  ]
}

/** What waits for its time, how long still, and what it rests on. */
export function waitingText(
  { level, since, dueAt, readings, leftToReading }: Waiting,
  { levels }: Evaluation,
  told: Telling,
  names: Names,
  now: Instant,
): string {
  const { language } = told
  const word = LEVEL_WORDS[language][level]
  const from = momentText(since, language, names.zone, now)
  const own = levels.find((one) => one.level === level)
  const held = knownOf(own?.comparisons ?? []).filter(({ comparison }) => comparison.holds)
  const basis = held.map(({ comparison, actual }) => comparedText(comparison, actual, told))
  const whole = own !== undefined && own.for > 0 ? lengthText(own.for, language) : undefined
  const left = dueAt > now ? countdownText(dueAt - now, language) : undefined
  if (language === 'zh') {
    const needs = [
      ...(left === undefined ? [] : [zh`再持续${left}`]),
      ...(readings > 0 ? [`再有 ${readings} 次读数满足条件`] : []),
    ]
    const facts = [...basis, zh`${from}起满足条件`, ...(whole === undefined ? [] : [zh`须持续${whole}`])]
    if (leftToReading)
      return zh`${word}是否触发，要看下一次读数（时钟已不能证明条件仍在持续）：${facts.join('，')}`
    return zh`${needs.length === 0 ? '持续时间已满，即将触发' : `${needs.join('且')}即触发`}${word}：${facts.join('，')}`
  }
  const facts = [
    ...basis,
    `holding since ${from}`,
    ...(whole === undefined ? [] : [`has to hold for ${whole}`]),
  ]
  const due = leftToReading
    ? 'is left to the next reading, as the clock cannot prove that it still holds'
    : dueEnglish(left, readings)
  return `${word} ${due}: ${facts.join(', ')}`
}

function dueEnglish(left: string | undefined, readings: number): string {
  const more =
    readings === 1
      ? '1 more reading that meets the condition'
      : `${readings} more readings that meet the condition`
  if (left === undefined) return readings > 0 ? `fires after ${more}` : 'is about to fire'
  return `fires in ${left}${readings > 0 ? `, given ${more}` : ''}`
}
