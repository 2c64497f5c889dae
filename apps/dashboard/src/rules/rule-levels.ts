import type { RuleView, TableView } from '@tocsin/contract'
import { LEVELS, type Level, type TableId } from '@tocsin/core'
import { tableOf } from './table-values.ts'

/** The levels that a rule can raise, gravest first: its own, or those its table has columns for. */
export function levelsOf(rule: RuleView, tables: ReadonlyMap<TableId, TableView>): Level[] {
  const id = tableOf(rule)
  if (id === undefined) return LEVELS.filter((level) => rule.levels[level] !== undefined)
  const columns = tables.get(id)?.columns ?? []
  return LEVELS.filter((level) => columns.some((column) => column.level === level))
}
