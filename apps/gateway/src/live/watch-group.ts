import { type AreaPath, areaContains, type StationId } from '@tocsin/core'
import type { LiveClient } from './client.ts'

/** What a watch asks for, after validation. */
export interface Watched {
  readonly stations: '*' | readonly StationId[]
  readonly areas: readonly AreaPath[]
}

/** Clients that asked for the same: what one of them is sent is made once for all of them. */
export class WatchGroup {
  readonly key: string
  readonly members = new Set<LiveClient>()
  /** Something changed that members have not been sent. */
  stirred = false
  /** A batch went out a moment ago; the next one waits. */
  pausing = false
  readonly #everything: boolean
  readonly #stations: ReadonlySet<StationId>
  readonly #areas: readonly AreaPath[]

  constructor(key: string, { stations, areas }: Watched) {
    this.key = key
    this.#everything = stations === '*'
    this.#stations = new Set(stations === '*' ? [] : stations)
    this.#areas = areas
  }

  covers(station: StationId, area: AreaPath | undefined): boolean {
    if (this.#everything || this.#stations.has(station)) return true
    return area !== undefined && this.#areas.some((ancestor) => areaContains(ancestor, area))
  }
}

/** The same for watches that ask for the same, in whatever order. */
export function keyOf({ stations, areas }: Watched): string {
  return JSON.stringify(
    stations === '*' ? ['*'] : [[...new Set(stations)].toSorted(), [...new Set(areas)].toSorted()],
  )
}
