import type { BandRule, TableThresholdRule, ThresholdRule } from '../model/index.ts'
import { limitText } from './amount.ts'
import { zh } from './chinese.ts'
import type { Language } from './language.ts'
import { LEVEL_WORDS } from './level.ts'
import type { Names } from './names.ts'
import { rungs, tableRungs } from './rungs.ts'
import { scopeText } from './scope.ts'
import { ended, held, type Wording } from './wording.ts'

type Direction = 'above' | 'below'

/** At a limit or beyond it: 「达到或超过 3.90 m」, "is at or above 3.90 m". */
export function reachesText(direction: Direction, limit: string, language: Language): string {
  if (language === 'zh') return direction === 'above' ? zh`达到或超过${limit}` : zh`降至或低于${limit}`
  return `is at or ${direction} ${limit}`
}

/** Strictly on the safe side of a limit. */
export function shortOfText(direction: Direction, limit: string, language: Language): string {
  if (language === 'zh') return direction === 'above' ? zh`低于${limit}` : zh`高于${limit}`
  return direction === 'above' ? `below ${limit}` : `above ${limit}`
}

export function thresholdWording(rule: ThresholdRule, language: Language, names: Names): Wording {
  const { direction } = rule.condition
  const unit = names.shared(rule.appliesTo).unit ?? ''
  return {
    ...subject(rule.appliesTo, language, names),
    levels: rungs(rule.levels).map(({ level, set }) => {
      const clear = (direction === 'above' ? set.clearBelow : set.clearAbove) ?? set.raiseAt
      return {
        level,
        when: held(reachesText(direction, limitText(set.raiseAt, unit), language), set, language),
        ends: ended(shortOfText(direction, limitText(clear, unit), language), set, language),
      }
    }),
  }
}

export function bandWording(rule: BandRule, language: Language, names: Names): Wording {
  const unit = names.shared(rule.appliesTo).unit ?? ''
  return {
    ...subject(rule.appliesTo, language, names),
    levels: rungs(rule.levels).map(({ level, set }) => {
      const [low, high] = set.raiseOutside.map((value) => limitText(value, unit)) as [string, string]
      const [from, to] = (set.clearInside ?? set.raiseOutside).map((value) => limitText(value, unit)) as [
        string,
        string,
      ]
      const [under, over] = [reachesText('below', low, language), reachesText('above', high, language)]
      const inside =
        language === 'zh' ? zh`回到${from}与${to}之间（不含两端）` : `strictly between ${from} and ${to}`
      return {
        level,
        when: held(language === 'zh' ? zh`${under}，或${over}` : `${under} or ${over}`, set, language, true),
        ends: ended(inside, set, language),
      }
    }),
  }
}

export function tableThresholdWording(rule: TableThresholdRule, language: Language, names: Names): Wording {
  const { direction } = rule.condition
  const table = names.table(rule.condition.table)
  const title = table?.name ?? rule.condition.table
  const unit = table?.unit ?? names.shared(rule.appliesTo).unit ?? ''
  const set = tableRungs(rule.levels, table?.columns)
  const levels = set.length === 0 ? [{ level: undefined, set: {} as (typeof set)[number]['set'] }] : set
  return {
    ...subject(rule.appliesTo, language, names),
    levels: levels.map(({ level, set }) => ({
      level,
      when: held(reachesText(direction, tableValueText(title, level, language), language), set, language),
      ends: ended(marginText(direction, set.clearMargin ?? 0, unit, language), set, language),
    })),
  }
}

/** A level's value in the row that fits: 「《新村预警指标表》中对应的二级(橙色)指标值」. */
export function tableValueText(
  title: string,
  level: keyof (typeof LEVEL_WORDS)['zh'] | undefined,
  language: Language,
): string {
  const word = level === undefined ? undefined : LEVEL_WORDS[language][level]
  if (language === 'zh') return `《${title}》中对应的${word ?? '任一等级'}指标值`
  return `its ${word === undefined ? 'value of any level' : `${word} value`} in the table “${title}”`
}

function marginText(direction: Direction, margin: number, unit: string, language: Language): string {
  const amount = limitText(margin, unit)
  if (language === 'zh') {
    const side = direction === 'above' ? '低于该指标值' : '高于该指标值'
    return margin === 0 ? side : zh`${side}超过${amount}`
  }
  const side = `${direction === 'above' ? 'below' : 'above'} that value`
  return margin === 0 ? side : `more than ${amount} ${side}`
}

function subject(appliesTo: ThresholdRule['appliesTo'], language: Language, names: Names) {
  return { subject: scopeText(appliesTo, language, names), again: language === 'zh' ? '' : 'it' }
}
