import type { TableBody } from '@tocsin/contract'
import { subjectKeyOf } from '@tocsin/core'

/**
 * A table with who approved it, on every row whose values differ from those in force.
 * @param day `2026-04-15`, the day of the approval
 */
export function approved(
  table: TableBody,
  before: TableBody | undefined,
  approver: string,
  day: string,
): TableBody {
  if (approver === '') return table
  const was = new Map((before?.rows ?? []).map((row) => [subjectKeyOf(row.subject), row.cells.join()]))
  const sameColumns = JSON.stringify(before?.columns) === JSON.stringify(table.columns)
  return {
    ...table,
    rows: table.rows.map((row) =>
      sameColumns && was.get(subjectKeyOf(row.subject)) === row.cells.join()
        ? row
        : { ...row, approvedBy: approver, approvedOn: day },
    ),
  }
}
