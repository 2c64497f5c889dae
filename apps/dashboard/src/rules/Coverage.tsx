import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { StationView } from '@tocsin/contract'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { coverageQuery } from '../api/rule-queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { subjectOf } from '../warnings/subject.ts'
import { type Gap, gapsOf } from './coverage-model.ts'

/** Datastreams that no rule in force judges: nobody would be warned, whatever they report. Nothing is shown when there are none. */
export function Coverage() {
  const { t } = useTranslation()
  const coverage = useQuery(coverageQuery).data
  const rules = useQuery(rulesQuery).data ?? []
  const stations = useQuery(stationsQuery).data ?? []
  if (coverage === undefined) return null
  const { unwatched, withoutRow } = gapsOf(coverage, rules)
  if (unwatched.length + withoutRow.length === 0) return null
  return (
    <details className="panel coverage" data-testid="uncovered">
      <summary>
        {unwatched.length > 0 && <b>{t('coverage.unwatched', { count: unwatched.length })}</b>}
        {withoutRow.length > 0 && <span>{t('coverage.withoutRow', { count: withoutRow.length })}</span>}
      </summary>
      <ul>
        {[...unwatched, ...withoutRow].map((gap) => (
          <Row key={gap.datastream} gap={gap} stations={stations} />
        ))}
      </ul>
    </details>
  )
}

function Row({ gap, stations }: { gap: Gap; stations: readonly StationView[] }) {
  const { t } = useTranslation()
  const { station, datastream } = subjectOf({ subject: gap.datastream }, stations)
  return (
    <li>
      {station && datastream ? (
        <Link to="/stations/$id" params={{ id: station.id }}>
          {station.name} {datastreamLabel(t, datastream, station.datastreams)}
        </Link>
      ) : (
        gap.datastream
      )}
      {gap.withoutRow.map(({ id, name }) => (
        <span key={id} className="muted">
          {t('coverage.noRow', { name })}
        </span>
      ))}
    </li>
  )
}
