import type { DurationMs, StationId } from '@tocsin/core'
import type { Client } from 'aedes'
import { Acknowledgements } from './acknowledgements.ts'
import { HOLD, Intake, LONGEST_WAIT } from './intake.ts'
import type { BrokerLimits } from './limits.ts'
import type { Rate } from './rate.ts'
import { type Refusal, Refused, shown } from './refusals.ts'
import { type TopicRights, topicRights } from './topic-rights.ts'

/** What every link is, until it has signed in. */
const NO_RIGHTS: TopicRights = { readings: undefined, state: undefined, commands: '', prefix: '\0' }

/** Nothing has been said yet. */
const STRANGER = new Refused('malformed', 'no CONNECT yet')

/**
 * A link is one connection of a station: who it is, what it may do, and how much of what it sent waits for the journal. It hangs on
 * the client object, so that a frame looks nothing up.
 */
export class Link {
  readonly client: Client
  readonly address: string
  readonly intake: Intake
  readonly acknowledgements: Acknowledgements
  clientId = ''
  /** The station that its CONNECT names, not checked yet, or why it names none. */
  introducedAs: StationId | Refused = STRANGER
  willTopic: string | undefined
  /** Undefined until it has signed in. */
  station: StationId | undefined
  /** The link of the same client id, until it is gone. */
  replaces: Link | undefined
  rights: TopicRights = NO_RIGHTS
  closed = false
  /** Why it was closed, where the broker did it. */
  refusal: Refusal | undefined
  /** What was logged of this link already, and is not logged of it again. */
  readonly told = new Set<'unrouted' | 'slowed'>()
  readonly #limits: BrokerLimits
  #rate: Rate | undefined
  #frames = 0
  #bytes = 0
  #inflightHeld = false
  #wait: NodeJS.Timeout | undefined

  constructor(client: Client, address: string, limits: BrokerLimits) {
    this.client = client
    this.address = address
    this.#limits = limits
    this.intake = new Intake(client, { ...limits, onPacket: () => this.charge(1) })
    this.acknowledgements = new Acknowledgements(client, this.intake)
  }

  introduce(clientId: string, as: StationId | Refused, willTopic: string | undefined): void {
    this.clientId = clientId
    this.introducedAs = as
    this.willTopic = willTopic
  }

  /** Who it is, for a line of the log. */
  get fields(): Record<string, unknown> {
    const { station, introducedAs, clientId, address } = this
    if (station !== undefined) return { station, client: clientId, address }
    return {
      ...(introducedAs instanceof Refused ? {} : { claims: shown(introducedAs) }),
      ...(clientId === '' ? {} : { client: shown(clientId) }),
      address,
    }
  }

  signIn(station: StationId, rate: Rate): void {
    this.station = station
    this.rights = topicRights(station)
    this.#rate = rate
  }

  /** A frame is on its way to the journal. */
  begin(bytes: number): void {
    this.#frames++
    this.#bytes += bytes
    if (this.#frames >= this.#limits.inflightFrames || this.#bytes >= this.#limits.inflightBytes) {
      this.#inflightHeld = true
      this.intake.hold(HOLD.inflight)
    }
  }

  /** The journal has answered. The intake opens again at half, so that it takes in a batch and not one frame. */
  end(bytes: number): void {
    this.#frames--
    this.#bytes -= bytes
    if (
      this.#inflightHeld &&
      this.#frames <= this.#limits.inflightFrames / 2 &&
      this.#bytes <= this.#limits.inflightBytes / 2
    ) {
      this.#inflightHeld = false
      this.intake.release(HOLD.inflight)
    }
  }

  /** Takes `readings` off the station's rate. True when that begins to slow this link down. */
  charge(readings: number): boolean {
    const wait = this.#rate?.take(readings) ?? 0
    if (wait <= 0 || this.#wait !== undefined || this.closed) return false
    this.intake.hold(HOLD.rate)
    this.#waitFor(wait)
    return true
  }

  #waitFor(wait: DurationMs): void {
    this.#wait = setTimeout(
      () => {
        this.intake.excuse()
        // Another link of the station may have spent what this one waited for.
        const left = this.#rate?.take(0) ?? 0
        if (left > 0) this.#waitFor(left)
        else {
          this.#wait = undefined
          this.intake.release(HOLD.rate)
        }
      },
      Math.min(Math.ceil(wait), LONGEST_WAIT),
    )
  }

  /** The connection is gone: nothing more of it is parsed, and nothing waits for it. */
  close(): void {
    this.closed = true
    this.intake.hold(HOLD.closed)
    clearTimeout(this.#wait)
  }
}
