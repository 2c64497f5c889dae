import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type TableBody, type TableView } from '@tocsin/contract'
import { datastreamId, type TableId } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { perform } from '../api/perform.ts'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { ruleKeys } from '../api/rule-queries.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { type FieldErrors, fieldErrors } from '../rules/field-errors.ts'
import { tableOf } from '../rules/table-values.ts'
import { areasOf } from '../stations/station-list.ts'
import { AddColumn } from './AddColumn.tsx'
import type { GridEdit } from './grid-edit.ts'
import { ImportTable } from './ImportTable.tsx'
import { TableFaults } from './TableFaults.tsx'
import { TableGrid } from './TableGrid.tsx'
import { TableHead } from './TableHead.tsx'
import {
  EMPTY_TABLE,
  isValues,
  pastedBlock,
  readTable,
  type TableDraft,
  tableDraftOf,
  withBlock,
  withCell,
  withColumn,
  withoutColumn,
  withoutRow,
  withRow,
} from './table-draft.ts'
import './tables.css'

interface Props {
  /** The table to change; without it a new one is made. */
  readonly table?: TableView
  onDone(id?: TableId): void
}

/** A threshold table as a grid of cells, from a file, or from what a spreadsheet copied. Saving an existing one asks why. */
export function TableEditor({ table, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<TableDraft>(() => (table ? tableDraftOf(table) : EMPTY_TABLE))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [body, setBody] = useState<TableBody | null>(null)
  /** What was pasted and waits for a look; null while nothing is being read. */
  const [importing, setImporting] = useState<string | null>(null)
  const change = (next: (known: TableDraft) => TableDraft) => {
    setDraft(next)
    setErrors({})
  }
  const save = useMutation({
    mutationFn: ({ body: saved, reason }: { body: TableBody; reason: string }) =>
      table
        ? perform(calls.changeTable, { params: { id: table.id }, body: { ...saved, reason } })
        : perform(calls.createTable, { body: saved }),
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: ruleKeys.tables })
      void client.invalidateQueries({ queryKey: ruleKeys.table(saved.id) })
      void client.invalidateQueries({ queryKey: ruleKeys.coverage })
      notify('done', t('rule.saved', { name: saved.name, version: saved.version }))
      onDone(saved.id)
    },
    onError(error) {
      setBody(null)
      const found = fieldErrors(error)
      setErrors(Object.keys(found).length > 0 ? found : { '': error.message })
    },
  })
  const submit = () => {
    const read = readTable(draft)
    setErrors(read.ok ? {} : read.errors)
    if (!read.ok) return
    if (table) setBody(read.body)
    else save.mutate({ body: read.body, reason: '' })
  }
  // Rows are drawn anew only when what they are given changes: one object for all the life of the editor.
  const edit = useMemo<GridEdit>(() => {
    const apply = (next: (known: TableDraft) => TableDraft) => {
      setDraft(next)
      setErrors({})
    }
    return {
      cell: (row, column, text) => apply((known) => withCell(known, row, column, text)),
      row: (row, part) =>
        apply((known) => ({
          ...known,
          rows: known.rows.map((one, at) => (at === row ? { ...one, ...part } : one)),
        })),
      removeRow: (row) => apply((known) => withoutRow(known, row)),
      removeColumn: (column) => apply((known) => withoutColumn(known, column)),
      paste(row, column, text) {
        const block = pastedBlock(text)
        if (block === undefined) return false
        if (isValues(block)) apply((known) => withBlock(known, row, column, block))
        else setImporting(text)
        return true
      },
    }
  }, [])
  const parsed = readTable(draft)
  const rules = useQuery(rulesQuery).data
  const goBy = (rules ?? [])
    .filter((rule) => table !== undefined && tableOf(rule) === table.id)
    .map(({ name }) => name)
  return (
    <div className="table-editor" data-testid="table-editor">
      <TableHead draft={draft} errors={errors} change={change} isNew={table === undefined} />
      <div className="row-actions">
        <Button
          variant="default"
          onClick={() => setImporting(importing === null ? '' : null)}
          aria-expanded={importing !== null}
          data-testid="import"
        >
          {t('table.import')}
        </Button>
        <Button variant="default" onClick={() => change(withRow)} data-testid="add-row">
          {t('table.addRow')}
        </Button>
        <AddColumn kind={draft.kind} onAdd={(column) => change((known) => withColumn(known, column))} />
      </div>
      {importing !== null && (
        <ImportTable
          key={importing}
          initial={importing}
          rules={goBy}
          current={parsed.ok ? parsed.body : table}
          onTake={(taken) => {
            change((known) => ({ ...tableDraftOf(taken), name: known.name || taken.name }))
            setImporting(null)
          }}
        />
      )}
      <Known />
      {draft.rows.length === 0 ? (
        <p className="empty">{t('table.noRows')}</p>
      ) : (
        <TableGrid draft={draft} errors={errors} edit={edit} />
      )}
      <TableFaults draft={draft} errors={errors} />
      <div className="row-actions">
        <Button onClick={submit} loading={save.isPending} data-testid="save-table">
          {t(table ? 'rule.saveVersion' : 'table.save')}
        </Button>
        <Button variant="default" onClick={() => onDone(table?.id)}>
          {t('form.cancel')}
        </Button>
      </div>
      <ReasonDialog
        title={t('rule.saveVersion')}
        confirm={t('rule.saveVersion')}
        opened={body !== null}
        pending={save.isPending}
        onClose={() => setBody(null)}
        onConfirm={(reason) => body !== null && save.mutate({ body, reason })}
      />
    </div>
  )
}

/** What rows may be about, offered as it is typed. */
function Known() {
  const stations = useQuery(stationsQuery).data ?? []
  const lists = {
    areas: areasOf(stations),
    stations: stations.map(({ id }) => id),
    datastreams: stations.flatMap(({ id, datastreams }) =>
      datastreams.map(({ name }) => datastreamId(id, name)),
    ),
  }
  return Object.entries(lists).map(([name, ids]) => (
    <datalist key={name} id={`known-${name}`}>
      {ids.map((id) => (
        <option key={id} value={id} />
      ))}
    </datalist>
  ))
}
