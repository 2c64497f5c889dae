import type {
  AbsenceRule,
  AccumulationRule,
  BandRule,
  CompositeRule,
  MeanRule,
  RateRule,
  RuleDefinition,
  SensorFaultRule,
  TableAccumulationRule,
  TableThresholdRule,
  ThresholdRule,
  TimeToThresholdRule,
} from '../model/index.ts'
import { joined, zh } from './chinese.ts'
import { compositeWording } from './composite-words.ts'
import type { Language } from './language.ts'
import { LEVEL_WORDS } from './level.ts'
import type { Names } from './names.ts'
import { accumulationWording, tableAccumulationWording } from './rain-words.ts'
import { scheduleText } from './schedule-words.ts'
import { absenceWording, sensorFaultWording } from './sensor-words.ts'
import { bandWording, tableThresholdWording, thresholdWording } from './threshold-words.ts'
import { meanWording, rateWording, timeToThresholdWording } from './window-words.ts'
import type { LevelWording, Wording } from './wording.ts'

/**
 * A rule as one sentence that an engineer and a township officer read the same way: where and when it applies, what raises and what
 * clears each level, defaults included. It says what the rule does when in force; its state, response and name stand beside it.
 */
export function ruleSentence(rule: RuleDefinition, language: Language, names: Names): string {
  const wording = wordingOf(rule, language, names)
  const schedule = scheduleText(rule.schedule, language, names.zone)
  return language === 'zh' ? chineseSentence(wording, schedule) : englishSentence(wording, schedule)
}

// TypeScript cannot narrow the rule by a field of its condition, hence the casts: each stands under the kind that it names.
function wordingOf(rule: RuleDefinition, language: Language, names: Names): Wording {
  const { condition } = rule
  switch (condition.kind) {
    case 'threshold':
      if ('table' in condition) return tableThresholdWording(rule as TableThresholdRule, language, names)
      if (condition.direction === 'outside') return bandWording(rule as BandRule, language, names)
      return thresholdWording(rule as ThresholdRule, language, names)
    case 'accumulation':
      if ('table' in condition)
        return tableAccumulationWording(rule as TableAccumulationRule, language, names)
      return accumulationWording(rule as AccumulationRule, language, names)
    case 'mean':
      return meanWording(rule as MeanRule, language, names)
    case 'rate':
      return rateWording(rule as RateRule, language, names)
    case 'time-to-threshold':
      return timeToThresholdWording(rule as TimeToThresholdRule, language, names)
    case 'absence':
      return absenceWording(rule as AbsenceRule, language, names)
    case 'sensor-fault':
      return sensorFaultWording(rule as SensorFaultRule, language, names)
    case 'composite':
      return compositeWording(rule as CompositeRule, language, names)
    default:
      return condition satisfies never
  }
}

function chineseSentence(wording: Wording, schedule: string | undefined): string {
  const shared = sharedEnd(wording.levels)
  const whose = wording.levels.length > 1 ? '该级告警' : '告警'
  const clauses = wording.levels.map(({ level, when, ends }, index) => {
    const raise = joined(index === 0 ? wording.subject : wording.again, after(when))
    const pause = /[，；]/.test(when) ? '，' : ''
    const what = level === undefined ? '相应等级' : LEVEL_WORDS.zh[level]
    const clear = shared === undefined ? zh`，${after(ends)}${whose}回落` : ''
    return zh`${raise}${pause}触发${what}告警${clear}`
  })
  if (shared !== undefined) clauses.push(zh`${after(shared)}各级告警回落`)
  if (wording.note !== undefined) clauses.push(wording.note)
  if (schedule === undefined) return `${clauses.join('；')}。`
  return `${schedule}，${clauses.join('；')}；其余时间不触发、不升级，已触发的仍按上述条件回落。`
}

/** 「持续 1 小时后」, but 「低于 3.70 m 时」: nobody says 「1 小时时」. */
function after(condition: string): string {
  return zh`${condition}${LASTING.test(condition) ? '后' : '时'}`
}
const LASTING = /持续 [^，；（）]*(?:秒|分钟|小时|天)$/

function englishSentence(wording: Wording, schedule: string | undefined): string {
  const shared = sharedEnd(wording.levels)
  const clauses = wording.levels.map(({ level, when, ends }, index) => {
    const subject = index === 0 ? wording.subject : wording.again
    const what = level === undefined ? 'a warning of that level' : `a ${LEVEL_WORDS.en[level]} warning`
    const clear = shared === undefined ? `, which clears ${ends}` : ''
    return `when ${subject === '' ? '' : `${subject} `}${when}, ${what} is raised${clear}`
  })
  if (shared !== undefined) clauses.push(`each clears ${shared}`)
  if (wording.note !== undefined) clauses.push(wording.note)
  const text = clauses.join('; ')
  if (schedule === undefined) return `${capital(text)}.`
  return `${capital(schedule)}, ${text}; at other times nothing is raised, and what fires already clears as stated.`
}

/** The end that all of several levels have in common: it is said once. */
function sharedEnd(levels: readonly LevelWording[]): string | undefined {
  const ends = new Set(levels.map((level) => level.ends))
  return levels.length > 1 && ends.size === 1 ? levels[0]?.ends : undefined
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
