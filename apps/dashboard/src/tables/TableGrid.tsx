import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import type { FieldErrors } from '../rules/field-errors.ts'
import { GridRow } from './GridRow.tsx'
import type { GridEdit } from './grid-edit.ts'
import { columnGroups, type TableDraft } from './table-draft.ts'
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
              {edit && (
                <th scope="col" rowSpan={2}>
                  <span className="visually-hidden">{t('system.remove')}</span>
                </th>
              )}
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
                  <GridRow
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
  return draft.kind === 'accumulation' ? `${inWords(window)} (mm)` : draft.unit
}

/** Faults of one row, as one text that only changes when they do: rows without any need not be drawn again. */
function faultsOf(errors: FieldErrors, row: number): string {
  const prefix = `rows.${row}.`
  const own = Object.entries(errors).filter(([path]) => path.startsWith(prefix) || path === `rows.${row}`)
  return own.length === 0
    ? ''
    : JSON.stringify(Object.fromEntries(own.map(([path, text]) => [path.slice(prefix.length), text])))
}
