import {
  type Binding,
  type Codec,
  codecFor,
  type Instant,
  type Protocol,
  type Rejection,
  type StationId,
  thingsboard,
} from '@tocsin/core'
import type { DeviceRegister } from '../registry/devices.ts'
import type { Delivered, Delivery } from './delivery.ts'

/** Protocols that come as whole documents, over HTTP or MQTT, from somebody who has signed in. */
export const DOCUMENT_PROTOCOLS = ['senml', 'chirpstack', 'thingsboard'] as const
type DocumentProtocol = (typeof DOCUMENT_PROTOCOLS)[number]

/** What became of a document: how many readings are kept, and what could not be read. */
export interface DocumentOutcome {
  readonly delivered: Delivered
  readonly readings: number
  readonly rejections: readonly Rejection[]
}

export interface DocumentOptions {
  readonly devices: DeviceRegister
  readonly delivery: Delivery
}

/**
 * Takes documents from accounts. An account speaks for its own station and, as a network server does, for the stations that name it as their uplink;
 * for nobody else.
 */
export class Documents {
  readonly #options: DocumentOptions

  constructor(options: DocumentOptions) {
    this.#options = options
  }

  /** The protocol that an account's documents are in, unless it says otherwise: its device profile's. */
  protocolOf(account: StationId): DocumentProtocol | undefined {
    return documentProtocol(this.#options.devices.of(account)?.profile.protocol)
  }

  /** True when the account may bring documents in this protocol at all. */
  mayBring(account: StationId, protocol: DocumentProtocol): boolean {
    return this.protocolOf(account) === protocol || this.#options.devices.bringsOthers(account, protocol)
  }

  /** Answers how many readings there were; `done` is called when they are on disk. */
  take(
    account: StationId,
    { protocol, codec: named }: DocumentKind,
    payload: Uint8Array,
    at: Instant,
    address: string,
    done: (outcome: DocumentOutcome) => void,
  ): number {
    const { devices, delivery } = this.#options
    const own = devices.of(account)
    const codec = named ?? this.#codec(account, own, protocol)
    const zone = own?.profile.zone ?? 'UTC'
    const { received } = codec.receive(codec.opened, payload, { receivedAt: at, zone, station: account })
    const bindingFor = (code: string): Binding | undefined => {
      if (code === account) return own
      const other = devices.find(protocol, code)
      if (other === undefined) {
        // An account that has no code brings nothing but its own, whatever the pack calls it.
        return protocol === 'senml' && own?.station.device?.code === undefined ? own : undefined
      }
      return other.station.id === account || other.station.uplink === account ? other : undefined
    }
    const origin = { protocol, address, bindingFor, speaker: account, account }
    let waiting = received.length
    let delivered: Delivered = { kind: 'kept' }
    let readings = 0
    const rejections = received.flatMap((one) => one.rejections)
    if (waiting === 0) done({ delivered, readings, rejections })
    for (const one of received) {
      readings += delivery.deliver(one, origin, at, (outcome) => {
        if (outcome.kind === 'not-kept' || delivered.kind === 'kept') delivered = outcome
        if (--waiting === 0) queueMicrotask(() => done({ delivered, readings, rejections }))
      }).readings
    }
    return readings
  }

  #codec(account: StationId, own: Binding | undefined, protocol: DocumentProtocol): Codec<unknown> {
    const profile =
      own?.profile.protocol === protocol
        ? own.profile
        : [...this.#options.devices.profiles.values()].find((one) => one.protocol === protocol)
    if (profile === undefined) throw new Error(`no device profile speaks ${protocol}`)
    return codecFor(profile, account)
  }
}

function documentProtocol(protocol: Protocol | undefined): DocumentProtocol | undefined {
  return DOCUMENT_PROTOCOLS.find((one) => one === protocol)
}

/** What a document is, where it came: its protocol, and what reads it when that is not the device profile's. */
export interface DocumentKind {
  readonly protocol: DocumentProtocol
  readonly codec?: Codec<unknown>
}

const TELEMETRY: DocumentKind = { protocol: 'thingsboard', codec: thingsboard('telemetry') as Codec<unknown> }
const ATTRIBUTES: DocumentKind = {
  protocol: 'thingsboard',
  codec: thingsboard('attributes') as Codec<unknown>,
}
const GATEWAY: DocumentKind = { protocol: 'thingsboard', codec: thingsboard('gateway') as Codec<unknown> }
const UPLINK: DocumentKind = { protocol: 'chirpstack' }
const PACK: DocumentKind = { protocol: 'senml' }

const TOPICS: ReadonlyMap<string, DocumentKind> = new Map([
  ['v1/devices/me/telemetry', TELEMETRY],
  ['v1/devices/me/attributes', ATTRIBUTES],
  ['v1/gateway/telemetry', GATEWAY],
])
const CHIRPSTACK_EVENT = /^application\/[^/]{1,64}\/device\/[0-9A-Fa-f]{16}\/event\/[a-z]{1,12}$/

/** What a topic other than a station's own readings is for: the ThingsBoard device API, ChirpStack's events, SenML. */
export function documentOfTopic(account: StationId, topic: string): DocumentKind | undefined {
  const fixed = TOPICS.get(topic)
  if (fixed !== undefined) return fixed
  if (CHIRPSTACK_EVENT.test(topic)) return UPLINK
  return topic === `stations/${account}/senml` ? PACK : undefined
}
