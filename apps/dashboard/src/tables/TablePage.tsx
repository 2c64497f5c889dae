import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { calls, type TableVersion, type TableView } from '@tocsin/contract'
import { useMemo, useState } from 'react'
import { perform } from '../api/perform.ts'
import { rulesQuery } from '../api/queries.ts'
import { ruleKeys, tableQuery, tablesQuery } from '../api/rule-queries.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Versions } from '../versions/Versions.tsx'
import { CompareVersions } from './CompareVersions.tsx'
import { OnTrial, TrialsOf } from './OnTrial.tsx'
import { RowFacts } from './RowFacts.tsx'
import { TableEditor } from './TableEditor.tsx'
import { TableGrid } from './TableGrid.tsx'
import { tableDraftOf } from './table-draft.ts'
import { tablePlace } from './table-words.ts'
import './tables.css'
import { TrialPanel } from './trial/TrialPanel.tsx'
import { useTrialPanel } from './trial/use-trial-panel.ts'

const route = getRouteApi('/frame/rules/tables/$id')
const FORMATS = ['xlsx', 'csv', 'csv-gbk'] as const

export function TablePage() {
  const { id } = route.useParams()
  const query = useQuery(tableQuery(id))
  return (
    <div className="page">
      <PanelBoundary name="table">
        <Loaded query={query} height={400}>
          {({ table, versions }) => <OneTable key={table.id} table={table} versions={versions} />}
        </Loaded>
      </PanelBoundary>
    </div>
  )
}

function OneTable({ table, versions }: { table: TableView; versions: readonly TableVersion[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.changeTable)
  const navigate = useNavigate()
  const [editing, setEditing] = useState(false)
  const revert = async (version: number, reason: string) => {
    await perform(calls.revertTable, { params: { id: table.id }, body: { version, reason } })
    await client.invalidateQueries({ queryKey: ruleKeys.table(table.id) })
    await client.invalidateQueries({ queryKey: ruleKeys.tables })
  }
  return (
    <>
      <div className="page-head">
        <h1>{table.name}</h1>
        <span className="muted">
          {t(`rule.kind.${table.kind}`)} · {t('table.rows', { count: table.rows.length })} ·{' '}
          {t('rule.version', { version: table.version })}
          {` · ${table.kind === 'accumulation' ? 'mm' : (table.unit ?? '')}`}
          {table.datum && ` · ${t('station.datum', { datum: table.datum })}`}
        </span>
        <Link to="/rules/tables" className="push">
          {t('table.all')}
        </Link>
      </div>
      <UsedBy id={table.id} />
      <TrialsOf table={table} />
      {table.trialOf !== undefined && (
        <PanelBoundary name="shadow">
          <OnTrial table={table} />
        </PanelBoundary>
      )}
      <section className="panel">
        {editing ? (
          <TableEditor
            key={table.version}
            table={table}
            onDone={(id) => {
              setEditing(false)
              // A trial is a table of its own.
              if (id !== undefined && id !== table.id)
                void navigate({ to: '/rules/tables/$id', params: { id } })
            }}
          />
        ) : (
          <>
            <div className="panel-head">
              <Button
                variant="default"
                disabled={!allowed}
                {...(!allowed && { title: t('forbidden.rule') })}
                onClick={() => setEditing(true)}
                data-testid="edit-table"
              >
                {t('table.edit')}
              </Button>
              <span className="row-actions" data-testid="table-files">
                <span className="muted">{t('table.export')}</span>
                {FORMATS.map((format) => (
                  <a key={format} href={`/api/tables/${table.id}/file?format=${format}`} download>
                    {t(`table.format.${format}`)}
                  </a>
                ))}
              </span>
              <span className="push">
                <DeleteTable table={table} />
              </span>
            </div>
            <TriedTable table={table} />
          </>
        )}
      </section>
      <PanelBoundary name="versions">
        <section className="panel">
          <div className="panel-head">
            <h2>{t('rule.versions')}</h2>
          </div>
          <Versions
            versions={versions}
            current={table.version}
            allowed={allowed}
            forbidden={t('forbidden.rule')}
            revert={revert}
            place={(path) => tablePlace(t, path, table)}
          />
          <CompareVersions table={table} versions={versions} />
        </section>
      </PanelBoundary>
    </>
  )
}

/** The table as it is in force, with what its chosen rows would have done. */
function TriedTable({ table }: { table: TableView }) {
  const draft = useMemo(() => tableDraftOf(table), [table])
  const trial = useTrialPanel(draft, table)
  return (
    <>
      <TableGrid
        draft={draft}
        errors={{}}
        questions={trial.questions}
        tried={trial.rows}
        fired={trial.fired}
        onChoose={trial.choose}
      />
      <div className="panel-body">
        <RowFacts draft={draft} rows={trial.rows} />
      </div>
      <TrialPanel {...trial.panel} />
    </>
  )
}

function UsedBy({ id }: { id: string }) {
  const { t } = useTranslation()
  const rules = useQuery(rulesQuery).data ?? []
  const users = useQuery(tablesQuery).data?.find((table) => table.id === id)?.rules ?? []
  if (users.length === 0) return <p className="muted">{t('table.unused')}</p>
  return (
    <p>
      <span className="muted">{t('table.usedBy')}</span>{' '}
      {users.map((rule, index) => (
        <span key={rule}>
          {index > 0 && t('and')}
          <Link to="/rules/$id" params={{ id: rule }}>
            {rules.find((one) => one.id === rule)?.name ?? rule}
          </Link>
        </span>
      ))}
    </p>
  )
}

function DeleteTable({ table }: { table: TableView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const allowed = useMay(calls.deleteTable)
  return (
    <DeleteWithReason
      title={t('rule.deleteName', { name: table.name })}
      word={t('table.delete')}
      forbidden={allowed ? undefined : t('forbidden.rule')}
      remove={(reason) => perform(calls.deleteTable, { params: { id: table.id }, query: { reason } })}
      onRemoved={() => {
        notify('done', t('rule.deleted', { name: table.name }))
        void client.invalidateQueries({ queryKey: ruleKeys.tables })
        void navigate({ to: '/rules/tables' })
      }}
    />
  )
}
