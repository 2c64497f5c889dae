import { type TableBody, type TableView, tableBody } from '@tocsin/contract'
import { LEVELS, type Level, type RowSubject, type TableDefinition, tableFaults } from '@tocsin/core'
import { readDuration } from '../rules/draft/read-duration.ts'
import { type FieldErrors, normalPath } from '../rules/field-errors.ts'

export const SUBJECT_KINDS = ['area', 'station', 'datastream'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** One row as it is typed. */
export interface RowDraft {
  /** Tells rows apart while they are edited. */
  readonly key: number
  readonly subjectKind: SubjectKind
  readonly subject: string
  readonly name: string
  readonly source: string
  readonly approvedBy: string
  /** `2026-04-15`; empty: nobody has said. */
  readonly approvedOn: string
  /** Empty: deliberately not used. */
  readonly cells: readonly string[]
}

export interface ColumnDraft {
  readonly level: Level
  readonly window: string
}

/** A table as it is typed. */
export interface TableDraft {
  readonly name: string
  readonly kind: 'accumulation' | 'threshold'
  readonly unit: string
  readonly datum: string
  readonly columns: readonly ColumnDraft[]
  readonly rows: readonly RowDraft[]
}

/** 准备转移 is orange and 立即转移 red by default, over the windows that counties use most. */
export const EMPTY_TABLE: TableDraft = {
  name: '',
  kind: 'accumulation',
  unit: '',
  datum: '',
  columns: (['orange', 'red'] as const).flatMap((level) =>
    ['1h', '3h', '6h'].map((window) => ({ level, window })),
  ),
  rows: [],
}

/** A saved table, or one that was read from a file, ready to be changed. */
export function tableDraftOf(table: TableBody | TableView): TableDraft {
  return {
    name: table.name,
    kind: table.kind,
    unit: table.unit ?? '',
    datum: table.datum ?? '',
    columns: table.columns.map(({ level, window }) => ({ level, window: window ?? '' })),
    rows: table.rows.map(({ subject, name, source, approvedBy, approvedOn, cells }, key) => ({
      key,
      ...subjectDraft(subject),
      name: name ?? '',
      source: source ?? '',
      approvedBy: approvedBy ?? '',
      approvedOn: approvedOn ?? '',
      cells: cells.map((cell) => (cell === null ? '' : String(cell))),
    })),
  }
}

function subjectDraft(subject: RowSubject): Pick<RowDraft, 'subjectKind' | 'subject'> {
  const [kind, id] = Object.entries(subject)[0] as [SubjectKind, string]
  return { subjectKind: kind, subject: id }
}

export type ReadTable =
  | { readonly ok: true; readonly body: TableBody }
  | { readonly ok: false; readonly errors: FieldErrors }

/** The table that was typed, or what is wrong with it, at the same paths the gateway uses; judged by the same code. */
export function readTable(draft: TableDraft): ReadTable {
  const errors: Record<string, string> = {}
  if (draft.name.trim() === '') errors['name'] = 'required'
  const rain = draft.kind === 'accumulation'
  const body: TableBody = {
    name: draft.name.trim(),
    kind: draft.kind,
    ...(!rain && draft.unit.trim() !== '' && { unit: draft.unit.trim() }),
    ...(!rain && draft.datum.trim() !== '' && { datum: draft.datum.trim() }),
    columns: draft.columns.map(({ level, window }) => ({
      level,
      ...(rain && { window: readDuration(window) }),
    })),
    rows: draft.rows.map((row, index) => ({
      subject: { [row.subjectKind]: row.subject.trim() } as RowSubject,
      ...(row.name.trim() !== '' && { name: row.name.trim() }),
      cells: draft.columns.map((_, column) => {
        const value = readCell(row.cells[column] ?? '')
        if (value === undefined) errors[`rows.${index}.cells.${column}`] = 'number'
        return value ?? null
      }),
      ...(row.source.trim() !== '' && { source: row.source.trim() }),
      ...(row.approvedBy.trim() !== '' && { approvedBy: row.approvedBy.trim() }),
      ...(row.approvedOn !== '' && { approvedOn: row.approvedOn }),
    })),
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  for (const { path, message, expected } of tableFaults(body as TableDefinition)) {
    errors[normalPath(path)] ??= `${message}: ${expected}`
  }
  const shaped = tableBody.safeParse(body)
  if (!shaped.success) for (const { path, message } of shaped.error.issues) errors[path.join('.')] ??= message
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, body }
}

/** A number, null where a cell is not used (empty, or a stroke as counties write it), undefined where it is neither. */
export function readCell(typed: string): number | null | undefined {
  const text = typed.trim().replace('−', '-').replace(',', '.')
  if (/^[-—–/]*$/.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** One cell by its row and column, and what stands in it. */
export interface CellText {
  readonly row: number
  readonly column: number
  readonly text: string
}

export function withCell(draft: TableDraft, row: number, column: number, text: string): TableDraft {
  return withCells(draft, [{ row, column, text }])
}

/** Cells filled; rows in which nothing changes stay the same objects. */
export function withCells(draft: TableDraft, texts: readonly CellText[]): TableDraft {
  const byRow = new Map<number, Map<number, string>>()
  for (const { row, column, text } of texts) {
    const known = byRow.get(row) ?? new Map<number, string>()
    byRow.set(row, known.set(column, text))
  }
  const rows = draft.rows.map((one, index) => {
    const changed = byRow.get(index)
    if (changed === undefined) return one
    const cells = draft.columns.map((_, at) => changed.get(at) ?? one.cells[at] ?? '')
    return { ...one, cells }
  })
  return { ...draft, rows }
}

/** What the clipboard holds: lines of cells. Undefined for a single cell, which the browser pastes by itself. */
export function pastedBlock(text: string): string[][] | undefined {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  const block = lines.map((line) => line.split('\t'))
  return block.length > 1 || (block[0]?.length ?? 0) > 1 ? block : undefined
}

/** True when every cell of a block is a value: then it belongs into the grid; else it is a table of its own, with a head. */
export function isValues(block: readonly (readonly string[])[]): boolean {
  return block.every((line) => line.every((cell) => readCell(cell) !== undefined))
}

export function withRow(draft: TableDraft): TableDraft {
  const key = Math.max(-1, ...draft.rows.map((row) => row.key)) + 1
  const row: RowDraft = {
    key,
    subjectKind: 'area',
    subject: '',
    name: '',
    source: '',
    approvedBy: '',
    approvedOn: '',
    cells: draft.columns.map(() => ''),
  }
  return { ...draft, rows: [...draft.rows, row] }
}

export function withoutRow(draft: TableDraft, row: number): TableDraft {
  return { ...draft, rows: draft.rows.filter((_, index) => index !== row) }
}

export function withColumn(draft: TableDraft, column: ColumnDraft): TableDraft {
  return {
    ...draft,
    columns: [...draft.columns, column],
    rows: draft.rows.map((row) => ({ ...row, cells: [...row.cells, ''] })),
  }
}

export function withoutColumn(draft: TableDraft, column: number): TableDraft {
  const rest = <T>(list: readonly T[]) => list.filter((_, index) => index !== column)
  return {
    ...draft,
    columns: rest(draft.columns),
    rows: draft.rows.map((row) => ({ ...row, cells: rest(row.cells) })),
  }
}

/** Columns under the heads of their levels, each with its place in the rows' cells; levels in the order they first appear. */
export function columnGroups(
  columns: readonly { readonly level: Level; readonly window?: string | undefined }[],
): { readonly level: Level; readonly columns: readonly number[] }[] {
  const places = columns.map((_, index) => index)
  const order = [...new Set(columns.map(({ level }) => level))].filter((level) => LEVELS.includes(level))
  return order.map((level) => ({ level, columns: places.filter((at) => columns[at]?.level === level) }))
}
