import {
  type AccumulationLevel,
  type AccumulationRule,
  type AppliesTo,
  parseDuration,
  type TableAccumulationRule,
} from '../model/index.ts'
import { limitText } from './amount.ts'
import { joined, zh } from './chinese.ts'
import { durationText } from './duration.ts'
import type { Language } from './language.ts'
import { listText } from './list.ts'
import type { Names } from './names.ts'
import { rungs, tableRungs } from './rungs.ts'
import { scopeText } from './scope.ts'
import { tableValueText } from './threshold-words.ts'
import { ended, held, type Wording } from './wording.ts'

/** Rain sums are in millimetres, whatever the gauge counts in. */
export const RAIN_UNIT = 'mm'
/** A sum clears below this part of its threshold unless the rule says otherwise. */
const CLEAR_PERCENT = 90

export function accumulationWording(rule: AccumulationRule, language: Language, names: Names): Wording {
  return {
    ...subject(rule.appliesTo, language, names),
    levels: rungs(rule.levels).map(({ level, set }) => {
      const windows = windowsOf(set)
      return {
        level,
        when: held(anyOfText(windows, language), set, language, windows.length > 1),
        ends: ended(clearText(windows, language), set, language),
      }
    }),
  }
}

export function tableAccumulationWording(
  rule: TableAccumulationRule,
  language: Language,
  names: Names,
): Wording {
  const table = names.table(rule.condition.table)
  const title = table?.name ?? rule.condition.table
  const set = tableRungs(rule.levels, table?.columns)
  const levels =
    set.length === 0
      ? [{ level: undefined, set: {} as (typeof set)[number]['set'], windows: [] as string[] }]
      : set
  return {
    ...subject(rule.appliesTo, language, names),
    levels: levels.map(({ level, set, windows }) => {
      const value = tableValueText(title, level, language)
      const lengths = sorted(windows).map((window) => durationText(window, language))
      return {
        level,
        when: held(reachedInAnyText(value, lengths, language), set, language, true),
        ends: ended(
          language === 'zh'
            ? `各时段均低于指标值的 ${CLEAR_PERCENT}%`
            : `with every window below ${CLEAR_PERCENT}% of its value`,
          set,
          language,
        ),
      }
    }),
  }
}

interface Window {
  readonly length: string
  readonly raiseAt: number
  readonly clearBelow: number
  /** Nobody set the clear value: it is a part of the threshold. */
  readonly byPart: boolean
}

function windowsOf({ anyOf, clearBelow }: AccumulationLevel): Window[] {
  return sorted(Object.keys(anyOf)).map((length) => {
    const raiseAt = anyOf[length] ?? 0
    const clear = clearBelow?.[length]
    // In whole micrometres, as it is judged.
    const part = Math.round(raiseAt * 10 * CLEAR_PERCENT) / 1000
    return { length, raiseAt, clearBelow: clear ?? part, byPart: clear === undefined }
  })
}

function anyOfText(windows: readonly Window[], language: Language): string {
  const parts = windows.map(({ length, raiseAt }, index) => {
    const [time, amount] = [durationText(length, language), limitText(raiseAt, RAIN_UNIT)]
    if (language === 'zh') return zh`${time}达到或超过${amount}`
    return index === 0 ? `adds up to ${amount} or more in ${time}` : `to ${amount} or more in ${time}`
  })
  return language === 'zh'
    ? joined(...parts.flatMap((part, index) => (index === 0 ? [part] : ['，或', part])))
    : listText(parts, 'or', language)
}

function clearText(windows: readonly Window[], language: Language): string {
  const amounts = windows.map(({ clearBelow }) => limitText(clearBelow, RAIN_UNIT))
  if (windows.every(({ byPart }) => byPart)) {
    const all = listText(amounts, 'and', language)
    const several = amounts.length > 1
    const first = durationText(windows[0]?.length ?? '', language)
    const percent = `${CLEAR_PERCENT}%`
    if (language === 'zh') {
      return several
        ? zh`各时段均低于触发值的${percent}（依次为${all}）`
        : zh`${first}累计低于${all}（触发值的${percent}）`
    }
    return several
      ? `with every sum below ${CLEAR_PERCENT}% of that (${all} respectively)`
      : `with the sum below ${all} (${CLEAR_PERCENT}% of that)`
  }
  const parts = windows.map(({ length, byPart }, index) => {
    const [time, amount] = [durationText(length, language), amounts[index] ?? '']
    if (language === 'zh') {
      return zh`${time}累计低于${amount}${byPart ? `（触发值的 ${CLEAR_PERCENT}%）` : ''}`
    }
    return `below ${amount}${byPart ? ` (${CLEAR_PERCENT}%)` : ''} in ${time}`
  })
  if (language === 'zh')
    return joined(...parts.flatMap((part, index) => (index === 0 ? [part] : ['，且', part])))
  return `with the sum${parts.length > 1 ? 's' : ''} ${listText(parts, 'and', language)}`
}

function reachedInAnyText(value: string, lengths: readonly string[], language: Language): string {
  if (language === 'zh') {
    return lengths.length === 0
      ? `任一时段达到或超过${value}`
      : zh`${listText(lengths, 'or', language)}${lengths.length > 1 ? '任一时段' : ''}达到或超过${value}`
  }
  return lengths.length === 0
    ? `reaches ${value} in any window`
    : `reaches ${value} in ${listText(lengths, 'or', language)}`
}

function sorted(windows: readonly string[]): string[] {
  return [...windows].sort((a, b) => (parseDuration(a) ?? 0) - (parseDuration(b) ?? 0))
}

function subject(appliesTo: AppliesTo, language: Language, names: Names) {
  const rain = language === 'zh' ? '累计雨量' : 'rain'
  return {
    subject: scopeText(appliesTo, language, names, () => rain),
    again: language === 'zh' ? rain : 'it',
  }
}
