import { useQuery } from '@tanstack/react-query'
import type { PlaceView, StationView } from '@tocsin/contract'
import { GRAVITY } from '@tocsin/core'
import { useMemo } from 'react'
import { areasQuery } from '../api/directory-queries.ts'
import { pastVillageAnswersQuery, placesQuery, rainQuery, villageAnswersQuery } from '../api/map-queries.ts'
import { stationsQuery } from '../api/queries.ts'
import '../language/map-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useOpenWarnings } from '../warnings/use-warnings.ts'
import {
  type Features,
  NO_FEATURES,
  placeFeatures,
  rainFeatures,
  stationFeatures,
  villageFeatures,
} from './features.ts'
import { anchorOf, splitRef } from './map-ref.ts'
import type { MapSearch } from './map-search.ts'
import { rainMarks } from './rain.ts'
import { byConcern, rankOf } from './station-marks.ts'
import { useReplay } from './use-replay.ts'
import { useStationMarks } from './use-station-marks.ts'
import { byAnswer, villageMarks } from './villages.ts'

const NO_STATIONS: StationView[] = []
const NO_PLACES: PlaceView[] = []

export type Drawn = ReturnType<typeof useDrawn>

/** All that the map and its list show, at the moment that is looked at. */
export function useDrawn(search: MapSearch, at: number | undefined, minute: number) {
  const { t } = useTranslation()
  const stationsRead = useQuery(stationsQuery)
  const all = stationsRead.data ?? NO_STATIONS
  const placesRead = useQuery(placesQuery)
  const places = placesRead.data ?? NO_PLACES
  const areas = useQuery(areasQuery).data?.areas
  const answersNow = useQuery({ ...villageAnswersQuery, enabled: at === undefined }).data
  const answersThen = useQuery({ ...pastVillageAnswersQuery(at ?? 0), enabled: at !== undefined }).data
  const answers = at === undefined ? answersNow : answersThen
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
  const answersShown = answers !== undefined
  const stationData = useMemo(() => stationFeatures(t, stations), [t, stations])
  const villageData = useMemo(() => villageFeatures(t, villages, answersShown), [t, villages, answersShown])
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
    answersShown,
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
