import type { StationView, WarningView } from '@tocsin/contract'
import { type Datastream, type DurationMs, GRAVITY, HOUR, type Instant } from '@tocsin/core'
import { compareNames } from '../language/collate.ts'
import { subjectOf } from '../warnings/subject.ts'
import { countByLevel, type LevelCount, standing, stateOf } from '../warnings/warning-order.ts'

/** A station as the overview lists it: the worst first, so that what is calm can be left unread. */
export interface StationRow {
  readonly station: StationView
  readonly worst: WarningView | null
  readonly warnings: number
}

/** Worst warning, then something wrong with the station itself, then by area and name. */
export function stationRows(stations: readonly StationView[], open: readonly WarningView[]): StationRow[] {
  const byStation = new Map<string, WarningView[]>()
  for (const warning of open) {
    const { stationId } = subjectOf(warning, [])
    // A composite is about an area: it stands in the list of warnings, at no station.
    if (stationId === undefined) continue
    byStation.set(stationId, [...(byStation.get(stationId) ?? []), warning])
  }
  return stations
    .map((station) => {
      const warnings = byStation.get(station.id) ?? []
      return {
        station,
        worst: warnings.sort((a, b) => weight(b) - weight(a))[0] ?? null,
        warnings: warnings.length,
      }
    })
    .sort(
      (a, b) =>
        weight(b.worst) - weight(a.worst) ||
        trouble(b.station) - trouble(a.station) ||
        compareNames(a.station.area, b.station.area) ||
        compareNames(a.station.name, b.station.name),
    )
}

function weight(warning: WarningView | null): number {
  if (warning === null) return 0
  return GRAVITY[standing(warning)] * 2 + (stateOf(warning) === 'unacknowledged' ? 1 : 0)
}

function trouble(station: StationView): number {
  if (!station.connected) return 2
  return station.faults.length > 0 ? 1 : 0
}

/** A level's tile: how many, who is waiting, and whether it grows. */
export interface Tile extends LevelCount {
  /** Raised within the last hour. */
  readonly raisedLately: number
}

const LATELY: DurationMs = HOUR

export function tiles(open: readonly WarningView[], now: Instant): Tile[] {
  return countByLevel(open).map((count) => ({
    ...count,
    raisedLately: open.filter((one) => standing(one) === count.level && now - one.raisedAt < LATELY).length,
  }))
}

/** Most warnings the overview lists at once; whoever has not been taken over is listed beyond it. */
const MOST_SHOWN = 8

/** What the overview shows of the open warnings, in order: red and orange that nobody has are never cut off. */
export function shownWarnings(sorted: readonly WarningView[]): WarningView[] {
  return sorted.filter((warning, index) => index < MOST_SHOWN || isPressing(warning))
}

function isPressing(warning: WarningView): boolean {
  return warning.acknowledged === null && GRAVITY[standing(warning)] >= GRAVITY.orange
}

export interface DataHealth {
  readonly total: number
  readonly online: number
  readonly silent: number
  readonly faulty: number
}

/** A station is silent when nothing has come for twice its slowest interval. `heardAt`: when something last came. */
export function dataHealth(
  stations: readonly StationView[],
  now: Instant,
  heardAt: (station: StationView) => Instant | null = ({ lastSeenAt }) => lastSeenAt,
): DataHealth {
  return {
    total: stations.length,
    online: stations.filter(({ connected }) => connected).length,
    silent: stations.filter((station) => isSilent(station, heardAt(station), now)).length,
    faulty: stations.filter(({ faults }) => faults.length > 0).length,
  }
}

function isSilent({ datastreams }: StationView, heardAt: Instant | null, now: Instant): boolean {
  const slowest = Math.max(...datastreams.map(({ intervalMs }) => intervalMs))
  return heardAt === null || now - heardAt > 2 * slowest
}

const LEADING = ['water-level', 'combustible-gas', 'rainfall', 'flow']

/** The datastream a station is watched for: the one in trouble, else the most telling one. */
export function leadingDatastream(station: StationView, worst: WarningView | null): Datastream | undefined {
  const all = station.datastreams as readonly Datastream[]
  const troubled = worst && all.find(({ name }) => `${station.id}/${name}` === worst.subject)
  if (troubled) return troubled
  const rank = ({ property }: Datastream) => {
    const place = LEADING.indexOf(property)
    return place < 0 ? LEADING.length : place
  }
  return all.filter(({ property }) => property !== 'battery').sort((a, b) => rank(a) - rank(b))[0]
}
