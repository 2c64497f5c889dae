import { useQuery } from '@tanstack/react-query'
import type { StationView, WarningView } from '@tocsin/contract'
import { GRAVITY } from '@tocsin/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { areasQuery } from '../api/callout-queries.ts'
import { mapSettingsQuery, placesQuery, villageAnswersQuery } from '../api/map-queries.ts'
import '../language/map-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { NO_FEATURES, placeFeatures, stationFeatures, villageFeatures } from '../map/features.ts'
import { type Bounds, type MapControls, MapView } from '../map/MapView.tsx'
import '../map/map.css'
import { boundsOf } from '../map/map-bounds.ts'
import { anchorOf } from '../map/map-ref.ts'
import { CHINA } from '../map/map-search.ts'
import { rankOf, type StationMark } from '../map/station-marks.ts'
import { useGround } from '../map/use-ground.ts'
import { useStationMarks } from '../map/use-station-marks.ts'
import { villageMarks } from '../map/villages.ts'

/** The width for which the map's marks were drawn, in px. */
const DRAWN_FOR = 1920
const ALL: ReadonlySet<never> = new Set()
const nothing = () => {}

/** The map on the wall: nobody moves it. It looks at what is red or orange, else at all there is, and grows with the screen. */
export function WallMap({
  stations,
  warnings,
}: {
  readonly stations: readonly StationView[]
  readonly warnings: readonly WarningView[]
}) {
  const { t } = useTranslation()
  const places = useQuery(placesQuery).data
  const areas = useQuery(areasQuery).data?.areas
  const answers = useQuery(villageAnswersQuery).data
  const settings = useQuery(mapSettingsQuery).data
  const marks = useStationMarks(stations, warnings)
  const ground = useGround()
  const scale = useScale()
  const controls = useRef<MapControls>(null)
  const data = useMemo(
    () => ({
      stations: stationFeatures(t, marks),
      villages: villageFeatures(t, villageMarks(areas ?? [], places ?? [], stations, answers ?? []), true),
      rain: NO_FEATURES,
      draft: NO_FEATURES,
      ...placeFeatures(places ?? []),
    }),
    [t, marks, areas, places, stations, answers],
  )
  const look = useMemo(() => lookOf(marks, places?.map(anchorOf) ?? []), [marks, places])
  const key = JSON.stringify(look)
  useEffect(() => {
    if (key !== undefined) controls.current?.fit(JSON.parse(key) as Bounds)
  }, [key])
  if (ground === undefined || places === undefined || marks.length === 0)
    return <div className="skeleton map-canvas" role="status" aria-label={t('loading')} />
  return (
    <>
      <MapView
        bundled={ground.bundled}
        chosen={ground.chosen}
        palette={ground.palette}
        data={data}
        off={ALL}
        look={look ?? CHINA}
        selected={undefined}
        drawing={false}
        controls={controls}
        scale={scale}
        onMoved={nothing}
        onPick={nothing}
        onDraw={nothing}
        onGroundAway={nothing}
      />
      <p className="map-note">{[t('map.schematic'), settings?.approval].filter(Boolean).join(' · ')}</p>
    </>
  )
}

/** Stations of grave warnings, else everything that has a place. */
function lookOf(
  marks: readonly StationMark[],
  places: readonly (readonly [number, number])[],
): Bounds | undefined {
  const positions = (some: readonly StationMark[]) =>
    some.flatMap(({ position }) => (position === null ? [] : [position]))
  const grave = positions(marks.filter((mark) => rankOf(mark) >= GRAVITY.orange))
  return boundsOf(grave.length > 0 ? grave : [...positions(marks), ...places])
}

function useScale(): number {
  const of = () => Math.max(1, Math.round((innerWidth / DRAWN_FOR) * 4) / 4)
  const [scale, setScale] = useState(of)
  useEffect(() => {
    const resized = () => setScale(of())
    window.addEventListener('resize', resized)
    return () => window.removeEventListener('resize', resized)
  }, [])
  return scale
}
