import type { StationView } from '@tocsin/contract'
import { areaContains, type Instant } from '@tocsin/core'

interface Work {
  readonly scope: { readonly station: string } | { readonly area: string }
  readonly until: Instant
}

/** Work that is going on at a station, its own or its area's, that which lasts longest first. */
export function workAt<W extends Work>(
  all: readonly W[],
  station: Pick<StationView, 'id' | 'area'>,
  now: Instant,
): W[] {
  return all
    .filter(({ scope, until }) => {
      const here = 'station' in scope ? scope.station === station.id : areaContains(scope.area, station.area)
      return here && until > now
    })
    .sort((a, b) => b.until - a.until)
}
