import type { Bounds } from './MapView.tsx'

/** True for what lies in them, their edges included. */
export function isWithin(
  [longitude, latitude]: readonly [number, number],
  [west, south, east, north]: Bounds,
): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north
}

/** What surrounds positions; nothing surrounds none. */
export function boundsOf(positions: readonly (readonly [number, number])[]): Bounds | undefined {
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
