import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { calls, type StationView } from '@tocsin/contract'
import { type Datastream, datastreamId, formatDuration } from '@tocsin/core'
import { useMemo } from 'react'
import { perform } from '../api/perform.ts'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { DatastreamChart } from '../charts/DatastreamChart.tsx'
import { rangeOf, searchOf } from '../charts/range.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useVisible } from '../frame/use-visible.ts'
import '../language/trends-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel, term, windowText } from '../language/words.ts'
import { lastHeard } from '../live/last-heard.ts'
import { ManualReports } from '../manual/ManualReports.tsx'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { useTimed } from '../time/ticker.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { WarningRow } from '../warnings/WarningRow.tsx'
import { ChangeDevice } from './ChangeDevice.tsx'
import { ConnectDevice } from './ConnectDevice.tsx'
import { Maintenance, MaintenanceTag } from './Maintenance.tsx'
import { MissedPeaks } from './MissedPeaks.tsx'
import { Rejections } from './Rejections.tsx'
import { RulesInForce } from './RulesInForce.tsx'
import { StationBadges } from './StationBadges.tsx'
import './stations.css'
import { Value } from './Value.tsx'

const route = getRouteApi('/frame/stations/$id')

/** 站点 and its 过程线: what stands there, what it says now, and how it came to that. */
export function StationPage() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const query = useQuery(stationsQuery)
  return (
    <div className="page">
      <Loaded query={query} height={500}>
        {(stations) => {
          const station = stations.find((one) => one.id === id)
          return station ? (
            <Station key={id} station={station} />
          ) : (
            <Empty panel title={t('station.unknown', { id })} means={t('empty.gone')}>
              <Link to="/stations">{t('page.stations')}</Link>
            </Empty>
          )
        }}
      </Loaded>
    </div>
  )
}

function Station({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const datastreams = station.datastreams as readonly Datastream[]
  const { warnings } = useOpenWarnings()
  const own = useMemo(
    () => warnings.filter(({ subject }) => subject.startsWith(`${station.id}/`)),
    [warnings, station.id],
  )
  const sentenceOf = useSentences(own)
  return (
    <>
      <div className="page-head">
        <h1 data-testid="station-name">{station.name}</h1>
        <StationBadges station={station} />
        <MaintenanceTag station={station} />
        <span className="muted">{areaName(station.area)}</span>
        <Link
          to="/trends"
          search={{ with: datastreams.slice(0, 1).map(({ name }) => datastreamId(station.id, name)) }}
          className="push"
          data-testid="compare"
        >
          {t('trends.compare')}
        </Link>
      </div>
      {station.faults.map(({ kind, since, detail }) => (
        <p key={kind} className="alert">
          <b>{t(`fault.${kind}`)}</b> {detail} · <Since at={since} />
        </p>
      ))}
      {own.length > 0 && (
        <PanelBoundary name="open warnings">
          <section className="panel warnings-list" aria-label={t('overview.open')}>
            <ul>
              {own.map((warning) => (
                <WarningRow key={warning.id} warning={warning} sentence={sentenceOf(warning)} />
              ))}
            </ul>
          </section>
        </PanelBoundary>
      )}
      <ul className="live-values panel">
        {datastreams.map((datastream) => (
          <li key={datastream.name}>
            <span className="muted">{datastreamLabel(t, datastream, datastreams)}</span>
            <Value station={station.id} datastream={datastream} size="large" />
          </li>
        ))}
      </ul>
      {datastreams.map((datastream) => (
        <PanelBoundary key={datastream.name} name={datastream.name}>
          <Chart station={station} datastream={datastream} />
        </PanelBoundary>
      ))}
      <div className="station-facts">
        <PanelBoundary name="facts">
          <Facts station={station} />
        </PanelBoundary>
        <PanelBoundary name="manual">
          <ManualReports station={station} />
        </PanelBoundary>
        <PanelBoundary name="maintenance">
          <Maintenance station={station} />
        </PanelBoundary>
        <PanelBoundary name="rejections">
          <section className="panel">
            <div className="panel-head">
              <h2>{t('station.tab.rejections')}</h2>
            </div>
            <Rejections station={station.id} />
          </section>
        </PanelBoundary>
        <PanelBoundary name="missed peaks">
          <section className="panel">
            <div className="panel-head">
              <h2>{t('station.tab.missed-peaks')}</h2>
            </div>
            <MissedPeaks datastreams={datastreams.map(({ name }) => datastreamId(station.id, name))} />
          </section>
        </PanelBoundary>
        <PanelBoundary name="connection">
          <Connection station={station} />
        </PanelBoundary>
      </div>
    </>
  )
}

function Chart({ station, datastream }: { station: StationView; datastream: Datastream }) {
  const search = route.useSearch()
  const range = useMemo(() => rangeOf(search), [search])
  const navigate = useNavigate()
  const rules = useQuery(rulesQuery).data ?? []
  const [ref, visible] = useVisible<HTMLElement>()
  return (
    <section ref={ref} className="panel chart-panel">
      {visible && (
        <DatastreamChart
          station={station}
          datastream={datastream}
          rules={rules}
          range={range}
          onRange={(next) =>
            void navigate({
              to: '/stations/$id',
              params: { id: station.id },
              search: searchOf(next, search),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
    </section>
  )
}

function Facts({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const datastreams = station.datastreams as readonly Datastream[]
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{t('station.facts')}</h2>
      </div>
      <dl className="facts">
        <dt>{t('station.id')}</dt>
        <dd>
          <code>{station.id}</code>
        </dd>
        <dt>{t('station.area')}</dt>
        <dd>
          {areaName(station.area)} <code>{station.area}</code>
        </dd>
        {station.position && (
          <>
            <dt>{t('station.position')}</dt>
            <dd>
              {station.position.longitude.toFixed(5)}, {station.position.latitude.toFixed(5)}
            </dd>
          </>
        )}
        {station.tags && station.tags.length > 0 && (
          <>
            <dt>{t('station.tags')}</dt>
            <dd>{station.tags.join(', ')}</dd>
          </>
        )}
        <dt>{t('station.lastSeen')}</dt>
        <dd>
          <LastHeard station={station} />
        </dd>
        <dt>{t('station.counts')}</dt>
        <dd>{t('station.countsAre', station.counts)}</dd>
        <dt>{t('station.lateness')}</dt>
        <dd>{windowText(t, formatDuration(station.latenessMs))}</dd>
      </dl>
      <ul className="datastream-facts">
        {datastreams.map((one) => (
          <li key={one.name}>
            <b>{term(t, 'property', one.property)}</b>{' '}
            <code className="muted">{datastreamId(station.id, one.name)}</code>
            <span className="muted">
              {' '}
              {t('station.every', { interval: windowText(t, formatDuration(one.intervalMs)) })}
              {one.span && ` · ${t('station.span', { low: one.span[0], high: one.span[1], unit: one.unit })}`}
              {one.datum && ` · ${t('station.datum', { datum: one.datum })}`}
              {one.form && ` · ${t(`station.form.${one.form}`)}`}
            </span>
          </li>
        ))}
      </ul>
      <RulesInForce station={station} />
    </section>
  )
}

/** How its device reaches the broker; an engineer may give it a new secret. */
function Connection({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.renewSecret)
  const renew = useMutation({
    mutationFn: () => perform(calls.renewSecret, { params: { id: station.id } }),
  })
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{t('connect.title')}</h2>
      </div>
      <div className="panel-body">
        <ConnectDevice station={station} secret={renew.data?.secret} />
        <ChangeDevice station={station} />
        {allowed && !renew.data && (
          <details className="close-form">
            <summary>{t('connect.renew')}</summary>
            <p className="muted">{t('connect.renewMeans')}</p>
            <Button variant="default" mt={8} loading={renew.isPending} onClick={() => renew.mutate()}>
              {t('connect.renewNow')}
            </Button>
            {renew.error && <p className="alert">{renew.error.message}</p>}
          </details>
        )}
      </div>
    </section>
  )
}

/** Moves on with every value that the socket brings. */
function LastHeard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const at = useTimed(() => lastHeard(station) ?? Number.NaN)
  return Number.isNaN(at) ? t('value.never') : <Since at={at} />
}
