import type { Level } from '@tocsin/core'
import { readDuration } from './read-duration.ts'
import { clearField, type LevelDraft, levelShape, type RuleDraft } from './rule-draft.ts'

/** Reads typed numbers and notes at which path one is none. */
export interface Reader {
  number(typed: string, path: string): number
  /** Notes that at this path something must be chosen. */
  missing(path: string): void
}

const blank = (...fields: readonly string[]) => fields.every((field) => field.trim() === '')

/** One level as the contract has it; undefined where nothing was typed for it. */
export function readLevel(draft: RuleDraft, level: Level, read: Reader): object | undefined {
  const typed = draft.levels[level]
  const path = `levels.${level}`
  const optional = (name: string, field: string) =>
    blank(field) ? {} : { [name]: read.number(field, `${path}.${name}`) }
  const holding = {
    ...(!blank(typed.for) && { for: readDuration(typed.for) }),
    ...(!blank(typed.clearFor) && { clearFor: readDuration(typed.clearFor) }),
  }
  const counted = { ...holding, ...optional('consecutive', typed.consecutive) }
  const held = blank(typed.for, typed.clearFor)
  const shape = levelShape(draft)
  switch (shape) {
    case 'table': {
      const margin = draft.kind === 'threshold' ? optional('clearMargin', typed.clearMargin) : {}
      const how = { ...margin, ...(draft.kind === 'threshold' ? counted : holding) }
      return Object.keys(how).length === 0 ? undefined : how
    }
    case 'threshold':
    case 'mean': {
      if (held && blank(typed.raiseAt, typed.clear, typed.consecutive)) return undefined
      return {
        raiseAt: read.number(typed.raiseAt, `${path}.raiseAt`),
        ...optional(clearField(draft), typed.clear),
        ...(shape === 'threshold' ? counted : holding),
      }
    }
    case 'band': {
      if (held && blank(typed.low, typed.high, typed.clearLow, typed.clearHigh, typed.consecutive))
        return undefined
      return {
        raiseOutside: pair(typed.low, typed.high, `${path}.raiseOutside`, read),
        ...(!blank(typed.clearLow, typed.clearHigh) && {
          clearInside: pair(typed.clearLow, typed.clearHigh, `${path}.clearInside`, read),
        }),
        ...counted,
      }
    }
    case 'accumulation':
      return rainLevel(draft, typed, path, holding, read)
    case 'rate': {
      if (held && blank(typed.raiseAt, typed.clear)) return undefined
      const raiseAt = read.number(typed.raiseAt, `${path}.raiseAt`)
      return { raiseAt, ...optional('clearBelow', typed.clear), ...holding }
    }
    case 'time-to-threshold': {
      if (held && blank(typed.threshold, typed.within, typed.clearBeyond)) return undefined
      return {
        threshold: read.number(typed.threshold, `${path}.threshold`),
        within: readDuration(typed.within),
        ...(!blank(typed.clearBeyond) && { clearBeyond: readDuration(typed.clearBeyond) }),
        ...holding,
      }
    }
    case 'absence':
      return blank(typed.after) ? undefined : { after: readDuration(typed.after) }
    case 'sensor-fault': {
      if (typed.flags.length + typed.checks.length === 0) return undefined
      return {
        ...(typed.flags.length > 0 && { flags: [...typed.flags] }),
        ...(typed.checks.length > 0 && { checks: [...typed.checks] }),
        ...holding,
      }
    }
    case 'composite':
      return compositeLevel(typed, path, holding, read)
    default:
      return shape satisfies never
  }
}

function pair(low: string, high: string, path: string, read: Reader): [number, number] {
  return [read.number(low, `${path}.0`), read.number(high, `${path}.1`)]
}

function rainLevel(
  { windows }: RuleDraft,
  { sums, clearSums }: LevelDraft,
  path: string,
  holding: object,
  read: Reader,
): object | undefined {
  const amounts = (typed: Readonly<Record<string, string>>, field: string) =>
    windows
      .filter((window) => !blank(typed[window] ?? ''))
      .map((window) => [window, read.number(typed[window] ?? '', `${path}.${field}.${window}`)])
  const [anyOf, clearBelow] = [amounts(sums, 'anyOf'), amounts(clearSums, 'clearBelow')]
  if (anyOf.length + clearBelow.length + Object.keys(holding).length === 0) return undefined
  return {
    anyOf: Object.fromEntries(anyOf),
    ...(clearBelow.length > 0 && { clearBelow: Object.fromEntries(clearBelow) }),
    ...holding,
  }
}

function compositeLevel(
  { way, atLeast, members }: LevelDraft,
  path: string,
  holding: object,
  read: Reader,
): object | undefined {
  if (members.length === 0) return undefined
  const field = way === 'atLeast' ? 'of' : way
  members.forEach(({ rule }, index) => {
    if (rule === '') read.missing(`${path}.${field}.${index}.rule`)
  })
  const list = members.map(({ rule, level, area, stations }, index) => ({
    rule,
    ...(level !== '' && { level }),
    ...(!blank(area) && { area: area.trim() }),
    ...(!blank(stations) && { stations: read.number(stations, `${path}.${field}.${index}.stations`) }),
  }))
  return {
    ...(way === 'atLeast' && { atLeast: read.number(atLeast, `${path}.atLeast`) }),
    [field]: list,
    ...holding,
  }
}
