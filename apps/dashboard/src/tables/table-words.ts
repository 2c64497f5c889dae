import type { TableBody } from '@tocsin/contract'
import { type Translate, windowText } from '../language/words.ts'
import { pathText } from '../versions/change-words.ts'

type Columns = readonly { readonly level: string; readonly window?: string | undefined }[]
type Rows = readonly { readonly name?: string | undefined }[]

/** 「红 一级 1 小时」 */
export function columnText(t: Translate, column: Columns[number] | undefined): string {
  if (column === undefined) return '?'
  const window = column.window === undefined || column.window === '' ? '' : windowText(t, column.window)
  return `${t(`level.chip.${column.level}`)} ${window}`.trim()
}

/** A place in a table by its village and column: `rows[3].cells[2]`, or as a form has it `rows.3.cells.2`. */
export function tablePlace(
  t: Translate,
  path: string,
  { columns, rows }: { readonly columns: Columns; readonly rows: Rows },
): string {
  const match = /^rows[.[](\d+)\]?(?:\.(?:cells[.[](\d+)\]?|(.+)))?$/.exec(path)
  if (!match) return pathText(t, path)
  const row = Number(match[1])
  const name = rows[row]?.name
  const parts = [t('table.row', { number: row + 1 }), name === undefined || name === '' ? '' : name]
  if (match[2] !== undefined) parts.push(columnText(t, columns[Number(match[2])]))
  else if (match[3] !== undefined) parts.push(pathText(t, match[3]))
  return parts.filter((part) => part !== '').join(' · ')
}

/** Whom a row is about, in the id that was given. */
export function subjectText(subject: TableBody['rows'][number]['subject']): string {
  return Object.values(subject)[0] ?? ''
}
