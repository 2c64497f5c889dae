import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { rulesQuery } from '../api/queries.ts'
import { tablesQuery } from '../api/rule-queries.ts'
import { ListPage } from '../frame/ListPage.tsx'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'
import { RulesTabs } from '../rules/RulesTabs.tsx'
import { useMay } from '../session/use-person.ts'
import './tables.css'

/** 预警指标表: the county's tables, and which rules go by them. */
export function TablesPage() {
  const { t } = useTranslation()
  const rules = useQuery(rulesQuery).data ?? []
  const allowed = useMay(calls.createTable)
  return (
    <ListPage
      title={t('table.title')}
      tabs={<RulesTabs />}
      create={
        allowed && (
          <Link to="/rules/tables/new" className="push button-link" data-testid="new-table">
            {t('table.new')}
          </Link>
        )
      }
      query={useQuery(tablesQuery)}
      none={t('table.none')}
      noneMeans={t('table.noneMeans')}
      line={(table) => (
        <li key={table.id} className="table-line" data-testid="table-row">
          <Link to="/rules/tables/$id" params={{ id: table.id }} className="row-link">
            {table.name}
          </Link>
          {table.trialOf !== undefined && (
            <span className="tag" data-tone="shadow">
              {t('tableTrial.tag')}
            </span>
          )}
          <span className="muted">
            {t(`rule.kind.${table.kind}`)} · {t('table.rows', { count: table.rows })} ·{' '}
            {t('rule.version', { version: table.version })}
          </span>
          <span className="muted">
            {table.rules.length === 0
              ? t('table.unused')
              : table.rules.map((id) => rules.find((rule) => rule.id === id)?.name ?? id).join(t('and'))}
          </span>
        </li>
      )}
    />
  )
}
