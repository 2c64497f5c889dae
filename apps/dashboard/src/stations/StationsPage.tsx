import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { calls, type StationView } from '@tocsin/contract'
import type { Datastream } from '@tocsin/core'
import { useDeferredValue, useMemo } from 'react'
import { stationsQuery } from '../api/queries.ts'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useVisible } from '../frame/use-visible.ts'
import { roving } from '../keyboard/rows.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { MissedPeaks } from './MissedPeaks.tsx'
import { Rejections } from './Rejections.tsx'
import { StationBadges } from './StationBadges.tsx'
import { StationsTabs } from './StationsTabs.tsx'
import { Strangers } from './Strangers.tsx'
import { byArea } from './station-list.ts'
import './stations.css'
import { Value } from './Value.tsx'

const route = getRouteApi('/frame/stations/')

export function StationsPage() {
  const { t } = useTranslation()
  const { tab = 'list' } = route.useSearch()
  const allowed = useMay(calls.createStation)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.stations')}</h1>
        <StationsTabs current={tab} />
        {allowed && (
          <Link to="/stations/new" className="push button-link" data-testid="connect-station">
            {t('station.connect')}
          </Link>
        )}
      </div>
      <PanelBoundary name={tab}>
        {tab === 'list' && <List />}
        {tab === 'rejections' && (
          <section className="panel">
            <Rejections />
          </section>
        )}
        {tab === 'strangers' && (
          <section className="panel">
            <Strangers />
          </section>
        )}
        {tab === 'missed-peaks' && (
          <section className="panel">
            <MissedPeaks />
          </section>
        )}
      </PanelBoundary>
    </div>
  )
}

function NoStations({ isSearch }: { readonly isSearch: boolean }) {
  const { t } = useTranslation()
  const allowed = useMay(calls.createStation)
  if (isSearch) {
    return (
      <Empty panel title={t('station.notFound')} means={t('empty.stationsNotFound')}>
        <Link to="/stations">{t('empty.clearSearch')}</Link>
      </Empty>
    )
  }
  return (
    <Empty panel title={t('overview.noStations')} means={t('empty.stations')}>
      {allowed && (
        <Link to="/stations/new" className="button-link">
          {t('empty.connect')}
        </Link>
      )}
    </Empty>
  )
}

function List() {
  const { t } = useTranslation()
  const { q = '' } = route.useSearch()
  const navigate = useNavigate()
  const areaName = useAreaNames()
  const query = useQuery(stationsQuery)
  const search = useDeferredValue(q)
  const areas = useMemo(() => byArea(query.data ?? [], search), [query.data, search])
  return (
    <>
      <TextInput
        type="search"
        className="station-search"
        data-key="f"
        aria-label={t('station.search')}
        placeholder={t('station.search')}
        value={q}
        onChange={(event) => {
          const text = event.currentTarget.value
          void navigate({ to: '/stations', search: text === '' ? {} : { q: text }, replace: true })
        }}
      />
      <Loaded query={query} height={400}>
        {(stations) =>
          areas.length === 0 ? (
            <NoStations isSearch={stations.length > 0} />
          ) : (
            <div ref={roving} className="station-areas">
              {areas.map(({ area, stations: ofArea }) => (
                <section key={area} className="panel" aria-label={areaName(area)}>
                  <div className="panel-head">
                    <h2>{areaName(area)}</h2>
                    <span className="muted">{t('station.count', { count: ofArea.length })}</span>
                  </div>
                  <ul>
                    {ofArea.map((station) => (
                      <Row key={station.id} station={station} />
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function Row({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const [ref, visible] = useVisible<HTMLLIElement>()
  return (
    <li ref={ref} className="station-line" data-row data-testid="station-row" data-station={station.id}>
      {visible && (
        <>
          <div className="station-line-name">
            <Link to="/stations/$id" params={{ id: station.id }} className="row-link">
              {station.name}
            </Link>
            <code className="muted">{station.id}</code>
            <StationBadges station={station} />
          </div>
          <ul className="station-line-values">
            {(station.datastreams as readonly Datastream[]).map((datastream) => (
              <li key={datastream.name}>
                <span className="muted">{datastreamLabel(t, datastream, station.datastreams)}</span>
                <Value station={station.id} datastream={datastream} />
              </li>
            ))}
          </ul>
        </>
      )}
    </li>
  )
}
