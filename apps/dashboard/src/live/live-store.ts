import type { LatestValue, LiveObservation, StationView } from '@tocsin/contract'
import { type DatastreamId, datastreamId, type Instant, MAX_AHEAD } from '@tocsin/core'

/** Told of every live observation of one datastream, late ones included. */
export type Tap = (observation: LiveObservation) => void

/**
 * Latest values by datastream, outside React: a value that changes wakes the one cell that shows it, at most once a frame, however many
 * stations there are.
 */
export class LiveStore {
  readonly #latest = new Map<DatastreamId, LatestValue>()
  readonly #listeners = new Map<DatastreamId, Set<() => void>>()
  readonly #taps = new Map<DatastreamId, Set<Tap>>()
  readonly #changed = new Set<DatastreamId>()
  readonly #schedule: (wake: () => void) => void
  #scheduled = false
  #received = 0

  /** `schedule` decides when listeners wake: the browser's next frame, or at once in a test. */
  constructor(schedule: (wake: () => void) => void) {
    this.#schedule = schedule
  }

  /** Observations received since the page was opened. */
  get received(): number {
    return this.#received
  }

  latest(datastream: DatastreamId): LatestValue | undefined {
    return this.#latest.get(datastream)
  }

  /** What the socket brought. */
  apply(observations: readonly LiveObservation[]): void {
    this.#received += observations.length
    for (const observation of observations) {
      const { datastream, phenomenonTime, receivedAt, value, flag } = observation
      this.#offer(datastream, { phenomenonTime, receivedAt, value, flag })
      for (const tap of this.#taps.get(datastream) ?? []) tap(observation)
    }
  }

  /** What HTTP answered: the same truth, perhaps older than what the socket brought meanwhile. */
  seed(stations: readonly StationView[]): void {
    for (const station of stations) {
      for (const [name, latest] of Object.entries(station.latest)) {
        this.#offer(datastreamId(station.id, name), latest)
      }
    }
  }

  subscribe(datastream: DatastreamId, listener: () => void): () => void {
    return add(this.#listeners, datastream, listener)
  }

  tap(datastream: DatastreamId, tap: Tap): () => void {
    return add(this.#taps, datastream, tap)
  }

  #offer(datastream: DatastreamId, offered: LatestValue): void {
    const known = this.#latest.get(datastream)
    if (known && !supersedes(offered, known)) return
    this.#latest.set(datastream, offered)
    this.#changed.add(datastream)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#schedule(() => this.#wake())
  }

  #wake(): void {
    this.#scheduled = false
    const changed = [...this.#changed]
    this.#changed.clear()
    for (const datastream of changed) {
      for (const listener of this.#listeners.get(datastream) ?? []) listener()
    }
  }
}

/**
 * Later in the world wins; for the same moment, the later receipt: it is a correction. A device whose clock ran ahead once must not look
 * newer than itself for the rest of the year.
 */
function supersedes(offered: LatestValue, known: LatestValue): boolean {
  const [later, earlier] = [effectiveTime(offered), effectiveTime(known)]
  return later === earlier ? offered.receivedAt > known.receivedAt : later > earlier
}

/** When a value was true, as far as it can be believed. */
export function effectiveTime({
  phenomenonTime,
  receivedAt,
}: Pick<LatestValue, 'phenomenonTime' | 'receivedAt'>): Instant {
  return isAhead({ phenomenonTime, receivedAt }) ? receivedAt : phenomenonTime
}

/** True when the device's clock ran ahead of what a clock may. */
export function isAhead({
  phenomenonTime,
  receivedAt,
}: Pick<LatestValue, 'phenomenonTime' | 'receivedAt'>): boolean {
  return phenomenonTime > receivedAt + MAX_AHEAD
}

function add<K, V>(index: Map<K, Set<V>>, key: K, value: V): () => void {
  const values = index.get(key) ?? new Set()
  index.set(key, values.add(value))
  return () => {
    values.delete(value)
    if (values.size === 0 && index.get(key) === values) index.delete(key)
  }
}
