import type { AbsenceRule, SensorFaultLevel, SensorFaultRule } from '../model/index.ts'
import { zh } from './chinese.ts'
import { durationText, lengthText } from './duration.ts'
import type { Language } from './language.ts'
import { listText } from './list.ts'
import type { Names } from './names.ts'
import { CHECK_WORDS, FLAG_WORDS } from './quality-words.ts'
import { rungs } from './rungs.ts'
import { scopeText } from './scope.ts'
import { endedWithIt, held, type Wording } from './wording.ts'

export function absenceWording(rule: AbsenceRule, language: Language, names: Names): Wording {
  const scope = scopeText(rule.appliesTo, language, names)
  const { dependsOn } = rule.condition
  return {
    subject: language === 'zh' ? scope : `nothing is received of ${scope}`,
    again: language === 'zh' ? '' : 'nothing is received of it',
    levels: rungs(rule.levels).map(({ level, set }) => {
      const time = silenceText(set.after, intervalOf(rule, names), language)
      return {
        level,
        when: language === 'zh' ? zh`连续${time}无数据` : `for ${time}`,
        ends: language === 'zh' ? '收到数据' : 'as soon as data come in',
      }
    }),
    note:
      dependsOn === undefined
        ? undefined
        : dependencyText(names.rule(dependsOn)?.name ?? dependsOn, language),
  }
}

export function sensorFaultWording(rule: SensorFaultRule, language: Language, names: Names): Wording {
  const scope = scopeText(rule.appliesTo, language, names)
  return {
    subject: language === 'zh' ? zh`${scope}的最新读数` : `the newest reading of ${scope}`,
    again: language === 'zh' ? '' : 'it',
    levels: rungs(rule.levels).map(({ level, set }) => ({
      level,
      when: held(faultText(set, language), set, language, true),
      ends: endedWithIt(set, language),
    })),
  }
}

/** `3 intervals` or a duration, in words; of intervals also how long they are, where all are the same. */
function silenceText(after: string, intervalMs: number | undefined, language: Language): string {
  const match = /^(\d+) intervals?$/.exec(after)
  if (!match) return durationText(after, language)
  const count = Number(match[1])
  const length = intervalMs === undefined ? undefined : lengthText(count * intervalMs, language)
  if (language === 'zh') return `${count} 个上报周期${length === undefined ? '' : `（${length}）`}`
  return `${count} reporting interval${count === 1 ? '' : 's'}${length === undefined ? '' : ` (${length})`}`
}

/** The interval that all named datastreams share. Of a whole area, stations come and go: none is told. */
function intervalOf(rule: AbsenceRule, names: Names): number | undefined {
  const intervals = new Set(rule.appliesTo.datastreams?.map((id) => names.stream(id)?.intervalMs))
  return intervals.size === 1 ? [...intervals][0] : undefined
}

function dependencyText(parent: string, language: Language): string {
  return language === 'zh'
    ? `规则“${parent}”在同一站点或其上联站点触发期间，只记录、不通知`
    : `while the rule “${parent}” fires at the same station or the one it reports through, warnings are recorded and nobody is told`
}

function faultText({ flags, checks }: SensorFaultLevel, language: Language): string {
  const judged = flags ?? (checks === undefined ? (['fail'] as const) : [])
  const found = checks ?? []
  const flagWords = listText(
    judged.map((flag) => FLAG_WORDS[language][flag]),
    'or',
    language,
  )
  const checkWords = listText(
    found.map((check) => `“${CHECK_WORDS[language][check]}”`),
    'or',
    language,
  )
  const parts: string[] = []
  if (judged.length > 0) parts.push(language === 'zh' ? `被判为${flagWords}` : `is flagged ${flagWords}`)
  if (found.length > 0) parts.push(language === 'zh' ? `被标记为${checkWords}` : `is marked ${checkWords}`)
  return parts.join(language === 'zh' ? '，或' : ', or ')
}
