import { IconFlag, IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { calls, type PlaceView, type StationView } from '@tocsin/contract'
import { anchor, type Geometry, GRAVITY, MINUTE } from '@tocsin/core'
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { areasQuery } from '../api/directory-queries.ts'
import { mapSettingsQuery, placesQuery, rainQuery, villageAnswersQuery } from '../api/map-queries.ts'
import { stationsQuery } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/map-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { useTimed } from '../time/ticker.ts'
import { useOpenWarnings } from '../warnings/use-warnings.ts'
import {
  draftFeatures,
  type Features,
  NO_FEATURES,
  placeFeatures,
  rainFeatures,
  stationFeatures,
  villageFeatures,
} from './features.ts'
import { LayerBar } from './LayerBar.tsx'
import { Legend, RainLegend } from './Legend.tsx'
import { PlaceDetail, StationDetail, VillageDetail } from './MapDetail.tsx'
import { MapList } from './MapList.tsx'
import { type Bounds, type MapControls, MapView } from './MapView.tsx'
import './map.css'
import { type Camera, cameraOf, layersOff, type MapSearch, viewText } from './map-search.ts'
import { type DraftShape, PlacesPanel } from './PlacesPanel.tsx'
import { ReplayBar } from './ReplayBar.tsx'
import { rainMarks } from './rain.ts'
import { byConcern, rankOf } from './station-marks.ts'
import { useGround } from './use-ground.ts'
import { replayedAt, useReplay } from './use-replay.ts'
import { useStationMarks } from './use-station-marks.ts'
import { byAnswer, villageMarks } from './villages.ts'

const route = getRouteApi('/frame/map')

/** All of China, until there is something to look at. */
const CHINA: Camera = { center: [104, 34], zoom: 3 }
const NO_STATIONS: StationView[] = []
const NO_PLACES: PlaceView[] = []

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
            <div className="map-tools">
              <button
                type="button"
                className="map-button"
                aria-label={t('map.zoomIn')}
                title={t('map.zoomIn')}
                onClick={() => controls.current?.zoomBy(1)}
              >
                <IconPlus size={18} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="map-button"
                aria-label={t('map.zoomOut')}
                title={t('map.zoomOut')}
                onClick={() => controls.current?.zoomBy(-1)}
              >
                <IconMinus size={18} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="map-button"
                aria-label={t('map.fit')}
                title={t('map.fit')}
                disabled={everywhere === undefined}
                onClick={() => everywhere && controls.current?.fit(everywhere)}
                data-testid="map-fit"
              >
                <IconFocusCentered size={18} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="map-button"
                aria-label={t('map.worst')}
                title={t('map.worst')}
                disabled={worst === undefined}
                onClick={() => worst && pick(`station:${worst.id}`, true)}
                data-testid="map-worst"
              >
                <IconFlag size={18} aria-hidden="true" />
              </button>
            </div>
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
              <Detail
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

type Drawn = ReturnType<typeof useDrawn>

function Detail({
  search,
  drawn,
  replayed,
  onEdit,
  onClose,
}: {
  search: MapSearch
  drawn: Drawn
  replayed: boolean
  onEdit: (() => void) | undefined
  onClose(): void
}) {
  const [kind, id] = splitRef(search.sel)
  if (kind === 'station') {
    const station = drawn.all.find((one) => one.id === id)
    if (station === undefined) return null
    const mark = drawn.marks.find((one) => one.id === id)
    return <StationDetail key={id} station={station} mark={mark} replayed={replayed} onClose={onClose} />
  }
  if (kind === 'village') {
    const village = drawn.villages.find(({ path }) => path === id)
    return village ? <VillageDetail village={village} answersShown={!replayed} onClose={onClose} /> : null
  }
  const place = drawn.places.find((one) => one.id === id)
  return place ? <PlaceDetail place={place} onEdit={onEdit} onClose={onClose} /> : null
}

/** All that the map and its list show, at the moment that is looked at. */
function useDrawn(search: MapSearch, at: number | undefined, minute: number) {
  const { t } = useTranslation()
  const stationsRead = useQuery(stationsQuery)
  const all = stationsRead.data ?? NO_STATIONS
  const placesRead = useQuery(placesQuery)
  const places = placesRead.data ?? NO_PLACES
  const areas = useQuery(areasQuery).data?.areas
  const answers = useQuery(villageAnswersQuery).data
  const { warnings } = useOpenWarnings()
  const live = useStationMarks(stationsRead.data, warnings)
  const replay = useReplay(at, minute, all)
  const rainRead = useQuery({
    ...rainQuery(at ?? minute, search.rain ?? 1),
    enabled: search.rain !== undefined,
  }).data
  const marks = replay?.marks ?? live
  const least = search.level === undefined ? 0 : GRAVITY[search.level]
  const stations = useMemo(
    () => marks.filter((mark) => rankOf(mark) >= least).toSorted(byConcern),
    [marks, least],
  )
  const villages = useMemo(
    () => villageMarks(areas ?? [], places, all, answers ?? []).toSorted(byAnswer),
    [areas, places, all, answers],
  )
  const rain = useMemo(
    () => (search.rain === undefined || rainRead === undefined ? undefined : rainMarks(all, rainRead)),
    [all, rainRead, search.rain],
  )
  const isNow = at === undefined
  const stationData = useMemo(() => stationFeatures(t, stations), [t, stations])
  const villageData = useMemo(() => villageFeatures(t, villages, isNow), [t, villages, isNow])
  const placeData = useMemo(() => placeFeatures(places), [places])
  const rainData = useMemo(() => (rain === undefined ? NO_FEATURES : rainFeatures(rain)), [rain])
  const data = useMemo(
    (): Record<'stations' | 'villages' | 'rain' | 'shapes' | 'points', Features> => ({
      stations: stationData,
      villages: villageData,
      rain: rainData,
      ...placeData,
    }),
    [stationData, villageData, rainData, placeData],
  )
  const positions = useMemo(
    () => [
      ...all.flatMap(({ position }): [number, number][] =>
        position ? [[position.longitude, position.latitude]] : [],
      ),
      ...places.map(anchorOf),
    ],
    [all, places],
  )
  const positionOf = (ref: string): readonly [number, number] | null | undefined => {
    const [kind, id] = splitRef(ref)
    if (kind === 'station') return marks.find((mark) => mark.id === id)?.position
    if (kind === 'village') return villages.find(({ path }) => path === id)?.position
    const place = places.find((one) => one.id === id)
    return place && anchorOf(place)
  }
  return {
    all,
    marks,
    stations,
    villages,
    places,
    rain,
    data,
    positions,
    positionOf,
    /** What it begins with is all there, or will not come. */
    ready: !placesRead.isPending && !stationsRead.isPending && (marks.length > 0 || all.length === 0),
    loading: replay?.loading ?? false,
    failed: replay?.failed ?? null,
    complete: replay?.complete ?? true,
  }
}

function splitRef(ref: string | undefined): [kind: string | undefined, id: string | undefined] {
  const colon = ref?.indexOf(':') ?? -1
  return ref === undefined || colon < 0 ? [undefined, undefined] : [ref.slice(0, colon), ref.slice(colon + 1)]
}

function anchorOf(place: PlaceView): [number, number] {
  const [longitude, latitude] = anchor(place.geometry as unknown as Geometry)
  return [longitude, latitude]
}

function isWithin(
  [longitude, latitude]: readonly [number, number],
  [west, south, east, north]: Bounds,
): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north
}

/** What surrounds them; something of a village around a single one. */
function boundsOf(positions: readonly (readonly [number, number])[]): Bounds | undefined {
  if (positions.length === 0) return undefined
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [longitude, latitude] of positions) {
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
    south = Math.min(south, latitude)
    north = Math.max(north, latitude)
  }
  return [west, south, east, north]
}

function attributionOf(base: { kind: string; attribution?: string } | undefined): string {
  if (base === undefined) return ''
  return base.kind === 'bundled' ? 'Natural Earth · world-geo-json-zh' : (base.attribution ?? '')
}
