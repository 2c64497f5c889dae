import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { EvaluationView, RuleView } from '@tocsin/contract'
import { useState } from 'react'
import { stationsQuery } from '../api/queries.ts'
import { standingQuery } from '../api/rule-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { useVisible } from '../frame/use-visible.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { placeText, subjectOf } from '../warnings/subject.ts'
import { byConcern, standingCounts } from './standing-model.ts'
import './standing.css'

/** Subjects shown before the rest is asked for: what fires and what waits stand first. */
const FIRST = 20

/** How the rule stands on everything it covers, and why; asked again every few seconds while it is looked at. */
export function Standing({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const [ref, visible] = useVisible<HTMLElement>()
  const query = useQuery({ ...standingQuery(rule.id), enabled: visible })
  const [all, setAll] = useState(false)
  return (
    <section ref={ref} className="panel" data-testid="standing">
      <div className="panel-head">
        <h2>{t('standing.title')}</h2>
        {query.data && query.data.length > 0 && (
          <span className="muted">{t('standing.counts', { ...standingCounts(query.data) })}</span>
        )}
      </div>
      <Loaded query={query}>
        {(evaluations) => {
          if (evaluations.length === 0) {
            return <p className="empty">{t(rule.state === 'draft' ? 'standing.draft' : 'standing.none')}</p>
          }
          const sorted = [...evaluations].sort(byConcern)
          return (
            <>
              <ul className="standing">
                {(all ? sorted : sorted.slice(0, FIRST)).map((one) => (
                  <Row key={one.subject} evaluation={one} />
                ))}
              </ul>
              {!all && sorted.length > FIRST && (
                <p className="more-below">
                  <button type="button" className="link-button" onClick={() => setAll(true)}>
                    {t('standing.all', { count: sorted.length })}
                  </button>
                </p>
              )}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}

function Row({ evaluation }: { evaluation: EvaluationView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const stations = useQuery(stationsQuery).data ?? []
  const { station, datastream, name } = subjectOf(evaluation, stations)
  const { state, firing, waiting } = evaluation
  const level = firing?.level ?? waiting[0]?.level
  return (
    <li data-state={state} data-level={level} data-testid="evaluation">
      <p className="standing-head">
        <b>
          {station ? (
            <Link to="/stations/$id" params={{ id: station.id }}>
              {station.name}
            </Link>
          ) : (
            placeText(t, evaluation, stations)
          )}
          {station && ` ${datastream ? datastreamLabel(t, datastream, station.datastreams) : (name ?? '')}`}
        </b>
        <span className="tag">{t(`standing.state.${state}`)}</span>
        {level && <LevelChip level={level} />}
      </p>
      <p>{evaluation.text[language]}</p>
    </li>
  )
}
