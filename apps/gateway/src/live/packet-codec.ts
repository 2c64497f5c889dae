import { EventEmitter } from 'node:events'
import { SharedMessage } from './shared-message.ts'

// Packet types of the Socket.IO protocol, revision 5. Its binary types, 5 and 6, are not spoken here: nothing in the contract needs
// them, and attachments are what its parser's vulnerabilities were about.
const CONNECT = 0
const DISCONNECT = 1
const EVENT = 2
const ACK = 3

interface Packet {
  readonly type: number
  readonly nsp: string
  readonly id?: number | undefined
  readonly data?: unknown
}

/** Names that would be mistaken for what a socket itself emits. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
])

/** `{type}[{namespace},][{ack id}][{json}]` */
const PACKET = /^([0-3])(?:(\/[^,]{0,64}),)?(\d{1,15})?/

/**
 * Writes packets for Socket.IO. A `SharedMessage` has its JSON already, made once for all clients; Socket.IO's own encoder would look
 * through every value of it for binary parts, and stringify it, for each client anew.
 */
export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    const head = `${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}`
    if (data === undefined) return [head]
    if (type === EVENT && Array.isArray(data) && data[1] instanceof SharedMessage) {
      return [`${head}[${JSON.stringify(data[0])},${data[1].json}]`]
    }
    return [head + JSON.stringify(data)]
  }
}

/** Reads the packets of clients; what is none closes that client's connection. */
export class Decoder extends EventEmitter {
  add(chunk: unknown): void {
    this.emit('decoded', decode(chunk))
  }

  /** Nothing is held between packets. */
  destroy(): void {}
}

export function decode(chunk: unknown): Packet {
  const match = typeof chunk === 'string' ? PACKET.exec(chunk) : null
  if (match === null) throw new Error('not a packet of text')
  const [head, digit, nsp = '/', id] = match
  const type = Number(digit)
  const text = (chunk as string).slice(head.length)
  const data: unknown = text === '' ? undefined : JSON.parse(text)
  if (!fits(type, data)) throw new Error('a packet with a payload of another type')
  return { type, nsp, data, ...(id === undefined ? {} : { id: Number(id) }) }
}

function fits(type: number, data: unknown): boolean {
  switch (type) {
    case CONNECT:
      return data === undefined || (typeof data === 'object' && data !== null && !Array.isArray(data))
    case DISCONNECT:
      return data === undefined
    case EVENT:
      return Array.isArray(data) && typeof data[0] === 'string' && !RESERVED.has(data[0])
    case ACK:
      return Array.isArray(data)
    default:
      return false
  }
}
