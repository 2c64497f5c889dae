import type { StationView } from '@tocsin/contract'
import { compareNames } from '../language/collate.ts'

/** Stations by area, both in order; `search` finds by name, id, area or tag. */
export function byArea(
  stations: readonly StationView[],
  search: string,
): { area: string; stations: StationView[] }[] {
  const wanted = search.trim().toLowerCase()
  const areas = new Map<string, StationView[]>()
  for (const station of stations) {
    const text = [station.name, station.id, station.area, ...(station.tags ?? [])].join(' ').toLowerCase()
    if (!text.includes(wanted)) continue
    areas.set(station.area, [...(areas.get(station.area) ?? []), station])
  }
  return [...areas]
    .sort(([a], [b]) => compareNames(a, b))
    .map(([area, ofArea]) => ({ area, stations: ofArea.sort((a, b) => compareNames(a.name, b.name)) }))
}

/** Every area that has a station, and all above it. */
export function areasOf(stations: readonly Pick<StationView, 'area'>[]): string[] {
  return [...new Set(stations.flatMap(({ area }) => above(area)))].sort()
}

/** An area and all above it. */
export function above(area: string): string[] {
  const parts = area.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
