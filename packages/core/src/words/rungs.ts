import { LEVELS, type Level, type TableColumn } from '../model/index.ts'

/** The levels that are set, least grave first: the order in which they are met as things get worse. */
export function rungs<T>(levels: Readonly<Partial<Record<Level, T>>>): { level: Level; set: T }[] {
  return LEVELS.toReversed().flatMap((level) => {
    const set = levels[level]
    return set === undefined ? [] : [{ level, set }]
  })
}

/**
 * The levels of a rule that takes its values from a table: those that the table has columns for, whatever else the rule speaks of. Of a
 * table that is not known, those that the rule speaks of.
 */
export function tableRungs<T extends object>(
  levels: Readonly<Partial<Record<Level, T>>>,
  columns: readonly TableColumn[] | undefined,
): { level: Level; set: Partial<T>; windows: string[] }[] {
  return LEVELS.toReversed().flatMap((level) => {
    const own = columns?.filter((column) => column.level === level)
    const judged = own === undefined ? levels[level] !== undefined : own.length > 0
    if (!judged) return []
    return [{ level, set: levels[level] ?? {}, windows: own?.flatMap(({ window }) => window ?? []) ?? [] }]
  })
}
