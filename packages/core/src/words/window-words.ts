import {
  type MeanRule,
  parseDuration,
  type RateRule,
  type TimeToThresholdLevel,
  type TimeToThresholdRule,
} from '../model/index.ts'
import { limitText } from './amount.ts'
import { zh } from './chinese.ts'
import { durationText, lengthText } from './duration.ts'
import type { Language } from './language.ts'
import type { Names } from './names.ts'
import { riseWord } from './quantity.ts'
import { rungs } from './rungs.ts'
import { scopeText } from './scope.ts'
import { reachesText, shortOfText } from './threshold-words.ts'
import { ended, held, type Wording } from './wording.ts'

/** How much longer than `within` it must take until a time-to-threshold level clears, unless the rule says otherwise. */
const CLEAR_BEYOND = 1.5

export function meanWording(rule: MeanRule, language: Language, names: Names): Wording {
  const { direction, window, over = 'covered' } = rule.condition
  const unit = names.shared(rule.appliesTo).unit ?? ''
  const scope = scopeText(rule.appliesTo, language, names)
  const time = durationText(window, language)
  return {
    subject:
      language === 'zh'
        ? zh`${scope}的${time}平均值${over === 'window' ? '（无数据的时间按 0 计）' : '（只按有数据的时间平均，有数据的时间不足一半时不判定）'}`
        : `the mean over ${time} of ${scope} (${over === 'window' ? 'time without data counting as 0' : 'over the time with data only, and not judged when that is less than half'})`,
    again: language === 'zh' ? '平均值' : 'it',
    levels: rungs(rule.levels).map(({ level, set }) => {
      const clear = (direction === 'above' ? set.clearBelow : set.clearAbove) ?? set.raiseAt
      const short = shortOfText(direction, limitText(clear, unit), language)
      return {
        level,
        when: held(reachesText(direction, limitText(set.raiseAt, unit), language), set, language),
        ends: ended(language === 'zh' ? zh`平均值${short}` : `with the mean ${short}`, set, language),
      }
    }),
  }
}

export function rateWording(rule: RateRule, language: Language, names: Names): Wording {
  const { direction, window } = rule.condition
  const { unit = '', property } = names.shared(rule.appliesTo)
  const scope = scopeText(rule.appliesTo, language, names)
  const time = durationText(window, language)
  const amount = direction === 'rising' ? riseWord(property).amount : '降幅'
  return {
    subject: language === 'zh' ? zh`${scope}${time}${amount}` : scope,
    again: language === 'zh' ? amount : 'it',
    levels: rungs(rule.levels).map(({ level, set }) => {
      const [raise, clear] = [set.raiseAt, set.clearBelow ?? set.raiseAt].map((one) =>
        limitText(one, unit),
      ) as [string, string]
      const [verb, noun] = direction === 'rising' ? ['rises', 'rise'] : ['falls', 'fall']
      return {
        level,
        when:
          language === 'zh'
            ? held(zh`达到或超过${raise}`, set, language)
            : held(`${verb} by ${raise} or more in ${time}`, set, language, true),
        ends: ended(
          language === 'zh' ? zh`${amount}低于${clear}` : `at a ${noun} of less than ${clear}`,
          set,
          language,
        ),
      }
    }),
  }
}

export function timeToThresholdWording(rule: TimeToThresholdRule, language: Language, names: Names): Wording {
  const { direction, window } = rule.condition
  const { unit = '', property } = names.shared(rule.appliesTo)
  const time = durationText(window, language)
  const rising = direction === 'rising'
  return {
    subject: scopeText(rule.appliesTo, language, names),
    again: language === 'zh' ? '' : 'it',
    levels: rungs(rule.levels).map(({ level, set }) => {
      const [threshold, within] = [limitText(set.threshold, unit), durationText(set.within, language)]
      const raise =
        language === 'zh'
          ? zh`按最近${time}的${rising ? riseWord(property).verb : '下降'}速度推算，将在${within}以内${rising ? '达到' : '降至'}${threshold}（含已${rising ? '达到' : '降至'}）`
          : `has ${rising ? 'reached' : 'fallen to'} ${threshold}, or will within ${within} at the rate of the last ${time}`
      return {
        level,
        when: held(raise, set, language, true),
        ends: ended(beyondText(set, direction, language), set, language),
      }
    }),
  }
}

function beyondText(
  { within, clearBeyond }: TimeToThresholdLevel,
  direction: 'rising' | 'falling',
  language: Language,
): string {
  const [time, part] =
    clearBeyond === undefined
      ? [lengthText((parseDuration(within) ?? 0) * CLEAR_BEYOND, language), CLEAR_BEYOND]
      : [durationText(clearBeyond, language), undefined]
  if (language === 'zh') {
    const ofLimit = part === undefined ? '' : zh`（前述时限的${part}倍）`
    return zh`推算需超过${time}${ofLimit}才${direction === 'rising' ? '达到' : '降至该值'}`
  }
  return `with more than ${time} to go${part === undefined ? '' : ` (${part} times as long)`}`
}
