import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { calls, type PlanView } from '@tocsin/contract'
import { calloutKeys, plansQuery } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { PlanEditor } from './PlanEditor.tsx'

const route = getRouteApi('/frame/plans/$id')

/** One plan, to be read or changed. */
export function PlanPage() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const query = useQuery(plansQuery)
  return (
    <div className="page">
      <PanelBoundary name="plan">
        <Loaded query={query} height={400}>
          {(plans) => {
            const plan = plans.find((one) => one.id === id)
            return plan === undefined ? (
              <p className="panel empty">
                {t('plan.gone')} <Link to="/plans">{t('plan.title')}</Link>
              </p>
            ) : (
              <Plan key={`${plan.id}/${plan.version}`} plan={plan} />
            )
          }}
        </Loaded>
      </PanelBoundary>
    </div>
  )
}

function Plan({ plan }: { plan: PlanView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <>
      <div className="page-head">
        <h1>{plan.name}</h1>
        <span className="muted">{t('rule.version', { version: plan.version })}</span>
        <span className="push">
          <DeletePlan plan={plan} />
        </span>
      </div>
      <section className="panel">
        <PlanEditor plan={plan} onDone={() => void navigate({ to: '/plans' })} />
      </section>
    </>
  )
}

function DeletePlan({ plan }: { plan: PlanView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const allowed = useMay(calls.deletePlan)
  return (
    <DeleteWithReason
      title={t('plan.deleteName', { name: plan.name })}
      word={t('plan.delete')}
      forbidden={allowed ? undefined : t('forbidden.plan')}
      testId="delete-plan"
      remove={(reason) => perform(calls.deletePlan, { params: { id: plan.id }, query: { reason } })}
      onRemoved={() => {
        notify('done', t('plan.deleted', { name: plan.name }))
        void client.invalidateQueries({ queryKey: calloutKeys.plans })
        void navigate({ to: '/plans' })
      }}
    >
      <p className="muted">{t('plan.deleteMeans')}</p>
    </DeleteWithReason>
  )
}
