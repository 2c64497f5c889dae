import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RuleView, StationView } from '@tocsin/contract'
import type { Datastream } from '@tocsin/core'
import { rulesQuery } from '../api/queries.ts'
import { coverageQuery } from '../api/rule-queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { subjectOf } from '../warnings/subject.ts'
import { stationCoverage } from './station-coverage.ts'

const NONE: RuleView[] = []

/** Which rules judge what stands here, as the gateway has it, and what none of them judges. */
export function RulesInForce({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const rules = useQuery(rulesQuery).data ?? NONE
  const coverage = useQuery(coverageQuery).data
  if (coverage === undefined) return null
  const { judging, unwatched } = stationCoverage(station.id, coverage, rules)
  const called = unwatched.map((subject) => {
    const { datastream } = subjectOf({ subject }, [station])
    return datastream ? datastreamLabel(t, datastream, station.datastreams as readonly Datastream[]) : subject
  })
  return (
    <div className="datastream-facts">
      <b>{t('station.rules')}</b>
      {unwatched.length > 0 && (
        <p className="alert">{t('station.unwatched', { datastreams: called.join(t('and')) })}</p>
      )}
      <ul>
        {judging.map(({ rule, mode }) => (
          <li key={rule.id}>
            <Link to="/rules/$id" params={{ id: rule.id }}>
              {rule.name}
            </Link>{' '}
            <span className="muted">{t('rule.version', { version: rule.version })}</span>{' '}
            {mode === 'shadow' && (
              <span className="tag" data-tone="shadow">
                {t('rule.state.shadow')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
