import type { CompositeLevel, CompositeRule, Member } from '../model/index.ts'
import { zh } from './chinese.ts'
import type { Language } from './language.ts'
import { atLeastLevel } from './level.ts'
import type { Names } from './names.ts'
import { rungs } from './rungs.ts'
import { areaText } from './scope.ts'
import { endedWithIt, held, type Wording } from './wording.ts'

export function compositeWording(rule: CompositeRule, language: Language, names: Names): Wording {
  const { area } = rule.appliesTo
  const where = area === undefined ? '' : areaText(area, language, names)
  return {
    subject: where === '' ? '' : language === 'zh' ? zh`${where}内，` : `in ${where}`,
    again: '',
    levels: rungs(rule.levels).map(({ level, set }) => ({
      level,
      when: held(membersText(set, language, names), set, language, true),
      ends: endedWithIt(set, language),
    })),
  }
}

function membersText(
  { allOf, anyOf, atLeast, of }: CompositeLevel,
  language: Language,
  names: Names,
): string {
  const texts = (allOf ?? anyOf ?? of ?? []).map((member) => memberText(member, language, names))
  if (language === 'zh') {
    if (allOf !== undefined) return texts.join('，且')
    if (anyOf !== undefined) return texts.join('，或')
    return `以下 ${texts.length} 项中至少 ${atLeast ?? 0} 项成立（${texts.map((text, index) => `${index + 1}. ${text}`).join('；')}）`
  }
  if (allOf !== undefined) return texts.join(', and ')
  if (anyOf !== undefined) return texts.join(', or ')
  return `at least ${atLeast ?? 0} of these ${texts.length} hold (${texts.map((text, index) => `${index + 1}. ${text}`).join('; ')})`
}

/** One leg: 「规则“上游雨量”至少有 2 个站点触发二级(橙色)及以上告警」. */
function memberText({ rule, level, area, stations = 1 }: Member, language: Language, names: Names): string {
  const name = names.rule(rule)?.name ?? rule
  const where = area === undefined ? '' : areaText(area, language, names)
  if (language === 'zh') {
    const place = zh`${where === '' ? '' : zh`在${where}`}${stations > 1 ? `至少有 ${stations} 个站点` : ''}`
    return zh`规则“${name}”${place}触发${level === undefined ? '' : atLeastLevel(level, language)}告警`
  }
  const graver = level === undefined ? '' : ` at ${atLeastLevel(level, language)}`
  const many = stations > 1 ? ` at ${stations} or more stations` : ''
  return `the rule “${name}” fires${graver}${many}${where === '' ? '' : ` in ${where}`}`
}
