import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { plansQuery } from '../api/callout-queries.ts'
import { CalloutsTabs } from '../callouts/CalloutsTabs.tsx'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { ListPage } from '../frame/ListPage.tsx'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useMay } from '../session/use-person.ts'
import './plans.css'

/** 叫应方案: which areas have one, and for which levels. */
export function PlansPage() {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const allowed = useMay(calls.createPlan)
  return (
    <ListPage
      title={t('plan.title')}
      tabs={<CalloutsTabs />}
      create={
        allowed && (
          <Link to="/plans/new" className="push button-link" data-testid="new-plan">
            {t('plan.new')}
          </Link>
        )
      }
      query={useQuery(plansQuery)}
      none={t('plan.none')}
      noneMeans={t('plan.noneMeans')}
      line={(plan) => (
        <li key={plan.id} className="plan-line" data-testid="plan">
          <Link to="/plans/$id" params={{ id: plan.id }} className="row-link">
            {plan.name}
          </Link>
          <span className="row-actions">
            {plan.levels.map((level) => (
              <LevelChip key={level} level={level} />
            ))}
          </span>
          <span className="muted">
            {(plan.ordersMove ?? []).length > 0 && (
              <>
                {t('plan.movesAt', {
                  levels: (plan.ordersMove ?? []).map((level) => t(`level.chip.${level}`)).join(t('and')),
                })}{' '}
                ·{' '}
              </>
            )}
            {areaName(plan.area)} · {t(`plan.gates.${plan.gate.kind}`)} ·{' '}
            {t('plan.stepCount', { count: plan.steps.length })} ·{' '}
            {t('rule.version', { version: plan.version })}
          </span>
        </li>
      )}
    />
  )
}
