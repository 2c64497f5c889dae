import type { StationView } from '@tocsin/contract'

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
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...areas]
    .sort(([a], [b]) => order(a, b))
    .map(([area, ofArea]) => ({ area, stations: ofArea.sort((a, b) => order(a.name, b.name)) }))
}
