import type { DatastreamId, Instant, Observation, StationId } from '@tocsin/core'

/** Where an observation comes from, as far as watching goes. `G` is who watches it. */
export interface Source<G> {
  readonly station: StationId
  /** Who has asked for this station. */
  watchers: readonly G[]
  /** The last change that its watchers were told of. */
  announced: number
}

interface Entry<G> {
  readonly source: Source<G>
  /** JSON up to the phenomenonTime. */
  readonly head: string
  observation: Observation
  effective: Instant
  /** The change that set it, counted over all datastreams. */
  change: number
  json: string | undefined
  older: Entry<G> | undefined
  newer: Entry<G> | undefined
}

/**
 * The latest value of every datastream, ordered by when it changed: whoever has seen everything up to change n needs the end of the
 * list after n. So a client, however slow, is one number here and not a queue, and each value is put into JSON once for all of them.
 */
export class LatestValues<G> {
  readonly #entries = new Map<DatastreamId, Entry<G>>()
  readonly #sources = new Map<StationId, Source<G>>()
  readonly #watchersOf: (station: StationId) => readonly G[]
  #newest: Entry<G> | undefined
  #change = 0

  constructor(watchersOf: (station: StationId) => readonly G[]) {
    this.#watchersOf = watchersOf
  }

  /** Number of the last change. */
  get change(): number {
    return this.#change
  }

  /** Takes in observations; answers everybody who watches one of them. */
  take(batch: readonly Observation[]): ReadonlySet<G> {
    const change = ++this.#change
    const touched = new Set<G>()
    for (const observation of batch) {
      const source = this.#put(observation, change)
      // Once for all of a station's values: this runs for every observation there is.
      if (source === undefined || source.announced === change) continue
      source.announced = change
      for (const watcher of source.watchers) touched.add(watcher)
    }
    return touched
  }

  /** Asks anew who watches: one station, or all of them. */
  rewatch(station?: StationId): void {
    if (station === undefined) {
      for (const source of this.#sources.values()) source.watchers = this.#watchersOf(source.station)
      return
    }
    const source = this.#sources.get(station)
    if (source !== undefined) source.watchers = this.#watchersOf(station)
  }

  /** What changed after `seen` and is watched by `watcher`, oldest change first: the JSON of each. */
  since(seen: number, watcher: G): string[] {
    const values: string[] = []
    for (let entry = this.#newest; entry !== undefined && entry.change > seen; entry = entry.older) {
      if (entry.source.watchers.includes(watcher)) values.push(jsonOf(entry))
    }
    return values.reverse()
  }

  /** Where the observation belongs when it is the latest of its datastream; undefined when it is older than what is known. */
  #put(observation: Observation, change: number): Source<G> | undefined {
    // A device whose clock was ahead once must not look newer than itself for the rest of the year.
    const effective = observation.timeliness === 'ahead' ? observation.receivedAt : observation.phenomenonTime
    const entry = this.#entries.get(observation.datastream)
    if (entry === undefined) {
      // Late means that the judge knows a newer one, from before a restart.
      return observation.timeliness === 'late' ? undefined : this.#add(observation, effective, change).source
    }
    if (effective < entry.effective) return undefined
    entry.observation = observation
    entry.effective = effective
    entry.json = undefined
    if (entry.change !== change) {
      entry.change = change
      this.#moveToEnd(entry)
    }
    return entry.source
  }

  #add(observation: Observation, effective: Instant, change: number): Entry<G> {
    const { datastream } = observation
    const station = datastream.slice(0, datastream.indexOf('/'))
    let source = this.#sources.get(station)
    if (source === undefined) {
      source = { station, watchers: this.#watchersOf(station), announced: 0 }
      this.#sources.set(station, source)
    }
    const head = `{"datastream":${JSON.stringify(datastream)},"phenomenonTime":`
    const entry: Entry<G> = {
      source,
      head,
      observation,
      effective,
      change,
      json: undefined,
      older: undefined,
      newer: undefined,
    }
    this.#entries.set(datastream, entry)
    this.#append(entry)
    return entry
  }

  #moveToEnd(entry: Entry<G>): void {
    if (entry === this.#newest) return
    if (entry.older) entry.older.newer = entry.newer
    if (entry.newer) entry.newer.older = entry.older
    this.#append(entry)
  }

  #append(entry: Entry<G>): void {
    entry.older = this.#newest
    entry.newer = undefined
    if (this.#newest) this.#newest.newer = entry
    this.#newest = entry
  }
}

function jsonOf(entry: Entry<unknown>): string {
  if (entry.json === undefined) {
    const { phenomenonTime, receivedAt, value, flag } = entry.observation
    entry.json = `${entry.head}${phenomenonTime},"receivedAt":${receivedAt},"value":${value},"flag":"${flag}"}`
  }
  return entry.json
}
