import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WarningView } from '@tocsin/contract'
import { stationsQuery } from '../api/queries.ts'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { Sparkline } from '../charts/Sparkline.tsx'
import { TrendText } from '../charts/TrendText.tsx'
import { useSpark } from '../charts/use-spark.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { Value } from '../stations/Value.tsx'
import { Elapsed } from '../time/Elapsed.tsx'
import { Since } from '../time/Since.tsx'
import { useTimed } from '../time/ticker.ts'
import { AcknowledgeButton } from './AcknowledgeButton.tsx'
import { AcknowledgedBy } from './AcknowledgedBy.tsx'
import { CalledLine } from './CalledLine.tsx'
import { isQuiet } from './quiet.ts'
import { SelectToggle } from './SelectionBar.tsx'
import { subjectOf, whereParts } from './subject.ts'
import { WarningTags } from './WarningTags.tsx'
import { standing, stateOf } from './warning-order.ts'
import type { WarningsSearch } from './warnings-model.ts'
import './warnings.css'

interface Props {
  readonly warning: WarningView
  readonly sentence: string
  readonly withTrend?: boolean
  readonly selected?: boolean
  /** The filter of the list it stands in, kept in the address of what it opens. */
  readonly search?: WarningsSearch
  readonly selectable?: boolean
}

/** One warning: how grave, what, where, since when, what it is now, and who has it. */
export function WarningRow({
  warning,
  sentence,
  withTrend = false,
  selected = false,
  search = {},
  selectable = false,
}: Props) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const areaName = useAreaNames()
  const { station, datastream } = subjectOf(warning, stations)
  const quiet = useTimed((now) => isQuiet(warning, now))
  const level = standing(warning)
  const state = stateOf(warning)
  return (
    <li
      className="warning-row"
      data-row
      data-testid="warning-row"
      data-warning-id={warning.id}
      data-level={level}
      data-state={state}
      data-quiet={quiet || undefined}
      data-selected={selected || undefined}
    >
      <LevelChip level={level} state={state} doubtful={warning.needsConfirmation} />
      <div className="warning-what">
        <p className="warning-sentence">
          {/* The link covers the row: a small target is a missed one at 3 a.m. */}
          <Link to="/warnings/$id" params={{ id: warning.id }} search={search} className="row-link">
            {sentence}
          </Link>
          <WarningTags warning={warning} />
        </p>
        <p className="muted warning-where">{whereParts(t, warning, stations, areaName).join(' · ')}</p>
      </div>
      {withTrend && station && datastream ? (
        <Now stationId={station.id} datastream={datastream} />
      ) : (
        <span className="warning-now" />
      )}
      <p className="warning-since">
        {warning.state === 'open' ? <Elapsed since={warning.raisedAt} /> : <Since at={warning.raisedAt} />}
        {warning.clearedAt !== null && warning.state === 'open' && (
          <span className="tag" title={t('warning.clearedMeans')}>
            {t('warning.cleared')}
          </span>
        )}
        {warning.state === 'open' && <CalledLine warning={warning.id} />}
      </p>
      <div className="warning-who">
        {warning.acknowledged ? (
          <AcknowledgedBy warning={warning} acknowledged={warning.acknowledged} sentence={sentence} />
        ) : warning.state === 'open' ? (
          <>
            <AcknowledgeButton warning={warning} sentence={sentence} />
            {selectable && <SelectToggle id={warning.id} sentence={sentence} />}
          </>
        ) : (
          <span className="muted">{t('warning.closed')}</span>
        )}
      </div>
    </li>
  )
}

type Subject = ReturnType<typeof subjectOf>

function Now({
  stationId,
  datastream,
}: {
  stationId: string
  datastream: NonNullable<Subject['datastream']>
}) {
  const { t } = useTranslation()
  const { points } = useSpark(stationId, datastream, true)
  return (
    <div className="warning-now">
      <span className="warning-now-value">
        <span className="muted">{t('warning.now')}</span>{' '}
        <Value station={stationId} datastream={datastream} />
      </span>
      <span className="warning-now-trend">
        <TrendText points={points} datastream={datastream} />
        <Sparkline points={points} bars={datastream.property === 'rainfall'} width={80} />
      </span>
    </div>
  )
}
