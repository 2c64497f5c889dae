import type { StationId } from '@tocsin/core'
import type { Log } from '../log.ts'
import { HOLD } from './intake.ts'
import { SERVER_UNAVAILABLE } from './introduction.ts'
import type { BrokerLimits } from './limits.ts'
import type { Link } from './link.ts'
import { RateByKey } from './rate.ts'
import { Refused } from './refusals.ts'
import { speakerOf } from './topic-rights.ts'

/**
 * Who is signed in. Kept beside aedes' own list, which can lose a client whose predecessor was still closing, and which knows
 * nothing of stations.
 */
export class Links {
  readonly #limits: BrokerLimits
  readonly #log: Log
  readonly #onConnection: (station: StationId, connected: boolean) => void
  readonly #byClientId = new Map<string, Link>()
  readonly #byStation = new Map<StationId, Set<Link>>()
  /** Outlives the connections: signing in again does not refill a station's burst. */
  readonly #rates: RateByKey
  takeovers = 0
  size = 0

  constructor(
    limits: BrokerLimits,
    log: Log,
    onConnection: (station: StationId, connected: boolean) => void,
  ) {
    this.#limits = limits
    this.#log = log
    this.#onConnection = onConnection
    this.#rates = new RateByKey(limits.readingsPerSecond, limits.readingsBurst, 2 * limits.connections)
  }

  get stations(): number {
    return [...this.#byStation.keys()].filter((account) => speakerOf(account) === undefined).length
  }

  /** Signs the link in, unless its station has too many. */
  enter(link: Link, station: StationId): Refused | undefined {
    const older = this.#byClientId.get(link.clientId)
    const others = this.#byStation.get(station) ?? new Set()
    if (others.size - (older === undefined ? 0 : 1) >= this.#limits.connectionsPerStation) {
      return new Refused('connections-of-station', 'the station has too many connections', SERVER_UNAVAILABLE)
    }
    link.signIn(station, this.#rates.of(station))
    if (older !== undefined) {
      // [MQTT-3.1.4-2] aedes closes the older one. Again and again, it may be a copied device.
      this.takeovers++
      this.#log.warn('broker.takeover', { ...link.fields, from: older.address })
      link.replaces = older
    }
    this.#byClientId.set(link.clientId, link)
    this.#byStation.set(station, others.add(link))
    this.size++
    this.#log.info('broker.connected', link.fields)
    if (others.size === 1) this.#onConnection(station, true)
    return undefined
  }

  /** The CONNACK is out: the link that it replaces is gone, or goes now. */
  settle(link: Link): void {
    if (link.replaces?.closed === false) link.replaces.client.close()
    link.replaces = undefined
  }

  leave(link: Link): void {
    const { station } = link
    const others = station === undefined ? undefined : this.#byStation.get(station)
    if (station === undefined || !others?.delete(link)) return
    if (this.#byClientId.get(link.clientId) === link) this.#byClientId.delete(link.clientId)
    this.size--
    this.#log.info('broker.disconnected', {
      ...link.fields,
      ...(link.refusal ? { reason: link.refusal } : {}),
    })
    if (others.size > 0) return
    this.#byStation.delete(station)
    this.#onConnection(station, false)
  }

  disconnect(station: StationId): void {
    for (const link of this.#byStation.get(station) ?? []) link.client.close()
  }

  /** Reads nothing more from anybody. */
  hold(): void {
    for (const links of this.#byStation.values()) for (const link of links) link.intake.hold(HOLD.closed)
  }

  leaveAll(leave: (link: Link) => void): void {
    for (const links of [...this.#byStation.values()]) for (const link of [...links]) leave(link)
  }
}
