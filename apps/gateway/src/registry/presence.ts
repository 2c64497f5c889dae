import type { StationFault, StationView } from '@tocsin/contract'
import { type Instant, type Judge, latenessOf, MINUTE, type StationId } from '@tocsin/core'
import type { Registry } from './registry.ts'

interface Seen {
  connected: boolean
  lastSeenAt: Instant | null
  readings: number
  duplicates: number
  rejected: number
  /** Set while the newest frame could not be read whole. */
  rejectedSince: Instant | undefined
  /** Set while it sends more than is read of one station. */
  slowed: { readonly since: Instant; readonly until: Instant; readonly readingsPerSecond: number } | undefined
}

/** So long after it was last slowed down a station sends no more than it may. */
const SLOWED_FOR = MINUTE

/** What is known of each station beyond its description: whether it is there, when it was heard, what is wrong with it. */
export class Presence {
  readonly #registry: Registry
  readonly #judge: Judge
  readonly #seen = new Map<StationId, Seen>()

  constructor(registry: Registry, judge: Judge) {
    this.#registry = registry
    this.#judge = judge
  }

  #of(id: StationId): Seen {
    let seen = this.#seen.get(id)
    if (seen === undefined) {
      seen = {
        connected: false,
        lastSeenAt: null,
        readings: 0,
        duplicates: 0,
        rejected: 0,
        rejectedSince: undefined,
        slowed: undefined,
      }
      this.#seen.set(id, seen)
    }
    return seen
  }

  /** A frame was decoded. True when the station's faults changed by it. */
  heard(id: StationId, readings: number, rejections: number, at: Instant): boolean {
    const seen = this.#of(id)
    seen.lastSeenAt = at
    seen.readings += readings
    seen.rejected += rejections
    const before = seen.rejectedSince === undefined
    if (rejections === 0) seen.rejectedSince = undefined
    else seen.rejectedSince ??= at
    const slowed = seen.slowed
    if (slowed !== undefined && at > slowed.until) seen.slowed = undefined
    return before !== (seen.rejectedSince === undefined) || slowed !== seen.slowed
  }

  /** It sent more than is read of one station. True when that is new. */
  slowed(id: StationId, readingsPerSecond: number, at: Instant): boolean {
    const seen = this.#of(id)
    const { since } = seen.slowed ?? { since: undefined }
    seen.slowed = { since: since ?? at, until: at + SLOWED_FOR, readingsPerSecond }
    return since === undefined
  }

  /** It is there, and said nothing to be kept: a link test. */
  noticed(id: StationId, at: Instant): void {
    this.#of(id).lastSeenAt = at
  }

  /** Readings that repeated what is known. */
  repeated(id: StationId, count: number): void {
    this.#of(id).duplicates += count
  }

  connected(id: StationId, connected: boolean): void {
    const seen = this.#of(id)
    seen.connected = connected
    if (!connected) seen.slowed = undefined
  }

  view(id: StationId): StationView | undefined {
    const station = this.#registry.station(id)
    if (station === undefined) return undefined
    const seen = this.#of(id)
    const latest: StationView['latest'] = {}
    let clockSince: Instant | undefined
    let sensors = ''
    let sensorSince: Instant | undefined
    let lastSeenAt = seen.lastSeenAt
    for (const { name } of station.datastreams) {
      const value = this.#judge.latest(`${id}/${name}`)
      if (value !== undefined) {
        latest[name] = value
        if (lastSeenAt === null || value.receivedAt > lastSeenAt) lastSeenAt = value.receivedAt
        if (value.flag === 'fail') {
          sensors += sensors === '' ? name : `, ${name}`
          sensorSince ??= value.receivedAt
        }
      }
      const fault = this.#judge.clockFaultSince(`${id}/${name}`)
      if (fault !== undefined && (clockSince === undefined || fault < clockSince)) clockSince = fault
    }
    const faults: StationFault[] = []
    if (clockSince !== undefined) {
      faults.push({
        kind: 'clock',
        since: clockSince,
        detail: 'its times lie ahead of now, or more than 31 days back',
      })
    }
    if (sensorSince !== undefined) {
      faults.push({
        kind: 'sensor',
        since: sensorSince,
        detail: `outside what the sensor can measure: ${sensors}`,
      })
    }
    if (seen.rejectedSince !== undefined) {
      faults.push({
        kind: 'rejected',
        since: seen.rejectedSince,
        detail: 'its frames cannot be read; see the reasons',
      })
    }
    if (seen.slowed !== undefined) {
      faults.push({
        kind: 'rate',
        since: seen.slowed.since,
        detail: `it sends more than the ${seen.slowed.readingsPerSecond} readings a second that are read of one station; it is read more slowly`,
      })
    }
    const { readings, duplicates, rejected } = seen
    return {
      ...(station as Required<typeof station>),
      datastreams: station.datastreams.map((datastream) => ({ ...datastream })) as StationView['datastreams'],
      tags: [...(station.tags ?? [])],
      latenessMs: latenessOf(station),
      latest,
      connected: seen.connected,
      lastSeenAt,
      faults,
      counts: { readings, duplicates, rejected },
    }
  }

  views(): StationView[] {
    return this.#registry.stations().map(({ id }) => this.view(id) as StationView)
  }
}
