import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { rulesQuery } from '../api/queries.ts'
import { tablesQuery } from '../api/rule-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { RulesTabs } from '../rules/RulesTabs.tsx'
import { useMay } from '../session/use-person.ts'
import './tables.css'

/** 预警指标表: the county's tables, and which rules go by them. */
export function TablesPage() {
  const { t } = useTranslation()
  const query = useQuery(tablesQuery)
  const rules = useQuery(rulesQuery).data ?? []
  const allowed = useMay(calls.createTable)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('table.title')}</h1>
        <RulesTabs />
        {allowed && (
          <Link to="/rules/tables/new" className="push button-link" data-testid="new-table">
            {t('table.new')}
          </Link>
        )}
      </div>
      <PanelBoundary name="tables">
        <section className="panel">
          <Loaded query={query} height={200}>
            {(tables) =>
              tables.length === 0 ? (
                <p className="empty">
                  <strong>{t('table.none')}</strong>
                  {t('table.noneMeans')}
                </p>
              ) : (
                <ul>
                  {tables.map((table) => (
                    <li key={table.id} className="table-line" data-testid="table-row">
                      <Link to="/rules/tables/$id" params={{ id: table.id }} className="row-link">
                        {table.name}
                      </Link>
                      <span className="muted">
                        {t(`rule.kind.${table.kind}`)} · {t('table.rows', { count: table.rows })} ·{' '}
                        {t('rule.version', { version: table.version })}
                      </span>
                      <span className="muted">
                        {table.rules.length === 0
                          ? t('table.unused')
                          : table.rules
                              .map((id) => rules.find((rule) => rule.id === id)?.name ?? id)
                              .join(t('and'))}
                      </span>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
      </PanelBoundary>
    </div>
  )
}
