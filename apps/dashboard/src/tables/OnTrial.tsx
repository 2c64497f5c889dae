import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { calls, type TableView } from '@tocsin/contract'
import { useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys, rulesQuery } from '../api/queries.ts'
import { ruleKeys, tableQuery, tablesQuery } from '../api/rule-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'
import { ShadowReport } from '../rules/ShadowReport.tsx'
import { useMay } from '../session/use-person.ts'
import { Difference } from './ImportTable.tsx'
import { tableDifference } from './table-difference.ts'
import { rulesBy } from './trial/use-trial-panel.ts'

/** Of a table that is tried in shadow: what it changes, what its rules would have raised, and the way in and out. */
export function OnTrial({ table }: { table: TableView }) {
  const { t } = useTranslation()
  const rules = useQuery(rulesQuery).data ?? []
  const original = useQuery(tableQuery(table.trialOf ?? ''))
  return (
    <section className="panel" data-testid="on-trial">
      <div className="panel-head">
        <h2>{t('tableTrial.onTrial')}</h2>
        <span className="muted">{t('tableTrial.onTrialMeans')}</span>
      </div>
      <Loaded query={original}>
        {({ table: inForce }) => (
          <div className="panel-body reading">
            <p>
              {t('tableTrial.isTrialOf', { name: inForce.name })}{' '}
              <Link to="/rules/tables/$id" params={{ id: inForce.id }}>
                {inForce.name}
              </Link>
            </p>
            <Difference difference={tableDifference(inForce, table)} />
            <EndTrial table={table} inForce={inForce} />
          </div>
        )}
      </Loaded>
      {rulesBy(rules, table).map((rule) => (
        <ShadowReport key={rule.id} rule={rule} />
      ))}
    </section>
  )
}

function EndTrial({ table, inForce }: { table: TableView; inForce: TableView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const allowed = useMay(calls.endTableTrial)
  const [outcome, setOutcome] = useState<'put-in-force' | 'given-up' | null>(null)
  const end = useMutation({
    mutationFn: (body: { outcome: 'put-in-force' | 'given-up'; reason: string }) =>
      perform(calls.endTableTrial, {
        params: { id: table.id },
        body: { ...body, ...(body.outcome === 'put-in-force' && { baseVersion: inForce.version }) },
      }),
    onSuccess(saved, body) {
      notify('done', t(`tableTrial.ended.${body.outcome}`))
      void client.invalidateQueries({ queryKey: ruleKeys.tables })
      void client.invalidateQueries({ queryKey: ruleKeys.table(saved.id) })
      void client.invalidateQueries({ queryKey: keys.rules })
      void navigate({ to: '/rules/tables/$id', params: { id: saved.id } })
    },
  })
  const title = t(outcome === 'given-up' ? 'tableTrial.giveUpReason' : 'tableTrial.putReason')
  return (
    <div className="row-actions">
      {(['put-in-force', 'given-up'] as const).map((one) => (
        <Button
          key={one}
          variant={one === 'given-up' ? 'default' : 'filled'}
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.rule') })}
          onClick={() => setOutcome(one)}
          data-testid={one}
        >
          {t(one === 'given-up' ? 'tableTrial.giveUp' : 'tableTrial.putInForce')}
        </Button>
      ))}
      <ReasonDialog
        title={title}
        confirm={t(outcome === 'given-up' ? 'tableTrial.giveUp' : 'tableTrial.putInForce')}
        opened={outcome !== null}
        pending={end.isPending}
        refusal={end.error?.message}
        onClose={() => {
          setOutcome(null)
          end.reset()
        }}
        onConfirm={(reason) => outcome !== null && end.mutate({ outcome, reason })}
      />
    </div>
  )
}

/** Tables that are tried in place of this one. */
export function TrialsOf({ table }: { table: TableView }) {
  const { t } = useTranslation()
  const trials = (useQuery(tablesQuery).data ?? []).filter(({ trialOf }) => trialOf === table.id)
  if (trials.length === 0) return null
  return (
    <p data-testid="trials-of">
      <span className="tag" data-tone="shadow">
        {t('tableTrial.tag')}
      </span>{' '}
      {trials.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && t('and')}
          <Link to="/rules/tables/$id" params={{ id }}>
            {name}
          </Link>
        </span>
      ))}
    </p>
  )
}
