import type { CompositeLevel, Rule } from '../model/index.ts'
import { compileRule } from './compile.ts'

type Fields = Readonly<Record<string, unknown>>

/** What an earlier build took and this one refuses, mended; and where, by path. */
export interface Repair {
  readonly rule: Rule
  readonly paths: readonly string[]
}

/**
 * Mends a saved rule that is refused now, where that can be done in one way only and the rule means exactly what it meant: an empty list of seasons,
 * hours or days was read as none, and an empty list of flags or checks beside the other as nothing more; a clear value equal to the value that
 * raises is what holds without one; a member that is named twice in an `allOf` or `anyOf` counts once. Undefined when that does not make it sound:
 * what to do about it is the engineer's to say.
 */
export function repairRule(rule: Rule): Repair | undefined {
  if (compileRule(rule).ok) return undefined
  const paths: string[] = []
  const levels = Object.fromEntries(
    Object.entries(rule.levels).map(([level, written]) => [
      level,
      mendLevel(rule, (written ?? {}) as Fields, `levels.${level}`, paths),
    ]),
  )
  const mended = { ...rule, levels } as Rule
  const repaired = rule.schedule === undefined ? mended : { ...mended, schedule: mendSchedule(rule, paths) }
  return paths.length > 0 && compileRule(repaired).ok ? { rule: repaired, paths } : undefined
}

function mendSchedule({ schedule }: Rule, paths: string[]): Rule['schedule'] {
  if (schedule === undefined) return undefined
  const { seasons, hours, ...rest } = schedule
  const kept = hours?.map((one, index) => {
    return without(one, one.days?.length === 0 ? ['days'] : [], `schedule.hours[${index}]`, paths)
  })
  const all = { ...rest, ...(seasons && { seasons }), ...(kept && { hours: kept }) }
  const empty = (['seasons', 'hours'] as const).filter((field) => all[field]?.length === 0)
  return without(all, empty, 'schedule', paths)
}

function mendLevel(rule: Rule, level: Fields, path: string, paths: string[]): Fields {
  switch (rule.condition.kind) {
    case 'threshold':
    case 'mean':
    case 'rate': {
      const { raiseAt } = level
      const same = ['clearBelow', 'clearAbove'].filter(
        (field) => raiseAt !== undefined && level[field] === raiseAt,
      )
      return without(level, same, path, paths)
    }
    case 'sensor-fault': {
      const { flags, checks } = level as { flags?: unknown[]; checks?: unknown[] }
      if (flags?.length === 0 && (checks?.length ?? 0) > 0) return without(level, ['flags'], path, paths)
      if (checks?.length === 0 && (flags?.length ?? 0) > 0) return without(level, ['checks'], path, paths)
      return level
    }
    case 'composite':
      return mendMembers(rule, level as CompositeLevel, path, paths) as Fields
    default:
      return level
  }
}

/** Of `atLeast` k `of` n a member that is named twice counted twice: there is more than one way to go on. */
function mendMembers(rule: Rule, level: CompositeLevel, path: string, paths: string[]): CompositeLevel {
  const field = level.allOf ? 'allOf' : level.anyOf ? 'anyOf' : undefined
  const members = field && level[field]
  if (field === undefined || members === undefined) return level
  const keys = members.map((one) =>
    JSON.stringify([one.rule, one.level, one.area ?? rule.appliesTo.area, one.stations ?? 1]),
  )
  const once = members.filter((_, index) => keys.indexOf(keys[index] as string) === index)
  if (once.length === members.length) return level
  paths.push(`${path}.${field}`)
  return { ...level, [field]: once }
}

function without<T extends object>(from: T, fields: readonly string[], path: string, paths: string[]): T {
  if (fields.length === 0) return from
  for (const field of fields) paths.push(`${path}.${field}`)
  return Object.fromEntries(Object.entries(from).filter(([field]) => !fields.includes(field))) as T
}
