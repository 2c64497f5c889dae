import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { ListenerView } from '@tocsin/contract'
import type { Codec } from '@tocsin/core'
import { addressOf, networkOf } from '../broker/address.ts'
import { RateByKey } from '../broker/rate.ts'
import type { Log } from '../log.ts'
import { Connection, type ConnectionOptions } from './connection.ts'

/** How often half frames and missing packets are looked at. */
const TICK = 5000
/** Lines in the log about connections that were closed from here, in so many ms. */
const LINES = 10
const WINDOW = 10_000

export interface ListenerOptions
  extends Omit<ConnectionOptions, 'codec' | 'counts' | 'onClosed' | 'onCorrected'> {
  readonly codec: Codec<unknown>
  readonly bind: string
  /** 0: any free one. */
  readonly port: number
  readonly log: Log
}

/** A TCP port that stations of one protocol call. */
export class Listener {
  readonly #options: ListenerOptions
  readonly #server: Server
  readonly #rates: RateByKey
  readonly #connections = new Set<Connection>()
  readonly counts = { frames: 0, answered: 0, refused: 0, inflight: 0 }
  #timer: NodeJS.Timeout | undefined
  #lines = { since: 0, count: 0 }

  constructor(options: ListenerOptions) {
    this.#options = options
    const { limits } = options
    this.#rates = new RateByKey(limits.connectsPerSecond, limits.connectsBurst)
    // A station may close its half of the connection and still wait for the acknowledgement.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#enter(socket))
    this.#server.maxConnections = limits.connections
    this.#server.on('drop', () => this.#say('connections', undefined))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? this.#options.port
  }

  view(): ListenerView {
    const { frames, answered, refused } = this.counts
    return {
      protocol: this.#options.codec.protocol,
      port: this.port,
      connections: this.#connections.size,
      counts: { frames, answered, refused },
    }
  }

  async start(): Promise<void> {
    const { bind, port, log, codec } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, bind, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    // Accepting may fail where descriptors run out; the next one may not.
    this.#server.on('error', (error) =>
      log.warn('listener.error', { protocol: codec.protocol, error: error.message }),
    )
    this.#timer = setInterval(() => {
      for (const connection of this.#connections) connection.tick()
    }, TICK)
    log.info('listener.listening', { protocol: codec.protocol, bind, port: this.port })
  }

  /** Takes nothing more in, acknowledges what is kept within moments, and closes every connection. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const connection of this.#connections) connection.hold()
    const until = performance.now() + this.#options.limits.stopTimeoutMs
    while (performance.now() < until && [...this.#connections].some(({ inflight }) => inflight > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    // What was written in this turn leaves before the sockets go.
    await new Promise((resolve) => setImmediate(resolve))
    for (const connection of this.#connections) connection.close('the gateway stops')
    await closed
  }

  #enter(socket: Socket): void {
    const address = addressOf(socket)
    const rate = this.#rates.of(networkOf(address))
    if (rate.take(1) > 0) {
      // What was turned away must not add to the debt.
      rate.take(-1)
      this.#say('connect-rate', address)
      socket.destroy()
      return
    }
    const connection: Connection = new Connection(socket, address, {
      ...this.#options,
      counts: this.counts,
      onClosed: (reason) => this.#say(reason, address, connection.speaker),
      onCorrected: (station, offMs) =>
        this.#options.log.info('listener.clock-set', { protocol: connection.protocol, station, offMs }),
    })
    this.#connections.add(connection)
    socket.once('close', () => this.#connections.delete(connection))
  }

  #say(reason: string, address: string | undefined, station?: string): void {
    const now = performance.now()
    if (now - this.#lines.since > WINDOW) this.#lines = { since: now, count: 0 }
    if (++this.#lines.count > LINES) return
    const { protocol } = this.#options.codec
    this.#options.log.warn('listener.closed', { protocol, reason, address, ...(station ? { station } : {}) })
  }
}
