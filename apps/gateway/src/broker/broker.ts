import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { commandsTopic, readingsTopic } from '@tocsin/contract'
import type { Frame, StationId } from '@tocsin/core'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts'
import { guardPacketSize, PacketTooLarge } from './packet-size.ts'
import { Rate, RateByKey } from './rate.ts'

export type { BrokerLimits } from './limits.ts'

export interface BrokerOptions {
  readonly bind: string
  /** 0: any free one. */
  readonly port: number
  /** MQTT over TLS beside the plain port. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer; readonly port: number }
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<BrokerLimits>
  /** Checks a station's secret; takes as long for an unknown station as for a wrong secret. */
  authenticate(station: StationId, secret: Uint8Array): boolean
  /**
   * Takes a frame in. `done()` once it is durable, and only then the PUBACK goes out; `done(failure)` when it cannot be kept: the
   * connection is closed without one, and the device sends again.
   */
  accept(frame: Frame, done: (failure?: Error) => void): void
  onConnection(station: StationId, connected: boolean): void
}

export interface BrokerStats {
  readonly connections: number
  readonly frames: number
  /** Publishes under a station's own prefix that nobody reads. */
  readonly unrouted: number
  readonly refused: {
    readonly signIn: number
    readonly topic: number
    readonly size: number
    readonly rate: number
  }
}

export interface Broker {
  start(): Promise<void>
  /** Takes nothing more in, and closes every connection. */
  stop(): Promise<void>
  /** A WebSocket handshake for `/mqtt`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  readonly port: number
  readonly tlsPort: number | null
  /** Closes a station's connections: its secret was replaced. */
  disconnect(station: StationId): void
  publishCommand(station: StationId, payload: string): void
  stats(): BrokerStats
}

/** What a client is known as once it has signed in; kept on the client so that a publish looks nothing up. */
interface Station {
  readonly id: StationId
  readonly prefix: string
  readonly readings: string
  readonly rate: Rate
}
type StationClient = Client & { station?: Station }

/** Who refused what: logged once a second at most, or a broken device would fill the disk. */
const LOG_EVERY_MS = 1000

/** Readings go to the journal, not to subscribers: a wire publish ends where aedes would route it. */
class ReadingsBroker extends Aedes {
  override publish(
    packet: PublishPacket,
    ...rest: [] | [((error?: Error) => void)?] | [Client, (error?: Error) => void]
  ): void {
    const [client, done] = rest
    if (typeof client === 'object' && client !== null && typeof done === 'function') done()
    else (super.publish as (...words: unknown[]) => void)(packet, ...rest)
  }
}

/** The MQTT 3.1.1 broker that stations publish to: TCP, TLS and WebSocket, one set of rights and limits. */
export function createBroker(options: BrokerOptions): Broker {
  const { clock, log } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const connects = new RateByKey(limits.connectsPerSecond, limits.connectsBurst)
  const refused = { signIn: 0, topic: 0, size: 0, rate: 0 }
  const stationClients = new Map<StationId, Set<Client>>()
  const streams = new Set<Duplex>()
  let frames = 0
  let unrouted = 0
  let loggedAt = Number.NEGATIVE_INFINITY

  function refuse(kind: keyof typeof refused, fields: Record<string, unknown>): void {
    refused[kind]++
    const now = performance.now()
    if (now - loggedAt < LOG_EVERY_MS) return
    loggedAt = now
    log.warn(`broker.refused.${kind}`, { ...fields, total: refused[kind] })
  }

  const aedes = new ReadingsBroker({
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxTopicLevels: limits.topicLevels,
    maxInflightInbound: limits.inflightQos2,
    queueLimit: limits.queuedPackets,

    preConnect(_client, packet, answer) {
      // A dead persistent session is an unbounded queue, and a will could speak for a station that has gone.
      packet.clean = true
      packet.will = undefined as never
      const { keepalive = 0 } = packet
      packet.keepalive =
        keepalive === 0 ? limits.keepAliveSeconds : Math.min(keepalive, limits.keepAliveSeconds)
      // [MQTT-3.1.3-8] with the reason 2 of [MQTT-3.1.3-9]: aedes would invent an id.
      if (packet.clientId === '') packet.clientId = NO_CLIENT_ID
      answer(null, true)
    },

    authenticate(client, username, password, answer) {
      const station = username ?? ''
      const secret = password ?? Buffer.alloc(0)
      const named = client.id === station || client.id.startsWith(`${station}#`)
      if (client.id === NO_CLIENT_ID || station === '' || !named) {
        // Hashed all the same, so that the time tells nothing.
        options.authenticate('', secret)
        refuse('signIn', { from: addressOf(client), reason: 'client id is not the station’s' })
        setTimeout(() => answer(signInError(client.id === NO_CLIENT_ID ? 2 : 4), null), limits.refusalDelayMs)
        return
      }
      if (!options.authenticate(station, secret)) {
        refuse('signIn', {
          station: station.slice(0, 64),
          from: addressOf(client),
          reason: 'unknown station or wrong secret',
        })
        setTimeout(() => answer(signInError(4), null), limits.refusalDelayMs)
        return
      }
      if ((aedes as unknown as { clients: Record<string, Client> }).clients[client.id] !== undefined) {
        // [MQTT-3.1.4-2] the older connection goes; twice in a row may be a copied device.
        log.warn('broker.takeover', { station, client: client.id, from: addressOf(client) })
      }
      ;(client as StationClient).station = {
        id: station,
        prefix: `stations/${station}/`,
        readings: readingsTopic(station),
        rate: new Rate(limits.framesPerSecond, limits.framesBurst),
      }
      answer(null, true)
    },

    authorizePublish(client, packet, answer) {
      const station = (client as StationClient | null)?.station
      if (station === undefined) {
        answer(new Error('nobody is signed in'))
        return
      }
      if (packet.topic !== station.readings) {
        if (packet.topic.startsWith(station.prefix)) {
          unrouted++
          answer(null)
        } else {
          refuse('topic', { station: station.id, topic: packet.topic.slice(0, 128) })
          answer(new Error('not a topic of this station'))
        }
        return
      }
      // Nobody subscribes to readings, so there is nobody to retain them for.
      packet.retain = false
      frames++
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      const take = () =>
        options.accept({ station: station.id, topic: packet.topic, payload, receivedAt: clock.now() }, answer)
      const wait = station.rate.take()
      if (wait === 0) take()
      else {
        // Not acknowledged until its turn comes: the device is slowed, nothing is lost, and nobody else notices.
        refuse('rate', { station: station.id, effect: 'slowed' })
        setTimeout(take, wait)
      }
    },

    authorizeSubscribe(client, subscription, answer) {
      const station = (client as StationClient).station
      const own = station !== undefined && subscription.topic === commandsTopic(station.id)
      if (!own) refuse('topic', { station: station?.id, subscribes: subscription.topic.slice(0, 128) })
      // Null makes aedes answer SUBACK 0x80 [MQTT-3.9.3-1].
      answer(null, own ? subscription : null)
    },
  })

  aedes.on('clientReady', (client: Client) => {
    const { station } = client as StationClient
    if (station === undefined) return
    const clients = stationClients.get(station.id)
    if (clients === undefined) {
      stationClients.set(station.id, new Set([client]))
      options.onConnection(station.id, true)
    } else {
      clients.add(client)
    }
  })
  aedes.on('clientDisconnect', (client: Client) => {
    const { station } = client as StationClient
    const clients = station && stationClients.get(station.id)
    if (station === undefined || clients?.delete(client) !== true || clients.size > 0) return
    stationClients.delete(station.id)
    options.onConnection(station.id, false)
  })
  const noteError = (client: Client, error: Error) => {
    if (!(error instanceof PacketTooLarge)) return
    const { station } = client as StationClient
    refuse('size', { station: station?.id, from: addressOf(client), bytes: error.bytes })
  }
  aedes.on('clientError', noteError)
  aedes.on('connectionError', noteError)
  // Without a listener an 'error' would end the process; the memory persistence has none to give, so it is worth a line.
  ;(aedes as unknown as NodeJS.EventEmitter).on('error', (error: Error) =>
    log.error('broker.error', { error: error.message }),
  )

  function attach(stream: Duplex, address: string, request?: IncomingMessage): void {
    if (streams.size >= limits.connections || connects.take(address) > 0) {
      refuse('rate', { from: address, effect: 'connection closed' })
      stream.destroy()
      return
    }
    streams.add(stream)
    stream.on('error', () => {})
    stream.once('close', () => streams.delete(stream))
    const client = aedes.handle(stream as Parameters<typeof aedes.handle>[0], request) as StationClient
    guardPacketSize(client, () =>
      client.station === undefined ? limits.unauthenticatedPacketBytes : limits.packetBytes,
    )
  }

  const take = (socket: Socket) => {
    socket.setNoDelay(true)
    attach(socket, socket.remoteAddress ?? '')
  }
  const tcp = createServer(take)
  const tls = options.tls
    ? createTlsServer(
        {
          cert: options.tls.cert,
          key: options.tls.key,
          minVersion: 'TLSv1.2',
          handshakeTimeout: limits.connectTimeoutMs,
        },
        take,
      )
    : undefined
  // Handshakes that fail are the other side's trouble.
  tls?.on('tlsClientError', () => {})
  const webSockets = new WebSocketServer({
    noServer: true,
    // A packet may come in several messages; one message larger than a packet is refused before it is collected.
    maxPayload: limits.packetBytes + 16,
    perMessageDeflate: false,
    handleProtocols: (protocols) =>
      protocols.has('mqtt') ? 'mqtt' : protocols.has('mqttv3.1') ? 'mqttv3.1' : false,
  })

  return {
    async start() {
      await aedes.listen()
      await listen(tcp, options.port, options.bind)
      if (tls && options.tls) await listen(tls, options.tls.port, options.bind)
    },

    async stop() {
      const closed = [tcp, tls].map(
        (server) =>
          new Promise<void>((resolve) => (server?.listening ? server.close(() => resolve()) : resolve())),
      )
      await new Promise<void>((resolve) => aedes.close(resolve))
      for (const stream of streams) stream.destroy()
      webSockets.close()
      await Promise.all(closed)
    },

    upgrade(request, socket, head) {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => {})
        attach(createWebSocketStream(webSocket), request.socket.remoteAddress ?? '', request)
      })
    },

    get port() {
      return (tcp.address() as AddressInfo | null)?.port ?? options.port
    },
    get tlsPort() {
      return tls ? ((tls.address() as AddressInfo | null)?.port ?? options.tls?.port ?? null) : null
    },

    disconnect(station) {
      for (const client of stationClients.get(station) ?? []) client.close()
    },

    publishCommand(station, payload) {
      aedes.publish(
        { cmd: 'publish', topic: commandsTopic(station), payload, qos: 1, dup: false, retain: false },
        () => {},
      )
    },

    stats: () => ({ connections: stationClients.size, frames, unrouted, refused: { ...refused } }),
  }
}

/** Stands for an empty client id until it is refused; longer than any real one, and no topic could hold it. */
const NO_CLIENT_ID = '\u0000none'

function signInError(returnCode: 2 | 4): AuthenticateError {
  return Object.assign(new Error('refused'), { returnCode }) as unknown as AuthenticateError
}

function addressOf(client: Client): string {
  return (client.conn as Partial<Socket>).remoteAddress ?? client.req?.socket.remoteAddress ?? ''
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      // What a listening server still meets (no more file descriptors) concerns one connection, not the process.
      server.on('error', () => {})
      resolve()
    })
  })
}
