import { LEVELS, type Level, type TableColumn } from '../model/index.ts'

/** The levels that are set, least grave first: the order in which they are met as things get worse. */
export function rungs<T>(levels: Readonly<Partial<Record<Level, T>>>): { level: Level; set: T }[] {
  return LEVELS.toReversed().flatMap((level) => {
    const set = levels[level]
    return set === undefined ? [] : [{ level, set }]
  })
}

/** The levels of a rule that takes its values from a table: those that the table has columns for, and what the rule adds to them. */
export function tableRungs<T extends object>(
  levels: Readonly<Partial<Record<Level, T>>>,
  columns: readonly TableColumn[],
): { level: Level; set: Partial<T>; windows: string[] }[] {
  return LEVELS.toReversed().flatMap((level) => {
    const own = columns.filter((column) => column.level === level)
    const set = levels[level]
    if (own.length === 0 && set === undefined) return []
    return [{ level, set: set ?? {}, windows: own.flatMap(({ window }) => window ?? []) }]
  })
}
