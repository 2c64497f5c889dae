import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Frame, StationId } from '@tocsin/core'
import type { AuthenticateError, Client } from 'aedes'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Histogram } from '../meters/histogram.ts'
import { Admission } from './admission.ts'
import { createDoors } from './doors.ts'
import { HOLD } from './intake.ts'
import { BAD_CREDENTIALS, NOT_AUTHORIZED, SERVER_UNAVAILABLE } from './introduction.ts'
import { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts'
import { Link } from './link.ts'
import { Links } from './links.ts'
import { type Policy, STATION_POLICY } from './policy.ts'
import { Reception } from './reception.ts'
import { type RecentRefusal, type Refusal, Refusals, Refused, refusalOf, shown } from './refusals.ts'
import { mayPublish, speakerOf, speakerTopics, topicRights } from './topic-rights.ts'

export type { BrokerLimits } from './limits.ts'
export type { Refusal } from './refusals.ts'

export interface BrokerOptions {
  readonly bind: string
  /** 0: any free one. */
  readonly port: number
  /** MQTT over TLS beside the plain port. */
  readonly tls?: { readonly cert: Buffer | string; readonly key: Buffer | string; readonly port: number }
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<BrokerLimits>
  /** Checks a station's secret; takes as long for an unknown station as for a wrong secret. */
  authenticate(station: StationId, secret: Uint8Array): boolean
  /**
   * Takes a frame in. `done()` once it is durable, and only then the PUBACK goes out; `done(failure)` when it cannot be kept: the
   * connection is closed without one, and the device sends again. The same frame may come twice. May answer how many readings it
   * held, which the station's rate is charged with; a frame counts as one otherwise.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: an accept that does not count need not answer
  accept(frame: Frame, done: (failure?: Error) => void): number | void
  /** True when this station may bring readings on a topic other than `stations/{id}/readings`; `accept` is then handed its frames as well. */
  takes?(station: StationId, topic: string): boolean
  /** A station's first connection has signed in, or its last one is gone. */
  onConnection?(station: StationId, connected: boolean): void
  /** A station sends more than is read of one, and is read more slowly for now. Said again and again while it does. */
  onSlowed?(station: StationId, readingsPerSecond: number): void
  /** Loudspeakers: user name and client id `speaker:{id}`, and two topics, each only its own. Absent: none may sign in. */
  readonly speakers?: {
    authenticate(speaker: string, secret: Uint8Array): boolean
    connected(speaker: string, connected: boolean): void
    said(speaker: string, payload: Uint8Array): void
  }
}

/** What the broker has done since its start, and holds at present. */
export interface BrokerStats {
  /** Signed in. */
  readonly connections: number
  readonly stations: number
  /** Open, signed in or not. */
  readonly sockets: number
  /** Publishes on a station's readings topic. */
  readonly frames: number
  readonly acks: number
  /** Frames that wait for the journal, and their bytes. */
  readonly inflight: number
  readonly inflightBytes: number
  /** Publishes under a station's own prefix that nobody reads. */
  readonly unrouted: number
  /** How often a link began to be slowed down to its station's rate. */
  readonly slowed: number
  readonly takeovers: number
  readonly refused: Readonly<Record<Refusal, number>>
  readonly acknowledging: Histogram
}

/** The MQTT 3.1.1 broker that stations publish to: TCP, TLS and WebSocket, one set of rights and limits. */
export interface Broker {
  start(): Promise<void>
  /** Takes nothing more in, acknowledges what is kept within moments, and closes every connection. */
  stop(): Promise<void>
  /** A WebSocket handshake for `/mqtt`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  readonly port: number
  readonly tlsPort: number | null
  /** Closes the connections of a station, or of a loudspeaker's account: its secret was replaced. */
  disconnect(station: StationId): void
  /** Sends to whoever of the station has subscribed to its commands; what is sent to nobody is not kept. */
  publishCommand(station: StationId, payload: string | Uint8Array): void
  /** The same to a loudspeaker. */
  publishToSpeaker(speaker: string, payload: string): void
  disconnectSpeaker(speaker: string): void
  stats(): BrokerStats
  /** Connections turned away or cut, newest first. */
  recentlyRefused(): RecentRefusal[]
}

type LinkedClient = Client & { link?: Link }

/** The gateway's broker: for stations, and nobody else. */
export function createBroker(options: BrokerOptions): Broker {
  return composeBroker(options, STATION_POLICY)
}

/** The broker under a policy. Apart from `createBroker` it is called by the conformance tests, with an open one. */
export function composeBroker(options: BrokerOptions, policy: Policy): Broker {
  const { log } = options
  const limits: BrokerLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const refusals = new Refusals(log, options.clock)
  const admission = new Admission(limits, refusals)
  const links = new Links(limits, log, (account, connected) => {
    const speaker = speakerOf(account)
    if (speaker === undefined) options.onConnection?.(account, connected)
    else options.speakers?.connected(speaker, connected)
  })
  const reception = new Reception(
    { ...options, onSpeakerState: (speaker, payload) => options.speakers?.said(speaker, payload) },
    limits,
  )
  let stopping = false

  const aedes = policy.createRouter({
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    concurrency: limits.concurrency,
    maxTopicLevels: limits.topicLevels,
    maxInflightInbound: limits.inflightQos2,
    queueLimit: limits.queuedPackets,

    preConnect(client, packet, answer) {
      const link = (client as LinkedClient).link
      if (link === undefined) return
      // What came behind the CONNECT waits until it is accepted, and is then measured by the larger limit.
      link.intake.hold(HOLD.signIn)
      policy.introduce(link, packet)
      const { keepalive = 0 } = packet
      packet.keepalive =
        keepalive === 0 ? limits.keepAliveSeconds : Math.min(keepalive, limits.keepAliveSeconds)
      answer(null, true)
    },

    authenticate(client, _username, password, answer) {
      const link = (client as LinkedClient).link
      if (link === undefined || client.closed || client.conn.destroyed || stopping) return
      const outcome = signIn(link, password)
      if (outcome === undefined) answer(null, true)
      // aedes asks for its own enum, which exists in its types only.
      else setTimeout(answer, limits.refusalDelayMs, outcome as Error as AuthenticateError, null).unref()
    },

    authorizePublish(client, packet, answer) {
      policy.receive((client as LinkedClient | null)?.link, packet, reception, answer)
    },

    authorizeSubscribe(client, subscription, answer) {
      const link = (client as LinkedClient).link
      const own = link !== undefined && policy.maySubscribe(link, subscription.topic)
      if (!own) refusals.note('subscription', { ...link?.fields, filter: shown(subscription.topic) })
      // Null makes aedes answer SUBACK 0x80 [MQTT-3.9.3-1].
      answer(null, own ? subscription : null)
    },
  })

  /** Undefined when the station behind the link is who it says it is. */
  function signIn(link: Link, password: Uint8Array | undefined): Refused | undefined {
    const station = link.introducedAs
    if (station instanceof Refused) return station
    let known = false
    try {
      const speaker = speakerOf(station)
      const secret = password ?? new Uint8Array()
      known =
        speaker === undefined
          ? options.authenticate(station, secret)
          : options.speakers?.authenticate(speaker, secret) === true
    } catch (error) {
      log.error('broker.check-failed', { ...link.fields, error: String(error) })
      return new Refused('check-failed', 'the secret could not be checked', SERVER_UNAVAILABLE)
    }
    if (!known) return new Refused('credentials', 'unknown station or wrong secret', BAD_CREDENTIALS)
    return refuseWill(link, station) ?? links.enter(link, station)
  }

  function refuseWill(link: Link, station: StationId): Refused | undefined {
    if (link.willTopic === undefined) return undefined
    if (!mayPublish(topicRights(station), link.willTopic)) {
      return new Refused('will', 'a will on a topic of somebody else', NOT_AUTHORIZED)
    }
    log.info('broker.will-ignored', link.fields)
    return undefined
  }

  function enter(stream: Duplex, address: string): void {
    const client: LinkedClient = aedes.handle(stream)
    const link = new Link(client, address, limits)
    client.link = link
    stream.once('close', () => leave(link))
  }

  function leave(link: Link): void {
    link.close()
    reception.forget(link)
    links.leave(link)
  }

  function broken(client: LinkedClient, error: Error): void {
    const { link } = client
    if (link === undefined) return
    const refusal = refusalOf(error)
    if (refusal === undefined || link.refusal !== undefined) return
    link.refusal = refusal
    refusals.note(refusal, { ...link.fields, detail: shown(error.message) })
  }
  aedes.on('clientError', broken)
  aedes.on('connectionError', broken)
  aedes.on('clientReady', (client: LinkedClient) => {
    const { link } = client
    if (link === undefined) return
    links.settle(link)
    const { readings } = link.rights
    const goesShort = policy.readingsGoShort && readings !== undefined
    link.intake.signedIn(
      goesShort
        ? {
            topic: Buffer.from(readings),
            take: (payload, messageId) => reception.takeReadings(link, payload, messageId),
          }
        : undefined,
    )
  })
  // Without a listener an 'error' would end the process.
  ;(aedes as NodeJS.EventEmitter).on('error', (error: Error) =>
    log.error('broker.error', { error: error.message }),
  )

  let undelivered = 0
  let isFull = false

  /**
   * To whoever has subscribed; what is sent to nobody is not kept. Behind a subscriber that takes nothing the others' commands wait until it is let go of:
   * what comes beyond a bound is left out, and whoever sent it hears no answer. aedes would take them all, and work them off in one call within another
   * until the stack is full.
   */
  function publish(topic: string, payload: Buffer): void {
    if (undelivered >= limits.undeliveredCommands) {
      if (!isFull) log.warn('broker.commandsLeftOut', { topic, undelivered })
      isFull = true
      return
    }
    undelivered++
    aedes.publish({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false }, () => {
      undelivered--
      if (undelivered === 0) isFull = false
    })
  }

  const doors = createDoors({
    bind: options.bind,
    port: options.port,
    tls: options.tls,
    packetBytes: limits.packetBytes,
    handshakeTimeoutMs: limits.connectTimeoutMs,
    admit: (socket, address) => admission.admit(socket, address),
    enter,
    failed: (address, detail) => refusals.note('handshake', { address, detail: shown(detail) }),
  })

  return {
    async start() {
      await aedes.listen()
      try {
        await doors.open()
      } catch (error) {
        await this.stop()
        throw error
      }
      log.info('broker.listening', { bind: options.bind, port: doors.port, tlsPort: doors.tlsPort })
    },

    async stop() {
      stopping = true
      admission.shut()
      const shut = doors.close()
      links.hold()
      await reception.settled(limits.stopTimeoutMs)
      // Acknowledgements are corked until the tick is over.
      await new Promise((resolve) => setImmediate(resolve))
      await new Promise<void>((resolve) => aedes.close(resolve))
      admission.close()
      links.leaveAll(leave)
      await shut
    },

    upgrade: doors.upgrade,
    get port() {
      return doors.port
    },
    get tlsPort() {
      return doors.tlsPort
    },
    disconnect: (station) => links.disconnect(station),

    publishCommand: (station, payload) =>
      publish(topicRights(station).commands, Buffer.from(payload as Uint8Array)),
    publishToSpeaker: (speaker, payload) => publish(speakerTopics(speaker).commands, Buffer.from(payload)),
    disconnectSpeaker: (speaker) => links.disconnect(`speaker:${speaker}`),

    recentlyRefused: () => refusals.recent.toReversed(),

    stats: () => ({
      connections: links.size,
      stations: links.stations,
      sockets: admission.size,
      ...reception.counts,
      inflight: reception.inflight,
      inflightBytes: reception.inflightBytes,
      takeovers: links.takeovers,
      refused: { ...refusals.counts },
      acknowledging: reception.acknowledging,
    }),
  }
}
