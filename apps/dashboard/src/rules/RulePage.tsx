import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { calls, type RuleVersion, type RuleView } from '@tocsin/contract'
import { useState } from 'react'
import { ruleQuery, stationsQuery } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { RuleForm } from './RuleForm.tsx'
import { RuleLevels } from './RuleLevels.tsx'
import { scopeText } from './rule-words.ts'
import './rules.css'

const route = getRouteApi('/frame/rules/$id')

export function RulePage() {
  const { id } = route.useParams()
  const query = useQuery(ruleQuery(id))
  return (
    <div className="page">
      <PanelBoundary name="rule">
        <Loaded query={query} height={400}>
          {({ rule, versions }) => (
            <Rule key={`${rule.id}@${rule.version}`} rule={rule} versions={versions} />
          )}
        </Loaded>
      </PanelBoundary>
    </div>
  )
}

function Rule({ rule, versions }: { rule: RuleView; versions: readonly RuleVersion[] }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const allowed = useMay(calls.changeRule)
  const [editing, setEditing] = useState(false)
  return (
    <>
      <div className="page-head">
        <h1>{rule.name}</h1>
        <span className="tag">{t(`rule.state.${rule.state}`)}</span>
        <span className="muted">{t('rule.version', { version: rule.version })}</span>
      </div>
      {editing ? (
        <section className="panel">
          <RuleForm rule={rule} onDone={() => setEditing(false)} />
        </section>
      ) : (
        <section className="panel">
          <div className="panel-body rule-facts">
            <p>
              <span className="muted">{t('rule.covers')}</span> {scopeText(t, rule, stations)}
            </p>
            <RuleLevels rule={rule} />
            <p>
              <span className="muted">{t('warning.response')}</span> {rule.response ?? t('rule.noResponse')}
            </p>
            <p>
              <button
                type="button"
                className="button-link as-button"
                disabled={!allowed}
                {...(!allowed && { title: t('forbidden.rule') })}
                onClick={() => setEditing(true)}
                data-testid="edit-rule"
              >
                {t('rule.edit')}
              </button>
            </p>
          </div>
        </section>
      )}
      <section className="panel">
        <div className="panel-head">
          <h2>{t('rule.versions')}</h2>
        </div>
        <ol className="versions">
          {[...versions]
            .sort((a, b) => b.version - a.version)
            .map((version) => (
              <li key={version.version}>
                <p>
                  <b>{t('rule.version', { version: version.version })}</b> · {version.by} ·{' '}
                  <Since at={version.at} />
                </p>
                {version.reason && <p>{version.reason}</p>}
                <RuleLevels rule={version.rule} />
              </li>
            ))}
        </ol>
      </section>
    </>
  )
}
