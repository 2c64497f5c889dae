import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls, type RuleView } from '@tocsin/contract'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { RuleLevels } from './RuleLevels.tsx'
import { scopeText } from './rule-words.ts'
import './rules.css'

export function RulesPage() {
  const { t } = useTranslation()
  const query = useQuery(rulesQuery)
  const allowed = useMay(calls.createRule)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.rules')}</h1>
        {allowed && (
          <Link to="/rules/new" className="push button-link" data-testid="new-rule">
            {t('rule.new')}
          </Link>
        )}
      </div>
      <PanelBoundary name="rules">
        <section className="panel">
          <Loaded query={query} height={300}>
            {(rules) =>
              rules.length === 0 ? (
                <p className="empty">
                  <strong>{t('rule.none')}</strong>
                  {t('rule.noneMeans')}
                </p>
              ) : (
                <ul>
                  {rules.map((rule) => (
                    <Row key={rule.id} rule={rule} />
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

function Row({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  return (
    <li className="rule-row" data-testid="rule-row" data-rule={rule.id}>
      <div>
        <p className="rule-name">
          <Link to="/rules/$id" params={{ id: rule.id }} className="row-link">
            {rule.name}
          </Link>
          {rule.state !== 'active' && <span className="tag">{t(`rule.state.${rule.state}`)}</span>}
        </p>
        <p className="muted">
          {t(`rule.kind.${rule.condition.kind}`)} · {scopeText(t, rule, stations)} ·{' '}
          {t('rule.version', { version: rule.version })}
        </p>
      </div>
      <RuleLevels rule={rule} />
    </li>
  )
}
