import { connect, type Socket } from 'node:net'
import { type Instant, SECOND, type StationId } from '@tocsin/core'
import { connectPacket, markDuplicate, patch, publishLayout, type Slots, slotsOf } from './packet.ts'

/** A registered station that the load speaks for. */
export interface LoadStation {
  readonly id: StationId
  readonly secret: string
  /** Names of the datastreams that get a value with every item. */
  readonly datastreams: readonly string[]
}

export interface ConnectionOptions {
  readonly host: string
  readonly port: number
  readonly station: LoadStation
  /** Publishes under way at most. */
  readonly inflight: number
  readonly itemsPerPublish: number
  /** A publish was acknowledged; `dueAt` is when it should have gone out (performance.now). */
  readonly onAcknowledged: (connection: Connection, ts: Instant, dueAt: number) => void
  readonly onClosed: (connection: Connection, reason: string) => void
}

const CONNACK = 0x20
const PUBACK = 0x40
const PINGRESP = 0xd0
const HANDSHAKE_WITHIN = 10 * SECOND

/**
 * One station's link, as cheap as it gets: no packet objects, one write for a run of publishes, four bytes read per PUBACK. What is
 * unacknowledged when the link goes is sent again by `open`, with its own time.
 */
export class Connection {
  readonly station: LoadStation
  readonly #options: ConnectionOptions
  readonly #layout: ReturnType<typeof publishLayout>
  readonly #slots: Slots
  readonly #busy: Uint8Array
  readonly #times: Float64Array
  readonly #dueAt: Float64Array
  #socket: Socket | undefined
  #head = 0
  #free: number
  /** Slots filled and not yet handed to the socket. */
  #filled = 0
  #lastTs: Instant = 0
  /** Start of a packet whose rest has not come. */
  #partial: Buffer | undefined

  constructor(options: ConnectionOptions) {
    const { station, inflight, itemsPerPublish } = options
    this.station = station
    this.#options = options
    this.#layout = publishLayout(station.id, station.datastreams, itemsPerPublish)
    this.#slots = slotsOf(this.#layout, station.id, inflight)
    this.#busy = new Uint8Array(inflight)
    this.#times = new Float64Array(inflight)
    this.#dueAt = new Float64Array(inflight)
    this.#free = inflight
  }

  get isOpen(): boolean {
    return this.#socket !== undefined
  }

  /** Publishes sent and not acknowledged. */
  get underWay(): number {
    return this.#options.inflight - this.#free
  }

  /** True when the next publish has a slot. Slots are used in turn, so one late PUBACK holds up those behind it. */
  get hasRoom(): boolean {
    return this.#socket !== undefined && this.#busy[this.#head] === 0
  }

  /** Connects, and sends again what was under way. Rejects when it is refused or takes over 10 s. */
  open(): Promise<void> {
    const { host, port } = this.#options
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true })
      let reason = 'closed by the gateway'
      let welcomed = false
      socket.setTimeout(HANDSHAKE_WITHIN, () => {
        reason = 'no CONNACK'
        socket.destroy()
      })
      socket.once('connect', () => socket.write(connectPacket(this.station.id, this.station.secret)))
      socket.on('error', (error) => {
        reason = error.message
      })
      socket.on('data', (chunk: Buffer) => {
        if (welcomed) {
          this.#read(chunk)
          return
        }
        // The CONNACK is the first thing that comes, in one segment of four bytes.
        if (chunk[0] !== CONNACK || chunk[3] !== 0) {
          reason = `CONNACK with return code ${chunk[3]}`
          socket.destroy()
          return
        }
        welcomed = true
        socket.setTimeout(0)
        this.#socket = socket
        this.#partial = undefined
        this.#sendAgain()
        if (chunk.length > 4) this.#read(chunk.subarray(4))
        resolve()
      })
      socket.once('close', () => {
        if (!welcomed) reject(new Error(`${this.station.id}: ${reason}`))
        else if (this.#socket === socket) {
          this.#socket = undefined
          this.#options.onClosed(this, reason)
        }
      })
    })
  }

  /** Fills the next slot; `flush` sends it. Only when `hasRoom`. */
  publish(now: Instant, dueAt: number): void {
    const slot = this.#head
    // Every publish has its own time: the same key again would be a duplicate or a correction.
    const ts = Math.max(now, this.#lastTs + 1)
    this.#lastTs = ts + this.#options.itemsPerPublish - 1
    patch(this.#slots, slot, this.#layout, ts)
    this.#busy[slot] = 1
    this.#times[slot] = ts
    this.#dueAt[slot] = dueAt
    this.#free--
    this.#filled++
    this.#head = (slot + 1) % this.#options.inflight
  }

  /** Hands all filled slots to the socket, in one write or two. */
  flush(): void {
    const count = this.#filled
    if (count === 0 || !this.#socket) return
    this.#filled = 0
    const { inflight } = this.#options
    const first = (this.#head - count + inflight) % inflight
    const straight = Math.min(count, inflight - first)
    this.#write(first, straight)
    if (count > straight) this.#write(0, count - straight)
  }

  close(): void {
    const socket = this.#socket
    this.#socket = undefined
    // DISCONNECT
    socket?.end(Buffer.from([0xe0, 0]))
    socket?.destroySoon()
  }

  #write(slot: number, count: number): void {
    const { bytes, slotBytes } = this.#slots
    // The bytes are not touched again before their PUBACK, so the socket may keep them.
    this.#socket?.write(bytes.subarray(slot * slotBytes, (slot + count) * slotBytes))
  }

  #sendAgain(): void {
    this.#filled = 0
    const { inflight } = this.#options
    // From the oldest on: the slots are used in turn.
    for (let step = 0; step < inflight; step++) {
      const slot = (this.#head + step) % inflight
      if (this.#busy[slot] === 0) continue
      markDuplicate(this.#slots, slot)
      this.#write(slot, 1)
    }
  }

  #read(chunk: Buffer): void {
    const bytes = this.#partial ? Buffer.concat([this.#partial, chunk]) : chunk
    this.#partial = undefined
    let at = 0
    while (at < bytes.length) {
      const type = bytes[at] as number
      const length = type === PUBACK ? 4 : type === PINGRESP ? 2 : 0
      if (length === 0) {
        this.#socket?.destroy(new Error(`unexpected packet 0x${type.toString(16)}`))
        return
      }
      if (at + length > bytes.length) {
        this.#partial = bytes.subarray(at)
        return
      }
      if (type === PUBACK)
        this.#acknowledge((((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) - 1)
      at += length
    }
  }

  #acknowledge(slot: number): void {
    if (this.#busy[slot] !== 1) return
    this.#busy[slot] = 0
    this.#free++
    this.#options.onAcknowledged(this, this.#times[slot] as number, this.#dueAt[slot] as number)
  }
}
