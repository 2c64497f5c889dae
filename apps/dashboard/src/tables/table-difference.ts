import type { TableBody } from '@tocsin/contract'
import { LEVELS, type Level, subjectKeyOf } from '@tocsin/core'

/** What reading a file would change, told by what rows and columns are about, not by where they stand. */
export interface TableDifference {
  readonly columnsGone: TableBody['columns']
  readonly columnsNew: TableBody['columns']
  /** Levels of which no column is left. */
  readonly levelsGone: readonly Level[]
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly {
    readonly row: string
    readonly column: TableBody['columns'][number]
    readonly before: number | null
    readonly after: number | null
  }[]
}

type Row = TableBody['rows'][number]

/** From the table as it stands to what was read. */
export function tableDifference(before: TableBody, after: TableBody): TableDifference {
  const was = new Map(before.rows.map((row) => [subjectKeyOf(row.subject), row]))
  const is = new Map(after.rows.map((row) => [subjectKeyOf(row.subject), row]))
  const columns = new Map([...before.columns, ...after.columns].map((column) => [columnKey(column), column]))
  const cell = (table: TableBody, row: Row, key: string) => {
    const at = table.columns.findIndex((column) => columnKey(column) === key)
    return row.cells[at] ?? null
  }
  const lacking = (from: TableBody, there: TableBody) => {
    const known = new Set(there.columns.map(columnKey))
    return from.columns.filter((column) => !known.has(columnKey(column)))
  }
  const levels = new Set(after.columns.map(({ level }) => level))
  return {
    columnsGone: lacking(before, after),
    columnsNew: lacking(after, before),
    levelsGone: LEVELS.filter(
      (level) => !levels.has(level) && before.columns.some((column) => column.level === level),
    ),
    added: [...is].filter(([key]) => !was.has(key)).map(([key, row]) => row.name ?? key),
    removed: [...was].filter(([key]) => !is.has(key)).map(([key, row]) => row.name ?? key),
    changed: [...is].flatMap(([subject, row]) => {
      const old = was.get(subject)
      if (old === undefined) return []
      return [...columns].flatMap(([key, column]) => {
        const [from, to] = [cell(before, old, key), cell(after, row, key)]
        return from === to ? [] : [{ row: row.name ?? subject, column, before: from, after: to }]
      })
    }),
  }
}

function columnKey({ level, window }: TableBody['columns'][number]): string {
  return `${level} ${window ?? ''}`
}
