import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { stationsQuery } from '../api/queries.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'
import { windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import type { FieldErrors } from '../rules/field-errors.ts'
import { GridRow } from './GridRow.tsx'
import type { GridEdit } from './grid-edit.ts'
import { cornersOf } from './grid-range.ts'
import { InheritedRows } from './InheritedRows.tsx'
import { inheritedRows } from './inherited.ts'
import { columnGroups, type TableDraft } from './table-draft.ts'
import { columnText } from './table-words.ts'
import './tables.css'
import { useGridKeys } from './use-grid-keys.ts'

/** Rows drawn at once: a county has thousands, and each is a dozen inputs. */
const PAGE = 50
/** Villages that inherit are shown unasked up to this many. */
const FEW_INHERIT = 12

interface Props {
  readonly draft: TableDraft
  readonly errors: FieldErrors
  /** Undefined: for reading only. */
  readonly edit?: GridEdit | undefined
  /** What is to be looked at again, in words, by the path of the cell. */
  readonly questions?: FieldErrors
  /** As it is in force: what differs is hatched. */
  readonly saved?: TableDraft | undefined
  /** Rows that are tried below. */
  readonly tried?: readonly number[]
  /** The cell that made a raise which is being pointed at. */
  readonly fired?: { readonly row: number; readonly column: number } | undefined
  readonly onChoose?: (rows: readonly number[], column: number | undefined) => void
}

const NONE = {}

/** Villages by levels and windows. In the page of rows that is shown, arrows and Enter move as in a spreadsheet. */
export function TableGrid(props: Props) {
  const { draft, errors, edit, questions = NONE, saved, tried = [], fired, onChoose } = props
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
  const stations = useQuery(stationsQuery).data
  const [allInherited, setAllInherited] = useState<boolean | undefined>(undefined)
  const inherited = useMemo(
    () => (onChoose && stations ? inheritedRows(draft, stations) : []),
    [draft, stations, onChoose],
  )
  const showsInherited = allInherited ?? inherited.length <= FEW_INHERIT
  const groups = columnGroups(draft.columns)
  const order = groups.flatMap(({ columns }) => columns)
  const inSight = places.slice(at * PAGE, (at + 1) * PAGE)
  const savedCells = useMemo(() => savedBySubject(saved, draft.columns), [saved, draft.columns])
  const keys = useGridKeys({
    shown: { rows: inSight, columns: order },
    textOf: (row, column) => draft.rows[row]?.cells[column] ?? '',
    edit,
    onChoose,
  })
  const corners = keys.range && cornersOf(keys.range)
  // Rows are drawn anew only when what they are given changes.
  const choose = useRef(onChoose)
  choose.current = onChoose
  const onTry = useMemo(() => (row: number) => choose.current?.([row], undefined), [])
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
      {edit && (
        <div className="row-actions grid-actions">
          <Button variant="default" size="compact-sm" onClick={edit.undo} data-testid="undo">
            {t('tableTrial.undo')}
          </Button>
          <Button variant="default" size="compact-sm" onClick={edit.redo} data-testid="redo">
            {t('tableTrial.redo')}
          </Button>
          <Button variant="default" size="compact-sm" onClick={keys.fillDown} data-testid="fill-down">
            {t('tableTrial.fillDown')}
          </Button>
          <span className="muted grid-help">{t('tableTrial.gridHelp')}</span>
        </div>
      )}
      <ScrollRegion label={t('table.grid')} className="grid-wrap">
        <table className="plain grid" data-testid="table-grid" {...keys.handlers}>
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
            {inSight.map((index, line) => {
              const row = draft.rows[index]
              return (
                row && (
                  <GridRow
                    key={row.key}
                    row={row}
                    index={index}
                    columns={draft.columns}
                    order={order}
                    line={line}
                    faults={faultsOf(errors, index)}
                    questions={faultsOf(questions, index)}
                    saved={savedCells?.get(`${row.subjectKind} ${row.subject}`) ?? (savedCells && '[]')}
                    chosen={
                      corners && edit && line >= corners.top && line <= corners.bottom
                        ? `${corners.left}-${corners.right}`
                        : ''
                    }
                    fired={fired?.row === index ? fired.column : undefined}
                    isTried={tried.includes(index)}
                    edit={edit}
                    onTry={onChoose && onTry}
                  />
                )
              )
            })}
            {showsInherited && wanted === '' && at === last && (
              <InheritedRows inherited={inherited} draft={draft} order={order} edit={edit} />
            )}
          </tbody>
        </table>
      </ScrollRegion>
      {inherited.length > FEW_INHERIT && (
        <button
          type="button"
          className="link-button grid-inherit"
          aria-expanded={showsInherited}
          onClick={() => setAllInherited(!showsInherited)}
        >
          {t(showsInherited ? 'tableTrial.hideInherited' : 'tableTrial.showInherited', {
            count: inherited.length,
          })}
        </button>
      )}
    </>
  )
}

function columnHead(draft: TableDraft, column: number, inWords: (window: string) => string): string {
  const { window = '' } = draft.columns[column] ?? {}
  return draft.kind === 'accumulation'
    ? `${inWords(window)} (mm)`
    : [draft.unit, draft.datum].filter((part) => part !== '').join(' ')
}

/** Cells of each row in force by whom it is about, in the order of the draft's columns, as JSON. */
function savedBySubject(
  saved: TableDraft | undefined,
  columns: TableDraft['columns'],
): Map<string, string> | undefined {
  if (saved === undefined) return undefined
  const places = columns.map(({ level, window }) =>
    saved.columns.findIndex((column) => column.level === level && column.window === window),
  )
  return new Map(
    saved.rows.map((row) => [
      `${row.subjectKind} ${row.subject}`,
      JSON.stringify(places.map((place) => row.cells[place] ?? '')),
    ]),
  )
}

/** Faults of one row, as one text that only changes when they do: rows without any need not be drawn again. */
function faultsOf(errors: FieldErrors, row: number): string {
  const prefix = `rows.${row}.`
  const own = Object.entries(errors).filter(([path]) => path.startsWith(prefix) || path === `rows.${row}`)
  return own.length === 0
    ? ''
    : JSON.stringify(Object.fromEntries(own.map(([path, text]) => [path.slice(prefix.length), text])))
}
