import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { calls, type RuleVersion, type RuleView } from '@tocsin/contract'
import { useState } from 'react'
import { isGone, perform } from '../api/perform.ts'
import { keys, ruleQuery } from '../api/queries.ts'
import { tablesQuery } from '../api/rule-queries.ts'
import { BacktestPanel } from '../backtest/BacktestPanel.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { Translate } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { Versions } from '../versions/Versions.tsx'
import { DeleteRule } from './DeleteRule.tsx'
import { RuleForm } from './form/RuleForm.tsx'
import { RuleGone } from './RuleGone.tsx'
import { RuleSentence } from './RuleSentence.tsx'
import './rules.css'
import { ShadowReport } from './ShadowReport.tsx'
import { Standing } from './Standing.tsx'
import { StateActions } from './StateActions.tsx'
import { tableOf } from './table-values.ts'
import { useNames } from './use-names.ts'

const route = getRouteApi('/frame/rules/$id')

export function RulePage() {
  const { id } = route.useParams()
  const query = useQuery(ruleQuery(id))
  return (
    <div className="page">
      <PanelBoundary name="rule">
        {isGone(query.error) ? (
          <RuleGone id={id} problem={query.error.problem} />
        ) : (
          <Loaded query={query} height={400}>
            {({ rule, versions, sentence }) => (
              <Rule key={rule.id} rule={rule} versions={versions} sentence={sentence} />
            )}
          </Loaded>
        )}
      </PanelBoundary>
    </div>
  )
}

interface Props {
  readonly rule: RuleView
  readonly versions: readonly RuleVersion[]
  readonly sentence: { readonly zh: string; readonly en: string }
}

function Rule({ rule, versions, sentence }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const names = useNames()
  const allowed = useMay(calls.changeRule)
  const [editing, setEditing] = useState(false)
  const revert = async (version: number, reason: string) => {
    await perform(calls.revertRule, { params: { id: rule.id }, body: { version, reason } })
    await client.invalidateQueries({ queryKey: keys.rule(rule.id) })
    await client.invalidateQueries({ queryKey: keys.rules })
  }
  return (
    <>
      <div className="page-head">
        <h1>{rule.name}</h1>
        <span className="tag" data-tone={rule.state} data-testid="rule-state">
          {t(`rule.state.${rule.state}`)}
        </span>
        <span className="muted">
          {t(`rule.kind.${rule.condition.kind}`)} · {t('rule.version', { version: rule.version })}
        </span>
      </div>
      <section className="panel">
        {editing ? (
          <RuleForm
            key={rule.version}
            rule={rule}
            others={comparable(t, versions)}
            onDone={() => setEditing(false)}
          />
        ) : (
          <Facts rule={rule} sentence={sentence}>
            <Button
              variant="default"
              disabled={!allowed}
              {...(!allowed && { title: t('forbidden.rule') })}
              onClick={() => setEditing(true)}
              data-testid="edit-rule"
            >
              {t('rule.edit')}
            </Button>
          </Facts>
        )}
      </section>
      <PanelBoundary name="standing">
        <Standing rule={rule} />
      </PanelBoundary>
      <PanelBoundary name="shadow">
        <ShadowReport rule={rule} />
      </PanelBoundary>
      {!editing && (
        <PanelBoundary name="back-test">
          <section className="panel">
            <div className="panel-head">
              <h2>{t('backtest.title')}</h2>
            </div>
            <div className="panel-body">
              <BacktestPanel
                key={rule.version}
                rule={{ id: rule.id, version: rule.version }}
                others={comparable(t, versions, rule.version)}
              />
            </div>
          </section>
        </PanelBoundary>
      )}
      <PanelBoundary name="versions">
        <section className="panel">
          <div className="panel-head">
            <h2>{t('rule.versions')}</h2>
          </div>
          <Versions
            versions={versions}
            current={rule.version}
            allowed={allowed}
            forbidden={t('forbidden.rule')}
            revert={revert}
          >
            {(version) =>
              version.version !== rule.version && <RuleSentence rule={version.rule} names={names} />
            }
          </Versions>
        </section>
      </PanelBoundary>
    </>
  )
}

/** Versions that a back-test may be compared with, newest first; the one in force, or that was last, is said to be. */
function comparable(t: Translate, versions: readonly RuleVersion[], but?: number) {
  const newestFirst = [...versions].sort((a, b) => b.version - a.version)
  const inForce = newestFirst.find(({ rule }) => rule.state === 'active')?.version
  return newestFirst
    .filter(({ version }) => version !== but)
    .map(({ version, rule }) => ({
      id: rule.id,
      version,
      label: `${t('rule.version', { version })}${version === inForce ? t('backtest.inForce') : ''}`,
    }))
}

function Facts({
  rule,
  sentence,
  children,
}: Pick<Props, 'rule' | 'sentence'> & { readonly children: React.ReactNode }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const tables = useQuery(tablesQuery).data ?? []
  const table = tableOf(rule)
  return (
    <div className="panel-body rule-facts">
      <p className="rule-sentence leading" data-testid="rule-sentence">
        {sentence[language]}
      </p>
      {table !== undefined && (
        <p>
          <span className="muted">{t('rule.valuesFrom')}</span>{' '}
          <Link to="/rules/tables/$id" params={{ id: table }}>
            {tables.find(({ id }) => id === table)?.name ?? table}
          </Link>
        </p>
      )}
      <p>
        <span className="muted">{t('warning.response')}</span> {rule.response ?? t('rule.noResponse')}
      </p>
      <div className="row-actions">
        <StateActions rule={rule} />
        {children}
        <DeleteRule rule={rule} />
      </div>
    </div>
  )
}
