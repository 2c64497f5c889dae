import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type TableBody, type TableView } from '@tocsin/contract'
import { datastreamId, type TableId } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { perform } from '../api/perform.ts'
import { keys, stationsQuery } from '../api/queries.ts'
import { ruleKeys } from '../api/rule-queries.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { type FieldErrors, fieldErrors } from '../rules/field-errors.ts'
import { areasOf } from '../stations/station-list.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { AddColumn } from './AddColumn.tsx'
import { approved } from './approved.ts'
import { historyOf, redone, stepped, undone } from './draft-history.ts'
import type { GridEdit } from './grid-edit.ts'
import { ImportTable } from './ImportTable.tsx'
import { ownRow } from './inherited.ts'
import { RowFacts } from './RowFacts.tsx'
import { type SaveAs, SaveTable } from './SaveTable.tsx'
import { TableFaults } from './TableFaults.tsx'
import { TableGrid } from './TableGrid.tsx'
import { TableHead } from './TableHead.tsx'
import {
  EMPTY_TABLE,
  readTable,
  type TableDraft,
  tableDraftOf,
  withCells,
  withColumn,
  withoutColumn,
  withoutRow,
  withRow,
} from './table-draft.ts'
import { tablePlace } from './table-words.ts'
import './tables.css'
import { TrialPanel } from './trial/TrialPanel.tsx'
import { useTrialPanel } from './trial/use-trial-panel.ts'

interface Props {
  /** The table to change; without it a new one is made. */
  readonly table?: TableView
  onDone(id?: TableId): void
}

/** A threshold table as a grid of cells, from a file, or from what a spreadsheet copied. Saving an existing one asks why. */
export function TableEditor({ table, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const time = useTimeText()
  const [history, setHistory] = useState(() => historyOf(table ? tableDraftOf(table) : EMPTY_TABLE))
  const draft = history.present
  /** What saving found wrong; what is wrong with the cells is found as they are typed. */
  const [refused, setRefused] = useState<FieldErrors>({})
  const [body, setBody] = useState<TableBody | null>(null)
  /** What was pasted and waits for a look; null while nothing is being read. */
  const [importing, setImporting] = useState<string | null>(null)
  const change = (next: (known: TableDraft) => TableDraft, about?: string) => {
    setHistory((known) => stepped(known, next(known.present), about))
    setRefused({})
  }
  const trial = useTrialPanel(draft, table)
  const saved = useMemo(() => table && tableDraftOf(table), [table])
  const save = useMutation({
    async mutationFn({
      body: wanted,
      ...why
    }: {
      body: TableBody
      as: SaveAs
      reason: string
      approver: string
    }) {
      const day = time.full(serverNow()).slice(0, 10)
      const saved = approved(wanted, table, why.approver, day)
      if (table === undefined) return perform(calls.createTable, { body: saved })
      const params = { id: table.id }
      if (why.as === 'in-force') {
        const { trialOf } = table
        const body = { ...saved, ...(trialOf !== undefined && { trialOf }), reason: why.reason }
        return perform(calls.changeTable, { params, body: { ...body, baseVersion: table.version } })
      }
      const mark = t('tableTrial.mark_')
      const name = `${saved.name.slice(0, 100 - mark.length)}${mark}`
      return (await perform(calls.tryTable, { params, body: { ...saved, name, mark } })).table
    },
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: keys.rules })
      void client.invalidateQueries({ queryKey: ruleKeys.tables })
      void client.invalidateQueries({ queryKey: ruleKeys.table(saved.id) })
      void client.invalidateQueries({ queryKey: ruleKeys.coverage })
      notify(
        'done',
        saved.trialOf !== undefined && saved.trialOf === table?.id
          ? t('tableTrial.shadowBegun', { name: saved.name })
          : t('rule.saved', { name: saved.name, version: saved.version }),
      )
      onDone(saved.id)
    },
    onError(error) {
      setBody(null)
      const found = fieldErrors(error)
      setRefused(Object.keys(found).length > 0 ? found : { '': error.message })
    },
  })
  const submit = () => {
    const read = readTable(draft)
    setRefused(read.ok ? {} : read.errors)
    if (!read.ok) return
    if (table) setBody(read.body)
    else save.mutate({ body: read.body, as: 'in-force', reason: '', approver: '' })
  }
  // Rows are drawn anew only when what they are given changes: one object for all the life of the editor.
  const edit = useMemo<GridEdit>(() => {
    const apply = (next: (known: TableDraft) => TableDraft, about?: string) => {
      setHistory((known) => stepped(known, next(known.present), about))
      setRefused({})
    }
    return {
      cells: (texts, about) => apply((known) => withCells(known, texts), about),
      row: (row, part) =>
        apply(
          (known) => ({
            ...known,
            rows: known.rows.map((one, at) => (at === row ? { ...one, ...part } : one)),
          }),
          `${row} ${Object.keys(part)}`,
        ),
      removeRow: (row) => apply((known) => withoutRow(known, row)),
      removeColumn: (column) => apply((known) => withoutColumn(known, column)),
      readPasted: setImporting,
      own(inherited, column, text) {
        const row = inherited.from + 1
        // The input that was typed in is gone: its cell in the new row is gone on with.
        flushSync(() =>
          apply((known) => {
            const own = ownRow(known, inherited)
            return own === undefined
              ? known
              : withCells({ ...known, rows: known.rows.toSpliced(row, 0, own) }, [{ row, column, text }])
          }),
        )
        document.querySelector<HTMLInputElement>(`[data-testid="cell-${row}-${column}"]`)?.focus()
      },
      undo: () => setHistory(undone),
      redo: () => setHistory(redone),
    }
  }, [])
  const parsed = useMemo(() => readTable(draft), [draft])
  const errors = { ...(parsed.ok ? {} : typed(parsed.errors)), ...refused }
  const goBy = trial.rules.map(({ name }) => name)
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
        <TableGrid
          draft={draft}
          errors={errors}
          edit={edit}
          questions={trial.questions}
          saved={saved}
          tried={trial.rows}
          fired={trial.fired}
          onChoose={trial.choose}
        />
      )}
      <RowFacts
        draft={draft}
        rows={trial.rows}
        set={(part) =>
          change(
            (known) => ({
              ...known,
              rows: known.rows.map((one, at) => (trial.rows.includes(at) ? { ...one, ...part } : one)),
            }),
            `facts ${trial.rows} ${Object.keys(part)}`,
          )
        }
      />
      <TableFaults draft={draft} errors={errors} />
      <Questions draft={draft} questions={trial.questions} />
      <div className="row-actions">
        <Button onClick={submit} loading={save.isPending} data-testid="save-table">
          {t(table ? 'rule.saveVersion' : 'table.save')}
        </Button>
        <Button variant="default" onClick={() => onDone(table?.id)}>
          {t('form.cancel')}
        </Button>
      </div>
      <TrialPanel
        {...trial.panel}
        move={(row, column, text) =>
          change((known) => withCells(known, [{ row, column, text }]), `limit ${row}.${column}`)
        }
      />
      <SaveTable
        opened={body !== null}
        pending={save.isPending}
        refusal={undefined}
        canShadow={table?.trialOf === undefined && trial.rules.some(({ state }) => state === 'active')}
        onClose={() => setBody(null)}
        onSave={(as, reason, approver) => body !== null && save.mutate({ body, as, reason, approver })}
      />
    </div>
  )
}

/** Faults that are told while somebody types: of cells and their order, not of what has not been filled in yet. */
function typed(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([path]) => /^(rows\.\d+\.cells\.\d+|columns\.\d+)$/.test(path)),
  )
}

/** What is no fault and should be looked at again. */
function Questions({ draft, questions }: { draft: TableDraft; questions: FieldErrors }) {
  const { t } = useTranslation()
  const asked = Object.entries(questions)
  if (asked.length === 0) return null
  return (
    <ul className="notes" data-testid="table-questions">
      {asked.map(([path, words]) => (
        <li key={path}>
          <b>{tablePlace(t, path, draft)}</b> {words}
        </li>
      ))}
    </ul>
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
