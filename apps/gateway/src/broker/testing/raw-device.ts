import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A string of the wire: its length, then its bytes, which may be none that are UTF-8. */
export const text = (value: string | Buffer) => {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

const number16 = (value: number) => Buffer.from([value >> 8, value & 0xff])

/** A fixed header that claims `length` bytes [MQTT 3.1.1, 2.2.3]. */
export function header(first: number, length: number): Buffer {
  const bytes = [first]
  do {
    bytes.push((length & 0x7f) | (length > 0x7f ? 0x80 : 0))
    length = Math.floor(length / 128)
  } while (length > 0)
  return Buffer.from(bytes)
}

/** A whole packet around the parts of its body. */
export const packet = (first: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([header(first, body.length), body])
}

export interface Connect {
  clientId?: string
  username?: string
  password?: string
  clean?: boolean
  keepalive?: number
  level?: number
  will?: { topic: string; payload: string; qos?: number; retain?: boolean }
}

/** A CONNECT as station `a` with its right secret, unless told otherwise. An undefined name or secret is left out. */
export function connectPacket(given: Connect = {}): Buffer {
  const { clientId, username, password, clean, keepalive, level, will } = {
    clientId: given.username ?? 'a',
    username: 'a',
    password: `secret-of-${given.username ?? 'a'}`,
    clean: true,
    keepalive: 60,
    level: 4,
    will: undefined,
    ...given,
  }
  const flags =
    (clean ? 0x02 : 0) |
    (will === undefined ? 0 : 0x04 | ((will.qos ?? 0) << 3) | (will.retain ? 0x20 : 0)) |
    (password === undefined ? 0 : 0x40) |
    (username === undefined ? 0 : 0x80)
  return packet(
    0x10,
    text('MQTT'),
    Buffer.from([level, flags, keepalive >> 8, keepalive & 0xff]),
    ...(level === 5 ? [Buffer.from([0])] : []),
    text(clientId),
    ...(will === undefined ? [] : [text(will.topic), text(will.payload)]),
    ...(username === undefined ? [] : [text(username)]),
    ...(password === undefined ? [] : [text(password)]),
  )
}

export interface Publish {
  topic?: string
  payload?: string | Buffer
  qos?: number
  messageId?: number
  retain?: boolean
  dup?: boolean
}

/** A PUBLISH of station `a`'s readings, unless told otherwise. */
export function publishPacket(given: Publish = {}): Buffer {
  const {
    topic = 'stations/a/readings',
    payload = '{}',
    qos = 1,
    messageId = 1,
    retain = false,
    dup = false,
  } = given
  return packet(
    0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0),
    text(topic),
    ...(qos > 0 ? [number16(messageId)] : []),
    Buffer.from(payload),
  )
}

/** A SUBSCRIBE with an identifier and a QoS for each filter. */
export function subscription(messageId: number, ...filters: [filter: string, qos: number][]): Buffer {
  return packet(
    0x82,
    number16(messageId),
    ...filters.flatMap(([filter, qos]) => [text(filter), Buffer.from([qos])]),
  )
}

export function unsubscribePacket(messageId: number, ...filters: string[]): Buffer {
  return packet(0xa2, number16(messageId), ...filters.map(text))
}

/** PUBACK (0x40), PUBREC (0x50), PUBREL (0x62) or PUBCOMP (0x70). */
export function acknowledgement(first: 0x40 | 0x50 | 0x62 | 0x70, messageId: number): Buffer {
  return packet(first, number16(messageId))
}

export function subscribePacket(...filters: string[]): Buffer {
  return packet(0x82, Buffer.from([0, 1]), ...filters.flatMap((filter) => [text(filter), Buffer.from([1])]))
}

export const PINGREQ = Buffer.from([0xc0, 0])
export const DISCONNECT = Buffer.from([0xe0, 0])

/** A device that sends exactly the bytes it is given: what a client library would never send is what the broker is guarded from. */
export class RawDevice {
  readonly stream: Duplex
  readonly closed: Promise<void>
  isClosed = false
  #received = Buffer.alloc(0)
  #wake: (() => void) | undefined

  constructor(stream: Duplex) {
    this.stream = stream
    stream.on('error', () => {})
    // A WebSocket's stream does not close by itself.
    stream.once('end', () => stream.destroy())
    stream.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake?.()
    })
    this.closed = new Promise((resolve) => {
      stream.once('close', () => {
        this.isClosed = true
        this.#wake?.()
        resolve()
      })
    })
  }

  static dial(port: number): Promise<RawDevice> {
    return new Promise((resolve, reject) => {
      const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true }, () =>
        resolve(new RawDevice(socket)),
      )
      socket.once('error', reject)
    })
  }

  /** Dials and signs in; the CONNACK is read already. */
  static async signIn(port: number, as: Connect = {}): Promise<RawDevice> {
    const device = await RawDevice.dial(port)
    device.send(connectPacket(as))
    const answer = (await device.next())?.toString('hex')
    if (answer !== '20020000') throw new Error(`not signed in: ${answer}`)
    return device
  }

  send(...bytes: Buffer[]): void {
    this.stream.write(Buffer.concat(bytes))
  }

  /** The next whole packet; undefined when the connection was closed first. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      // What the broker sends in these tests is shorter than 128 bytes.
      const length = 2 + (this.#received[1] ?? Number.POSITIVE_INFINITY)
      if (this.#received.length >= length) {
        const whole = this.#received.subarray(0, length)
        this.#received = this.#received.subarray(length)
        return whole
      }
      if (this.isClosed) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** The next packet in hex, or 'closed'. */
  async answer(): Promise<string> {
    return (await this.next())?.toString('hex') ?? 'closed'
  }

  /** Message ids of the next `count` PUBACKs. */
  async acks(count: number): Promise<number[]> {
    const ids: number[] = []
    while (ids.length < count) {
      const next = await this.next()
      if (next === undefined) throw new Error(`closed after ${ids.length} of ${count} acknowledgements`)
      if (next[0] === 0x40) ids.push(next.readUInt16BE(2))
    }
    return ids
  }

  /** True when nothing has come by then, and the connection is open. */
  async isQuietFor(ms: number): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, ms))
    return this.#received.length === 0 && !this.isClosed
  }

  cut(): void {
    this.stream.destroy()
  }
}
