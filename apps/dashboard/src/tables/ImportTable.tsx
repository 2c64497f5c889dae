import { Button, FileButton, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { calls, type TableBody, type TableReading } from '@tocsin/contract'
import { useEffect, useState } from 'react'
import { perform } from '../api/perform.ts'
import { stationsQuery } from '../api/queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { expectedWords, faultWords, noteWords } from '../rules/fault-words.ts'
import { encoded, encodedText } from './file-content.ts'
import { rowStations } from './row-stations.ts'
import { SheetFaults } from './SheetFaults.tsx'
import { TableGrid } from './TableGrid.tsx'
import { type TableDifference, tableDifference } from './table-difference.ts'
import { tableDraftOf } from './table-draft.ts'
import { columnText, subjectText } from './table-words.ts'

interface Props {
  /** The table as it stands, to compare with; undefined while there is none. */
  readonly current: TableBody | undefined
  /** Names of the rules that go by the table as it stands. */
  readonly rules: readonly string[]
  /** What was pasted into the grid and is a table of its own: read at once. */
  readonly initial?: string
  onTake(table: TableBody): void
}

/** Reads a table from a file or from pasted cells and shows what it would change; nothing is saved by it. */
export function ImportTable({ current, rules, initial = '', onTake }: Props) {
  const { t } = useTranslation()
  const [pasted, setPasted] = useState(initial)
  const read = useMutation({
    mutationFn: async (from: File | string) => {
      const body =
        typeof from === 'string'
          ? { content: encodedText(from) }
          : { fileName: from.name, content: await encoded(from) }
      const name = current?.name
      return perform(calls.readTableFile, {
        body: { ...body, ...(name !== undefined && name !== '' && { name }) },
      })
    },
  })
  const { mutate } = read
  useEffect(() => {
    if (initial !== '') mutate(initial)
  }, [initial, mutate])
  return (
    <section className="import" data-testid="import-table">
      <div className="row-actions">
        <FileButton
          accept=".xlsx,.csv,.txt"
          onChange={(file) => file !== null && read.mutate(file)}
          inputProps={{ 'aria-label': t('table.chooseFile') }}
        >
          {(props) => (
            <Button {...props} variant="default" loading={read.isPending} data-testid="choose-file">
              {t('table.chooseFile')}
            </Button>
          )}
        </FileButton>
        <span className="muted">{t('table.fileMeans')}</span>
      </div>
      <Textarea
        label={t('table.paste')}
        autosize
        minRows={2}
        maxRows={6}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        data-testid="paste-table"
      />
      <p>
        <Button
          variant="default"
          disabled={pasted.trim() === ''}
          loading={read.isPending}
          onClick={() => read.mutate(pasted)}
          data-testid="read-pasted"
        >
          {t('table.readPasted')}
        </Button>
      </p>
      {read.error && (
        <p className="alert" role="alert">
          {read.error.message}
        </p>
      )}
      {read.data && <Reading reading={read.data} current={current} rules={rules} onTake={onTake} />}
    </section>
  )
}

function Reading({
  reading,
  current,
  rules,
  onTake,
}: Omit<Props, 'initial'> & { readonly reading: TableReading }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { table, faults, notes } = reading
  return (
    <div className="reading" data-testid="reading">
      <SheetFaults
        head={t('table.faults', { count: faults.length })}
        faults={faults.map(({ message, expected, ...place }) => ({
          ...place,
          message: faultWords(message, language),
          expected: expectedWords(expected, language),
        }))}
        notes={notes.map((note) => noteWords(note, language))}
        className="fault-list"
      />
      {table !== null && (
        <>
          <p>
            <b>
              {t('table.read', { name: table.name, rows: table.rows.length, columns: table.columns.length })}
            </b>
          </p>
          {current && current.rows.length > 0 ? (
            <>
              <Difference difference={tableDifference(current, table)} />
              {rules.length > 0 && (
                <p data-testid="ruled-by">{t('table.ruledBy', { names: rules.join(t('and')) })}</p>
              )}
            </>
          ) : (
            <TableGrid draft={tableDraftOf(table)} errors={{}} />
          )}
          <Matched table={table} />
          <p>
            <Button onClick={() => onTake(table)} data-testid="take-table">
              {t('table.take')}
            </Button>
          </p>
        </>
      )}
    </div>
  )
}

/** Which stations its rows speak of, and which rows of none. */
function Matched({ table }: { table: TableBody }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data
  if (stations === undefined) return null
  const rows = table.rows.map((row) => ({
    name: row.name ?? subjectText(row.subject),
    key: subjectText(row.subject),
    found: rowStations(row, table.kind, stations),
  }))
  const matched = rows.filter(({ found }) => found.length > 0)
  const unmatched = rows.filter(({ found }) => found.length === 0)
  const ids = new Set(matched.flatMap(({ found }) => found.map(({ id }) => id)))
  return (
    <div data-testid="matched">
      <p>{t('table.matched', { rows: matched.length, stations: ids.size })}</p>
      {unmatched.length > 0 && (
        <p className="alert" role="status">
          {t('table.unmatched', {
            count: unmatched.length,
            names: unmatched
              .slice(0, MOST_SHOWN)
              .map(({ name }) => name)
              .join(t('and')),
          })}
        </p>
      )}
      {matched.length > 0 && (
        <details>
          <summary>{t('table.whichStations')}</summary>
          <ul className="notes">
            {matched.slice(0, MOST_SHOWN).map(({ key, name, found }) => (
              <li key={key}>
                {t('table.rowStations', { row: name, stations: found.map((one) => one.name).join(t('and')) })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** Rows told of at most: whoever reads a whole county anew sees the numbers, and the grid. */
const MOST_SHOWN = 30

export function Difference({
  difference: { columnsGone, columnsNew, levelsGone, added, removed, changed },
}: {
  difference: TableDifference
}) {
  const { t } = useTranslation()
  const columns = [...columnsGone, ...columnsNew]
  if (columns.length + added.length + removed.length + changed.length === 0)
    return <p className="muted">{t('table.same')}</p>
  const names = (list: readonly string[]) =>
    list.slice(0, MOST_SHOWN).join(t('and')) + (list.length > MOST_SHOWN ? ' …' : '')
  return (
    <>
      {levelsGone.length > 0 && (
        <p className="alert" role="status">
          {t('table.levelsGone', {
            levels: levelsGone.map((level) => t(`level.chip.${level}`)).join(t('and')),
          })}
        </p>
      )}
      {columnsGone.length > 0 && (
        <p data-testid="columns-gone">
          <b>
            {t('table.columnsGone', { columns: names(columnsGone.map((column) => columnText(t, column))) })}
          </b>
        </p>
      )}
      {columnsNew.length > 0 && (
        <p>{t('table.columnsNew', { columns: names(columnsNew.map((column) => columnText(t, column))) })}</p>
      )}
      {added.length > 0 && <p>{t('table.added', { count: added.length, names: names(added) })}</p>}
      {removed.length > 0 && <p>{t('table.removed', { count: removed.length, names: names(removed) })}</p>}
      {changed.length > 0 && <p>{t('table.changed', { count: changed.length })}</p>}
      <dl className="changes">
        {changed.slice(0, MOST_SHOWN).map(({ row, column, before, after }) => (
          <div key={`${row} ${columnText(t, column)}`}>
            <dt>
              {row} · {columnText(t, column)}
            </dt>
            <dd>
              <del>{before ?? '—'}</del> → <ins>{after ?? '—'}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
