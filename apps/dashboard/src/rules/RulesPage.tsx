import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TableView } from '@tocsin/contract'
import { calls, type RuleView } from '@tocsin/contract'
import { LEVELS, type Names, type TableId } from '@tocsin/core'
import { rulesQuery } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useMay } from '../session/use-person.ts'
import { Coverage } from './Coverage.tsx'
import { RuleSentence } from './RuleSentence.tsx'
import { RulesTabs } from './RulesTabs.tsx'
import './rules.css'
import { levelsOf } from './rule-levels.ts'
import { useNames } from './use-names.ts'
import { useTables } from './use-tables.ts'

const NONE: RuleView[] = []

export function RulesPage() {
  const { t } = useTranslation()
  const query = useQuery(rulesQuery)
  const tables = useTables(query.data ?? NONE)
  const names = useNames()
  const allowed = useMay(calls.createRule)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.rules')}</h1>
        <RulesTabs />
        {allowed && (
          <Link to="/rules/new" className="push button-link" data-testid="new-rule">
            {t('rule.new')}
          </Link>
        )}
      </div>
      <PanelBoundary name="coverage">
        <Coverage />
      </PanelBoundary>
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
                    <Row key={rule.id} rule={rule} tables={tables} names={names} />
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

interface RowProps {
  readonly rule: RuleView
  readonly tables: ReadonlyMap<TableId, TableView>
  readonly names: Names
}

function Row({ rule, tables, names }: RowProps) {
  const { t } = useTranslation()
  const levels = levelsOf(rule, tables)
  return (
    <li className="rule-row" data-testid="rule-row" data-rule={rule.id}>
      <div>
        <p className="rule-name">
          <Link to="/rules/$id" params={{ id: rule.id }} className="row-link">
            {rule.name}
          </Link>
          {rule.state !== 'active' && (
            <span className="tag" data-tone={rule.state}>
              {t(`rule.state.${rule.state}`)}
            </span>
          )}
        </p>
        <p className="muted">
          {t(`rule.kind.${rule.condition.kind}`)} · {t('rule.version', { version: rule.version })}
        </p>
        <p className="rule-chips">
          {LEVELS.filter((level) => levels.includes(level)).map((level) => (
            <LevelChip key={level} level={level} />
          ))}
        </p>
      </div>
      <RuleSentence rule={rule} names={names} />
    </li>
  )
}
