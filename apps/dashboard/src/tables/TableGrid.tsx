import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type ClipboardEvent, type KeyboardEvent, memo, useState } from 'react'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import type { FieldErrors } from '../rules/field-errors.ts'
import {
  columnGroups,
  type RowDraft,
  SUBJECT_KINDS,
  type SubjectKind,
  type TableDraft,
} from './table-draft.ts'
import { columnText } from './table-words.ts'
import './tables.css'

/** Rows drawn at once: a county has thousands, and each is a dozen inputs. */
const PAGE = 50

interface Props {
  readonly draft: TableDraft
  readonly errors: FieldErrors
  /** Undefined: for reading only. */
  readonly edit?: GridEdit | undefined
}

export interface GridEdit {
  cell(row: number, column: number, text: string): void
  row(row: number, change: Partial<RowDraft>): void
  removeRow(row: number): void
  removeColumn(column: number): void
  paste(row: number, column: number, text: string): boolean
}

/** Villages by levels and windows. In the page of rows that is shown, arrows and Enter move as in a spreadsheet. */
export function TableGrid({ draft, errors, edit }: Props) {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const places = draft.rows
    .map((_, index) => index)
    .filter((index) => {
      const row = draft.rows[index]
      return wanted === '' || `${row?.name} ${row?.subject}`.toLowerCase().includes(wanted)
    })
  const last = Math.max(0, Math.ceil(places.length / PAGE) - 1)
  const at = Math.min(page, last)
  const groups = columnGroups(draft.columns)
  const order = groups.flatMap(({ columns }) => columns)
  return (
    <>
      {draft.rows.length > PAGE && (
        <div className="grid-tools">
          <TextInput
            aria-label={t('table.search')}
            placeholder={t('table.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <span className="row-actions">
            <Button variant="default" size="compact-sm" disabled={at === 0} onClick={() => setPage(at - 1)}>
              {t('table.before')}
            </Button>
            <span className="muted">
              {t('table.rowsShown', {
                from: places.length === 0 ? 0 : at * PAGE + 1,
                to: Math.min(places.length, (at + 1) * PAGE),
                total: places.length,
              })}
            </span>
            <Button
              variant="default"
              size="compact-sm"
              disabled={at === last}
              onClick={() => setPage(at + 1)}
            >
              {t('table.after')}
            </Button>
          </span>
        </div>
      )}
      <ScrollRegion label={t('table.grid')} className="grid-wrap">
        <table className="plain grid" data-testid="table-grid">
          <thead>
            <tr>
              <th scope="col" rowSpan={2} className="grid-name">
                {t('table.village')}
              </th>
              {groups.map(({ level, columns }) => (
                <th key={level} scope="colgroup" colSpan={columns.length} className="grid-level">
                  <LevelChip level={level} />
                </th>
              ))}
              {edit && <th rowSpan={2} aria-label={t('system.remove')} />}
            </tr>
            <tr>
              {order.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className="number"
                  data-fault={errors[`columns.${column}`] || undefined}
                >
                  {columnHead(draft, column, (window) => windowText(t, window))}
                  {edit && draft.columns.length > 1 && (
                    <button
                      type="button"
                      className="link-button column-remove"
                      aria-label={t('table.removeColumn', { column: columnText(t, draft.columns[column]) })}
                      onClick={() => edit.removeColumn(column)}
                    >
                      ×
                    </button>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.slice(at * PAGE, (at + 1) * PAGE).map((index) => {
              const row = draft.rows[index]
              return (
                row && (
                  <Row
                    key={row.key}
                    row={row}
                    index={index}
                    columns={draft.columns}
                    order={order}
                    faults={faultsOf(errors, index)}
                    edit={edit}
                  />
                )
              )
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}

function columnHead(draft: TableDraft, column: number, inWords: (window: string) => string): string {
  const { window = '' } = draft.columns[column] ?? {}
  return draft.kind === 'accumulation' ? inWords(window) : draft.unit
}

/** Faults of one row, as one text that only changes when they do: rows without any need not be drawn again. */
function faultsOf(errors: FieldErrors, row: number): string {
  const prefix = `rows.${row}.`
  const own = Object.entries(errors).filter(([path]) => path.startsWith(prefix) || path === `rows.${row}`)
  return own.length === 0
    ? ''
    : JSON.stringify(Object.fromEntries(own.map(([path, text]) => [path.slice(prefix.length), text])))
}

interface RowProps {
  readonly row: RowDraft
  readonly index: number
  readonly columns: TableDraft['columns']
  readonly order: readonly number[]
  readonly faults: string
  readonly edit: GridEdit | undefined
}

const Row = memo(function Row({ row, index, columns, order, faults, edit }: RowProps) {
  const { t } = useTranslation()
  const found = faults === '' ? {} : (JSON.parse(faults) as Record<string, string>)
  const fault = (path: string) => (found[path] === 'number' ? t('form.number') : found[path])
  const general = fault('') ?? fault('cells') ?? fault(`subject.${row.subjectKind}`) ?? fault('subject')
  const name = row.name || row.subject
  return (
    <tr data-fault={general !== undefined || undefined}>
      <th scope="row" className="grid-name">
        {edit ? (
          <SubjectFields row={row} onChange={(change) => edit.row(index, change)} />
        ) : (
          <span title={row.source || undefined}>
            {name} {row.name !== '' && <small className="muted">{row.subject}</small>}
          </span>
        )}
        {general !== undefined && <small className="field-fault">{general}</small>}
      </th>
      {order.map((column) => {
        const message = fault(`cells.${column}`)
        const text = row.cells[column] ?? ''
        return (
          <td key={column} className="number" data-fault={message !== undefined || undefined} title={message}>
            {edit ? (
              <input
                className="grid-cell"
                inputMode="decimal"
                value={text}
                placeholder="—"
                aria-label={`${name} ${columnText(t, columns[column])}`}
                aria-invalid={message !== undefined}
                data-testid={`cell-${index}-${column}`}
                onChange={(event) => edit.cell(index, column, event.currentTarget.value)}
                onPaste={(event: ClipboardEvent) => {
                  if (edit.paste(index, column, event.clipboardData.getData('text/plain')))
                    event.preventDefault()
                }}
                onKeyDown={moveOn}
              />
            ) : (
              text || '—'
            )}
          </td>
        )
      })}
      {edit && (
        <td>
          <button
            type="button"
            className="link-button"
            aria-label={t('table.removeRow', { name })}
            onClick={() => edit.removeRow(index)}
          >
            ×
          </button>
        </td>
      )}
    </tr>
  )
})

function SubjectFields({ row, onChange }: { row: RowDraft; onChange(change: Partial<RowDraft>): void }) {
  const { t } = useTranslation()
  return (
    <span className="subject-fields">
      <TextInput
        size="xs"
        aria-label={t('table.villageName')}
        placeholder={t('table.villageName')}
        value={row.name}
        maxLength={100}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('table.subjectKind')}
        value={row.subjectKind}
        onChange={(event) => onChange({ subjectKind: event.currentTarget.value as SubjectKind })}
        data={SUBJECT_KINDS.map((value) => ({ value, label: t(`table.subject.${value}`) }))}
      />
      <TextInput
        size="xs"
        aria-label={t('table.subjectId')}
        placeholder={t(`table.subject.${row.subjectKind}`)}
        list={`known-${row.subjectKind}s`}
        value={row.subject}
        onChange={(event) => onChange({ subject: event.currentTarget.value })}
      />
    </span>
  )
}

/** Up, down and Enter go to the cell above or below, as in a spreadsheet. Left and right stay with the text. */
function moveOn(event: KeyboardEvent<HTMLInputElement>): void {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0
  if (step === 0) return
  event.preventDefault()
  const cell = event.currentTarget.closest('td')
  const row = cell?.parentElement as HTMLTableRowElement | undefined
  const next = step < 0 ? row?.previousElementSibling : row?.nextElementSibling
  const target = (next as HTMLTableRowElement | null)?.cells[cell?.cellIndex ?? 0]?.querySelector('input')
  target?.focus()
  target?.select()
}
