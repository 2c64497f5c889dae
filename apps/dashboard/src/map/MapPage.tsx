import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { mapSettingsQuery, placesQuery } from '../api/map-queries.ts'
import { stationsQuery } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/map-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { useTimed } from '../time/ticker.ts'
import { ChosenDetail } from './ChosenDetail.tsx'
import { draftFeatures, NO_FEATURES } from './features.ts'
import { LayerBar } from './LayerBar.tsx'
import { Legend, RainLegend } from './Legend.tsx'
import { MapList } from './MapList.tsx'
import { MapTools } from './MapTools.tsx'
import { type Bounds, type MapControls, MapView } from './MapView.tsx'
import { boundsOf, isWithin } from './map-bounds.ts'
import { anchorOf } from './map-ref.ts'
import { useDrawn } from './use-drawn.ts'
import './map.css'
import { type Camera, cameraOf, layersOff, type MapSearch, viewText } from './map-search.ts'
import { type DraftShape, PlacesPanel } from './PlacesPanel.tsx'
import { ReplayBar } from './ReplayBar.tsx'
import { useGround } from './use-ground.ts'
import { replayedAt } from './use-replay.ts'

const route = getRouteApi('/frame/map')

/** All of China, until there is something to look at. */
const CHINA: Camera = { center: [104, 34], zoom: 3 }

/** WebGL is asked for once: without it the list is the map. */
const webgl = (() => {
  let found: boolean | undefined
  return () => {
    found ??= document.createElement('canvas').getContext('webgl2') !== null
    return found
  }
})()

/** 一张图: what stands where, how it fares, who has answered, now and over the last three days. */
export function MapPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate()
  const set = useCallback(
    (change: Partial<MapSearch>) =>
      void navigate({
        to: '/map',
        search: (before) =>
          Object.fromEntries(
            Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined),
          ),
        replace: true,
      }),
    [navigate],
  )
  const minute = useTimed((now) => Math.floor(now / MINUTE) * MINUTE)
  const off = useMemo(() => layersOff({ off: search.off }), [search.off])
  const at = replayedAt(search.t, minute)
  const canDraw = useMay(calls.createPlace)
  const drawn = useDrawn(search, at, minute)
  const controls = useRef<MapControls>(null)
  const [bounds, setBounds] = useState<Bounds>()
  const [onlyView, setOnlyView] = useState(true)
  const [groundAway, setGroundAway] = useState(false)
  const [draft, setDraft] = useState<DraftShape>()
  const ground = useGround()
  const settings = useQuery(mapSettingsQuery).data
  const stationsRead = useQuery(stationsQuery)
  const placesRead = useQuery(placesQuery)
  const hasWebgl = webgl()

  const draftData = useMemo(
    () => (draft === undefined ? NO_FEATURES : draftFeatures(draft.positions, draft.closed)),
    [draft],
  )
  const data = useMemo(() => ({ ...drawn.data, draft: draftData }), [drawn.data, draftData])
  const everywhere = useMemo(() => boundsOf(drawn.positions), [drawn.positions])
  const onMoved = useCallback(
    (next: Camera, seen: Bounds) => {
      setBounds(seen)
      set({ view: viewText(next) })
    },
    [set],
  )

  const pick = (ref: string | undefined, go = false) => {
    set({ sel: ref, panel: undefined })
    const position = ref === undefined ? undefined : drawn.positionOf(ref)
    if (go && position) controls.current?.goTo(position)
  }
  const worst = drawn.stations.find(({ state, position }) => state === 'unacknowledged' && position !== null)
  const within = <T extends { position: readonly [number, number] | null }>(all: readonly T[]) =>
    hasWebgl && onlyView && bounds !== undefined
      ? all.filter(({ position }) => position === null || isWithin(position, bounds))
      : all
  const listed = useDeferredValue(bounds)
  const list = useMemo(
    () => ({
      stations: within(drawn.stations),
      villages: within(drawn.villages),
      places: within(drawn.places.map((place) => ({ place, position: anchorOf(place) }))).map(
        ({ place }) => place,
      ),
      rain: drawn.rain && within(drawn.rain),
    }),
    // The list may follow the map a moment later.
    [drawn.stations, drawn.villages, drawn.places, drawn.rain, listed, onlyView],
  )
  const selected = search.sel === undefined ? undefined : (drawn.positionOf(search.sel) ?? undefined)

  return (
    <div className="map-page">
      <h1 className="visually-hidden">{t('page.map')}</h1>
      <div className="map-main">
        <a className="map-skip" href="#map-list">
          {t('map.skip')}
        </a>
        <LayerBar off={off} rain={search.rain} level={search.level} onChange={set} />
        {!hasWebgl && (
          <p className="alert" role="status" data-testid="no-webgl">
            {t('map.noWebgl')}
          </p>
        )}
        {hasWebgl && (groundAway || ground?.failed) && (
          <p className="alert" role="status" data-testid="ground-away">
            {t('map.groundAway')}
          </p>
        )}
        {drawn.failed && (
          <p className="alert" role="status">
            {t('map.replay.failed', { detail: drawn.failed.message })}
          </p>
        )}
        {!drawn.complete && <p className="alert">{t('map.replay.incomplete')}</p>}
        {hasWebgl && (
          <div className="map-stage">
            {ground === undefined || !drawn.ready ? (
              <div className="skeleton map-canvas" role="status" aria-label={t('loading')} />
            ) : (
              <PanelBoundary name="map">
                <MapView
                  bundled={ground.bundled}
                  chosen={ground.chosen}
                  palette={ground.palette}
                  data={data}
                  off={off}
                  look={cameraOf(search) ?? everywhere ?? CHINA}
                  selected={selected}
                  drawing={draft?.byHand === true}
                  controls={controls}
                  onMoved={onMoved}
                  onPick={pick}
                  onDraw={(position) => draft?.add(position)}
                  onGroundAway={setGroundAway}
                />
              </PanelBoundary>
            )}
            <MapTools
              controls={controls}
              everywhere={everywhere}
              onWorst={worst && (() => pick(`station:${worst.id}`, true))}
            />
            <Legend rain={undefined} />
            {search.rain !== undefined && <RainLegend />}
            <p className="map-note" data-testid="map-note">
              {[t('map.schematic'), settings?.approval, attributionOf(settings?.base)]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
        )}
        {at !== undefined && (
          <p className="replay-banner" role="status" data-testid="replay-banner">
            {t('map.replay.banner')}
          </p>
        )}
        <ReplayBar at={at} now={minute} loading={drawn.loading} onMove={(t) => set({ t })} />
      </div>
      <aside className="map-side" id="map-list" tabIndex={-1} aria-label={t('map.list')}>
        <nav className="tabs" aria-label={t('map.list')}>
          <button
            type="button"
            aria-current={search.panel === undefined ? 'page' : undefined}
            onClick={() => set({ panel: undefined })}
          >
            {t('map.list')}
          </button>
          <button
            type="button"
            aria-current={search.panel === 'places' ? 'page' : undefined}
            onClick={() => set({ panel: 'places', sel: undefined })}
            data-testid="map-places"
          >
            {t('map.places.title')}
          </button>
        </nav>
        {search.panel === 'places' ? (
          <PanelBoundary name="places">
            <Loaded query={placesRead} height={160}>
              {() => (
                <PlacesPanel
                  places={drawn.places}
                  change={search.sel}
                  onDraft={setDraft}
                  onShow={(ref) => pick(ref, true)}
                  onChange={(ref) => set({ sel: ref })}
                />
              )}
            </Loaded>
          </PanelBoundary>
        ) : (
          <>
            <PanelBoundary name="detail">
              <ChosenDetail
                search={search}
                drawn={drawn}
                replayed={at !== undefined}
                onEdit={canDraw ? () => set({ panel: 'places' }) : undefined}
                onClose={() => pick(undefined)}
              />
            </PanelBoundary>
            {hasWebgl && (
              <label className="map-only">
                <input
                  type="checkbox"
                  checked={onlyView}
                  onChange={() => setOnlyView(!onlyView)}
                  data-testid="only-view"
                />
                <span>{t('map.onlyView')}</span>
              </label>
            )}
            <Loaded query={stationsRead} height={240}>
              {() => (
                <MapList
                  {...list}
                  off={off}
                  answersShown={at === undefined}
                  selected={search.sel}
                  onPick={(ref) => pick(ref, true)}
                />
              )}
            </Loaded>
          </>
        )}
      </aside>
    </div>
  )
}

function attributionOf(base: { kind: string; attribution?: string } | undefined): string {
  if (base === undefined) return ''
  return base.kind === 'bundled' ? 'Natural Earth · world-geo-json-zh' : (base.attribution ?? '')
}
