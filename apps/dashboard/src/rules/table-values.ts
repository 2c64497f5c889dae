import type { RuleView, StationView, TableView } from '@tocsin/contract'
import {
  type Datastream,
  datastreamId,
  LEVELS,
  rowFor,
  type Station,
  type Table,
  type TableId,
  type TableLevel,
} from '@tocsin/core'

/** The table that a rule takes its values from; undefined for a rule that holds them itself. */
export function tableOf({ condition }: Pick<RuleView, 'condition'>): TableId | undefined {
  return 'table' in condition ? condition.table : undefined
}

type Place = Pick<StationView, 'id' | 'area'>

/**
 * A rule as it stands for one datastream: where it goes by a table, with the values of the row that holds there. Undefined where no row
 * names the datastream, or the table is not known.
 */
export function valuesFor(
  rule: RuleView,
  tables: ReadonlyMap<TableId, TableView>,
  station: Place,
  datastream: Pick<Datastream, 'name'>,
): RuleView | undefined {
  const id = tableOf(rule)
  if (id === undefined) return rule
  const table = tables.get(id)
  const index = table && rowFor(table as Table, station as Station, datastreamId(station.id, datastream.name))
  const row = index === undefined ? undefined : table?.rows[index]
  if (table === undefined || row === undefined) return undefined
  const how = rule.levels as Partial<Record<string, TableLevel>>
  const levels: Record<string, object> = {}
  for (const level of LEVELS) {
    const values = table.columns.flatMap((column, at) => {
      const value = row.cells[at]
      return column.level === level && typeof value === 'number'
        ? [{ window: column.window ?? '', value }]
        : []
    })
    const [first] = values
    if (first === undefined) continue
    const { clearMargin, ...holding } = how[level] ?? {}
    levels[level] =
      table.kind === 'accumulation'
        ? { anyOf: Object.fromEntries(values.map(({ window, value }) => [window, value])), ...holding }
        : { raiseAt: first.value, ...holding }
  }
  const { table: _table, ...condition } = rule.condition as { table: TableId; kind: string }
  return { ...rule, condition, levels } as RuleView
}

/** These rules as they stand for one datastream; those that no row of their table lets judge it are left out. */
export function rulesFor(
  rules: readonly RuleView[],
  tables: ReadonlyMap<TableId, TableView>,
  station: Place,
  datastream: Pick<Datastream, 'name'>,
): RuleView[] {
  return rules.flatMap((rule) => valuesFor(rule, tables, station, datastream) ?? [])
}
