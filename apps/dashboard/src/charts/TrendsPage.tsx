import { TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { StationView } from '@tocsin/contract'
import type { DatastreamId } from '@tocsin/core'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/trends-words.ts'
import { IconButton } from '../frame/IconButton.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { StationsTabs } from '../stations/StationsTabs.tsx'
import '../stations/stations.css'
import './charts.css'
import { DatastreamChart } from './DatastreamChart.tsx'
import { RangeControls } from './RangeControls.tsx'
import { PRESET_MS, type Range, rangeOf, searchOf } from './range.ts'
import { MOST_CHARTS, moved, offers, type Placed, placedOf } from './trend-selection.ts'

const route = getRouteApi('/frame/trends')
const OFFERED = 12

/** 过程线对比: up to eight datastreams of any stations on one axis of time, upstream first. Selection and stretch live in the address. */
export function TrendsPage() {
  const { t } = useTranslation()
  const query = useQuery(stationsQuery)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('trends.page')}</h1>
        <StationsTabs current="trends" />
      </div>
      <Loaded query={query} height={400}>
        {(stations) => <Trends stations={stations} />}
      </Loaded>
    </div>
  )
}

function Trends({ stations }: { stations: readonly StationView[] }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate()
  const rules = useQuery(rulesQuery).data ?? []
  const ids = useMemo(() => [...new Set(search.with ?? [])].slice(0, MOST_CHARTS), [search.with])
  const range = useMemo(() => rangeOf(search), [search])
  const followed = useRef<Range>({ kind: 'follow', length: PRESET_MS[search.range ?? '24h'] })
  if (range.kind === 'follow') followed.current = range

  const go = (change: { ids?: readonly DatastreamId[]; range?: Range }) =>
    void navigate({
      to: '/trends',
      search: { with: [...(change.ids ?? ids)], ...searchOf(change.range ?? range, search) },
      replace: true,
      resetScroll: false,
    })
  const onRange = (next: Range) => go({ range: next })

  return (
    <>
      <section className="panel trends-controls" aria-label={t('chart.range')}>
        <RangeControls range={range} onRange={onRange} onFollow={() => onRange(followed.current)} />
      </section>
      {ids.length === 0 && (
        <Empty
          panel
          title={t('trends.none')}
          means={t(stations.length === 0 ? 'empty.trendsNoStations' : 'empty.trends')}
        />
      )}
      {ids.map((id, index) => {
        const placed = placedOf(stations, id)
        const what = placed
          ? `${placed.station.name} ${datastreamLabel(t, placed.datastream, placed.station.datastreams)}`
          : id
        return (
          <section key={id} className="panel chart-panel" aria-label={what} data-testid="trend">
            <div className="trend-actions">
              {placed && (
                <Link to="/stations/$id" params={{ id: placed.station.id }}>
                  {placed.station.name}
                </Link>
              )}
              <IconButton
                label={t('trends.up', { what })}
                disabled={index === 0}
                onClick={() => go({ ids: moved(ids, id, -1) })}
              >
                <IconArrowUp size={16} aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t('trends.down', { what })}
                disabled={index === ids.length - 1}
                onClick={() => go({ ids: moved(ids, id, 1) })}
              >
                <IconArrowDown size={16} aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t('trends.drop', { what })}
                onClick={() => go({ ids: ids.filter((one) => one !== id) })}
              >
                <IconX size={16} aria-hidden="true" />
              </IconButton>
            </div>
            <PanelBoundary name={id}>
              {placed ? (
                <DatastreamChart
                  station={placed.station}
                  datastream={placed.datastream}
                  rules={rules}
                  range={range}
                  onRange={onRange}
                  syncKey="trends"
                />
              ) : (
                <Empty title={t('trends.unknown', { id })} means={t('empty.trendGone')} />
              )}
            </PanelBoundary>
          </section>
        )
      })}
      <AddChart stations={stations} chosen={ids} onAdd={(id) => go({ ids: [...ids, id] })} />
    </>
  )
}

function AddChart({
  stations,
  chosen,
  onAdd,
}: {
  stations: readonly StationView[]
  chosen: readonly DatastreamId[]
  onAdd(id: DatastreamId): void
}) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed)
  const found = useMemo(
    () => offers(stations, chosen, search, (station, one) => datastreamLabel(t, one, station.datastreams)),
    [stations, chosen, search, t],
  )
  const isFull = chosen.length >= MOST_CHARTS
  const name = ({ station, datastream }: Placed) =>
    `${station.name} · ${datastreamLabel(t, datastream, station.datastreams)}`
  return (
    <section className="panel" aria-label={t('trends.add')}>
      <div className="panel-head">
        <h2>{t('trends.add')}</h2>
        <span className="muted">{t(isFull ? 'trends.full' : 'trends.addMeans')}</span>
      </div>
      <div className="panel-body trends-add">
        <TextInput
          type="search"
          aria-label={t('trends.find')}
          placeholder={t('trends.find')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="trend-find"
        />
        {found.length === 0 && <p className="muted">{t('trends.noMatch')}</p>}
        <ul className="trends-offers">
          {found.slice(0, OFFERED).map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className="link-button"
                disabled={isFull}
                onClick={() => onAdd(one.id)}
                data-testid="trend-offer"
                data-datastream={one.id}
              >
                {name(one)}
              </button>{' '}
              <span className="muted">{areaName(one.station.area)}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
