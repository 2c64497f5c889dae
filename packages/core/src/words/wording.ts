import { type Holding, type Level, parseDuration } from '../model/index.ts'
import { zh } from './chinese.ts'
import { durationText } from './duration.ts'
import type { Language } from './language.ts'

/** One level of a rule, as parts of a sentence. */
export interface LevelWording {
  /** Undefined: whichever level the table has. */
  readonly level: Level | undefined
  /** What raises it, after the subject: 「达到或超过 3.90 m 并持续 2 分钟」, "is at or above 3.90 m for 2 minutes". */
  readonly when: string
  /** What ends it: 「低于 3.70 m」, "below 3.70 m". */
  readonly ends: string
}

/** A rule as parts of a sentence, which `ruleSentence` puts together. */
export interface Wording {
  /** 「白河桥水位」, "the water level at 白河桥" */
  readonly subject: string
  /** What stands for the subject from the second level on: "it"; in Chinese mostly nothing. */
  readonly again: string
  /** Least grave first: as the water rises. */
  readonly levels: readonly LevelWording[]
  /** Said last. */
  readonly note?: string | undefined
}

/** A raise condition with how long it must hold. `clause`: it is more than one comparison, and needs a pause before. */
export function held(
  raise: string,
  { for: lasting, consecutive = 1 }: Holding & { readonly consecutive?: number | undefined },
  language: Language,
  clause = false,
): string {
  const time = lengthOf(lasting, language)
  if (language === 'zh') {
    const repeated = consecutive > 1 ? zh`连续${consecutive}次读数${raise}` : raise
    return time === undefined ? repeated : zh`${repeated}${clause ? '，' : ''}并持续${time}`
  }
  const repeated = consecutive > 1 ? `in ${consecutive} readings in a row` : undefined
  if (clause) {
    const holds = [time && `for ${time}`, repeated].filter((part) => part !== undefined)
    return holds.length === 0 ? raise : `${raise}, and this holds ${holds.join(' and ')}`
  }
  return `${raise}${time === undefined ? '' : ` for ${time}`}${repeated === undefined ? '' : `${time === undefined ? '' : ' and'} ${repeated}`}`
}

/** A clear condition with how long it must last. */
export function ended(clear: string, { clearFor }: Holding, language: Language): string {
  const time = lengthOf(clearFor, language)
  if (time === undefined) return clear
  return language === 'zh' ? zh`${clear}并持续${time}` : `after ${time} ${clear}`
}

/** The end of a level that has no clear value of its own. */
export function endedWithIt({ clearFor }: Holding, language: Language): string {
  const time = lengthOf(clearFor, language)
  if (language === 'zh') return time === undefined ? '条件不再满足' : zh`条件不再满足并持续${time}`
  return time === undefined
    ? 'once its condition no longer holds'
    : `once its condition has not held for ${time}`
}

/** A duration in words; undefined where there is none to wait for. */
function lengthOf(text: string | undefined, language: Language): string | undefined {
  return text === undefined || parseDuration(text) === 0 ? undefined : durationText(text, language)
}
