import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TableView } from '@tocsin/contract'
import { calls, type RuleView } from '@tocsin/contract'
import { LEVELS, type Names, type RuleDefinition, ruleSentence, type TableId } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { rulesQuery } from '../api/queries.ts'
import { brokenRulesQuery } from '../api/rule-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useMay } from '../session/use-person.ts'
import { useOpenWarnings } from '../warnings/use-warnings.ts'
import { BrokenRules } from './BrokenRules.tsx'
import { Coverage } from './Coverage.tsx'
import { RuleSentence } from './RuleSentence.tsx'
import { RulesTabs } from './RulesTabs.tsx'
import './rules.css'
import { levelsOf } from './rule-levels.ts'
import { brokenRules, findRules, firingByRule } from './rule-list.ts'
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
      <PanelBoundary name="broken-rules">
        <BrokenRules />
      </PanelBoundary>
      <PanelBoundary name="coverage">
        <Coverage />
      </PanelBoundary>
      <PanelBoundary name="rules">
        <section className="panel">
          <Loaded query={query} height={300}>
            {(rules) =>
              rules.length === 0 ? (
                <Empty title={t('rule.none')} means={t('rule.noneMeans')} />
              ) : (
                <List rules={rules} tables={tables} names={names} />
              )
            }
          </Loaded>
        </section>
      </PanelBoundary>
    </div>
  )
}

const STATES = ['active', 'shadow', 'draft'] as const

interface ListProps extends Pick<RowProps, 'tables' | 'names'> {
  readonly rules: readonly RuleView[]
}

/** Found by words and by state; each with whether it fires now, and whether it failed. */
function List({ rules, tables, names }: ListProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { warnings } = useOpenWarnings()
  const notJudged = useQuery(brokenRulesQuery).data
  const [search, setSearch] = useState('')
  const [state, setState] = useState<RuleView['state'] | ''>('')
  const firing = useMemo(() => firingByRule(warnings), [warnings])
  const broken = useMemo(() => brokenRules(warnings, notJudged ?? []), [warnings, notJudged])
  const told = useMemo(
    () =>
      rules.map((rule) => ({
        rule,
        text: `${t(`rule.kind.${rule.condition.kind}`)} ${ruleSentence(rule as RuleDefinition, language, names)}`,
      })),
    [rules, names, language, t],
  )
  const found = findRules(told, search, state === '' ? undefined : state)
  return (
    <>
      <div className="rule-tools">
        <TextInput
          aria-label={t('rule.search')}
          placeholder={t('rule.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-testid="rule-search"
        />
        <NativeSelect
          aria-label={t('rule.stateIs')}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
          data={[
            { value: '', label: t('rule.anyState') },
            ...STATES.map((value) => ({ value, label: t(`rule.state.${value}`) })),
          ]}
          data-testid="rule-state-filter"
        />
        <span className="muted" role="status">
          {t('rule.filtered', { shown: found.length, total: rules.length })}
        </span>
      </div>
      {found.length === 0 ? (
        <p className="empty">{t('rule.noneFound')}</p>
      ) : (
        <ul>
          {found.map(({ rule }) => (
            <Row
              key={rule.id}
              rule={rule}
              tables={tables}
              names={names}
              firing={firing.get(rule.id) ?? 0}
              broken={broken.has(rule.id)}
            />
          ))}
        </ul>
      )}
    </>
  )
}

interface RowProps {
  readonly firing: number
  readonly broken: boolean
  readonly rule: RuleView
  readonly tables: ReadonlyMap<TableId, TableView>
  readonly names: Names
}

function Row({ rule, tables, names, firing, broken }: RowProps) {
  const { t } = useTranslation()
  const levels = levelsOf(rule, tables)
  return (
    <li className="rule-row" data-testid="rule-row" data-rule={rule.id}>
      <div>
        <p className="rule-name">
          <Link to="/rules/$id" params={{ id: rule.id }} className="row-link">
            {rule.name}
          </Link>
          <span className="tag" data-tone={rule.state}>
            {t(`rule.state.${rule.state}`)}
          </span>
          {firing > 0 && (
            <span className="tag" data-tone="firing" data-testid="rule-firing">
              {t('rule.firing', { count: firing })}
            </span>
          )}
          {broken && (
            <span className="tag" data-tone="broken" title={t('rule.brokenMeans')} data-testid="rule-broken">
              {t('rule.broken')}
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
