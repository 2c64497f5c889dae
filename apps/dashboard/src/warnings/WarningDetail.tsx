import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { WarningWithEvents } from '@tocsin/contract'
import { HOUR } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { rulesQuery, stationsQuery, warningQuery } from '../api/queries.ts'
import { CalloutLinks } from '../callouts/CalloutLinks.tsx'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { DatastreamChart } from '../charts/DatastreamChart.tsx'
import { PRESET_MS, type Preset, type Range } from '../charts/range.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { WatcherNotes } from '../manual/WatcherNotes.tsx'
import { Value } from '../stations/Value.tsx'
import { Since } from '../time/Since.tsx'
import { serverNow } from '../time/server-clock.ts'
import { AcknowledgeButton } from './AcknowledgeButton.tsx'
import { AcknowledgedBy } from './AcknowledgedBy.tsx'
import { eventWord } from './event-words.ts'
import { ShelveForm } from './ShelveForm.tsx'
import { placeText, subjectOf } from './subject.ts'
import { Timeline } from './Timeline.tsx'
import { useSentences } from './use-warnings.ts'
import { WarningEvidence } from './WarningEvidence.tsx'
import { CloseForm, NoteForm } from './WarningForms.tsx'
import { WarningTags } from './WarningTags.tsx'
import { standing, stateOf } from './warning-order.ts'
import './warnings.css'

const route = getRouteApi('/frame/warnings/$id')
const listRoute = getRouteApi('/frame/warnings')

/** Everything about one warning, under its own address. */
export function WarningDetail() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const search = listRoute.useSearch()
  const query = useQuery(warningQuery(id))
  return (
    <article className="panel warning-detail" data-testid="warning-detail" data-warning-id={id} key={id}>
      <div className="detail-close">
        <Link
          to="/warnings"
          search={search}
          className="frame-button"
          aria-label={t('warning.back')}
          data-key="Escape"
        >
          <IconX size={18} aria-hidden="true" />
        </Link>
      </div>
      <PanelBoundary name="warning">
        <Loaded query={query} height={400}>
          {(warning) => <Detail warning={warning} />}
        </Loaded>
      </PanelBoundary>
    </article>
  )
}

function Detail({ warning }: { warning: WarningWithEvents }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const list = useMemo(() => [warning], [warning])
  const sentence = useSentences(list)(warning)
  const areaName = useAreaNames()
  const { station, datastream } = subjectOf(warning, stations)
  const level = standing(warning)
  const unit = datastream?.unit ?? ''
  return (
    <div className="detail" data-level={level}>
      <header className="detail-head">
        <p className="row-actions">
          <LevelChip level={level} state={stateOf(warning)} doubtful={warning.needsConfirmation} />
          <WarningTags warning={warning} />
          {warning.gravest !== level && (
            <span className="tag">{t('warning.gravest', { level: t(`level.chip.${warning.gravest}`) })}</span>
          )}
          <span className="tag" data-testid="warning-state">
            {t(`warning.state.${stateOf(warning)}`)}
          </span>
        </p>
        <h1>{sentence}</h1>
        <p className="muted">
          {station ? (
            <>
              <Link to="/stations/$id" params={{ id: station.id }}>
                {station.name}
              </Link>{' '}
              · {areaName(warning.area)}
            </>
          ) : (
            [...new Set([areaName(placeText(t, warning, stations)), areaName(warning.area)])].join(' · ')
          )}
        </p>
        <p>
          {t('warning.raised')} <Since at={warning.raisedAt} />
        </p>
        {warning.clearedAt !== null && (
          <p>
            {t('warning.clearedAt')} <Since at={warning.clearedAt} />
          </p>
        )}
        {warning.closedAt !== null && (
          <p>
            {t('warning.closedAt')} <Since at={warning.closedAt} />
          </p>
        )}
        <CalloutLinks warning={warning.id} open={warning.state === 'open'} />
        {station && datastream && (
          <p className="row-actions">
            <span className="muted">{t('warning.now')}</span>
            <Value station={station.id} datastream={datastream} size="large" />
          </p>
        )}
        {warning.acknowledged ? (
          <AcknowledgedBy warning={warning} acknowledged={warning.acknowledged} sentence={sentence} whole />
        ) : (
          warning.state === 'open' && <AcknowledgeButton warning={warning} sentence={sentence} size="md" />
        )}
      </header>
      {warning.response && (
        <section className="detail-part response">
          <h2>{t('warning.response')}</h2>
          <p>{warning.response}</p>
        </section>
      )}
      {station && datastream && (
        <PanelBoundary name="chart">
          <section className="detail-part">
            <Around warning={warning} station={station} datastream={datastream} />
          </section>
        </PanelBoundary>
      )}
      <WatcherNotes warning={warning} />
      <WarningEvidence warning={warning} unit={unit} />
      <section className="detail-part">
        <h2>{t('warning.events')}</h2>
        <Timeline events={warning.events} unit={unit} />
        <NoteForm id={warning.id} />
        {warning.state === 'open' && <ShelveForm warning={warning} />}
        {warning.state === 'open' && <CloseForm id={warning.id} />}
      </section>
    </div>
  )
}

type Subject = ReturnType<typeof subjectOf>

/** The datastream around the warning: up to now while it is open, else the stretch it was open in. */
function Around({
  warning,
  station,
  datastream,
}: {
  warning: WarningWithEvents
  station: NonNullable<Subject['station']>
  datastream: NonNullable<Subject['datastream']>
}) {
  const { t } = useTranslation()
  const rules = useQuery(rulesQuery).data ?? []
  const [range, setRange] = useState<Range>(() => {
    const end = warning.closedAt ?? warning.clearedAt
    if (warning.state === 'open' || end === null) {
      return { kind: 'follow', length: PRESET_MS[openFor(warning)] }
    }
    const room = Math.max(HOUR, (end - warning.raisedAt) / 3)
    return { kind: 'fixed', from: warning.raisedAt - room, to: end + room }
  })
  const marks = useMemo(
    () =>
      warning.events
        .filter(({ type }) => type !== 'note')
        .map((event) => ({ at: event.at, text: t(`event.${eventWord(event)}`) })),
    [warning.events, t],
  )
  return (
    <DatastreamChart
      station={station}
      datastream={datastream}
      rules={rules}
      range={range}
      onRange={setRange}
      marks={marks}
    />
  )
}

/** The shortest preset that shows the warning from before it was raised. */
function openFor(warning: WarningWithEvents): Preset {
  const age = serverNow() - warning.raisedAt
  if (age < 4 * HOUR) return '6h'
  if (age < 20 * HOUR) return '24h'
  if (age < 60 * HOUR) return '3d'
  return age < 150 * HOUR ? '7d' : '30d'
}
