import type { DurationMs } from '@tocsin/core'
import type { Client } from 'aedes'
import { ownPublishAt } from './own-publish.ts'
import { isText, malformation, type ParsedPacket, WRONG_LEVEL } from './packet-form.ts'
import { Refused } from './refusals.ts'

/**
 * The parts of aedes' client and of mqtt-packet's parser that are guarded here. Private there: both versions are pinned, the
 * constructor refuses any other shape, and a test watches each guard.
 */
interface Inside {
  readonly _parser: {
    readonly packet: ParsedPacket
    /** Bytes of the packet that its fields have taken up. */
    readonly _pos: number
    readonly _list: { readonly length: number; slice(start: number, end: number): Buffer }
    /** Which part of a packet comes next; 0: its first byte. */
    readonly _stateCounter: number
    parse(bytes: Buffer): number
    _parseHeader(): boolean | undefined
    _parseLength(): boolean
    _parseString(): string | null
    _newPacket(): boolean | undefined
    _emitError(error: Error): undefined
  }
  readonly _keepaliveTimer: NodeJS.Timeout | null
}

/** Why an intake is held; bits, for several may hold it at once. */
export const HOLD = {
  /** The CONNECT is being checked. */
  signIn: 1,
  /** Too many frames of this connection wait for the journal. */
  inflight: 2,
  /** The station is over its rate. */
  rate: 4,
  /** Too many bytes of all connections wait for the journal. */
  budget: 8,
  /** The broker is stopping, or the connection is closed. */
  closed: 16,
  /** The device takes no acknowledgements. */
  drain: 32,
} as const

const NOTHING = Buffer.alloc(0)
/** CONNACK, unacceptable protocol version [MQTT-3.1.2-2]. */
const WRONG_PROTOCOL = Buffer.from([0x20, 2, 0, 1])

export interface IntakeOptions {
  readonly smallPacketBytes: number
  readonly packetBytes: number
  /** Called once per packet that is no PUBLISH: those have their own price. */
  readonly onPacket: () => void
}

/** The short way of readings past aedes: what lies whole in a chunk on this topic is handed on at once, in order. */
export interface Shortcut {
  readonly topic: Uint8Array
  /** `messageId` 0: QoS 0. */
  take(payload: Buffer, messageId: number): void
}

/**
 * Where a connection's bytes become packets. It turns away a packet by the length that its header claims, before any of it is
 * collected (aedes 1.2.0 knows no limit: a CONNECT that claims 256 MB is collected whole, before authentication), and one whose
 * form mqtt-packet does not look at as closely as the standard does. And it can be held: then neither the next packet is parsed nor the socket read, so that TCP slows the device and nothing is lost. aedes' own
 * `pause` would lose count of the packets that are under way.
 */
export class Intake {
  readonly #client: Client & Inside
  readonly #parse: (bytes: Buffer) => number
  /** Bits of HOLD. */
  #holds = 0
  #parsing = false
  #signedIn = false
  #shortcut: Shortcut | undefined
  readonly #mostBytes: number

  constructor(client: Client, options: IntakeOptions) {
    const inside = client as Client & Inside
    const parser = inside._parser
    if (
      typeof parser?._parseHeader !== 'function' ||
      typeof parser._stateCounter !== 'number' ||
      typeof parser._parseLength !== 'function' ||
      typeof parser._parseString !== 'function' ||
      typeof parser._newPacket !== 'function' ||
      typeof parser._emitError !== 'function'
    ) {
      throw new Error(
        'connections cannot be guarded: aedes or mqtt-packet is not the version this was written for',
      )
    }
    this.#client = inside
    const { _parseHeader: parseHeader, _parseLength: parseLength, _emitError: emitError, parse } = parser
    const { _parseString: parseString, _newPacket: newPacket } = parser
    const { smallPacketBytes, packetBytes, onPacket } = options
    this.#mostBytes = packetBytes

    this.#parse = (bytes) => {
      this.#parsing = true
      try {
        const rest = this.#takeShort(bytes)
        return rest === undefined ? 0 : parse.call(parser, rest)
      } finally {
        this.#parsing = false
      }
    }
    parser.parse = this.#parse

    // To the parser a held intake looks like a header that has not arrived.
    parser._parseHeader = () => (this.#holds === 0 ? parseHeader.call(parser) : false)

    parser._parseLength = () => {
      if (!parseLength.call(parser)) return false
      const { cmd, length } = parser.packet
      const publish = cmd === 'publish' && this.#signedIn
      const most = publish ? packetBytes : smallPacketBytes
      if (length > most) {
        parser._emitError(
          new Refused('packet-size', `a packet of ${length} bytes; at most ${most} are taken`),
        )
        return false
      }
      if (!publish) onPacket()
      return true
    }

    parser._parseString = () => {
      // The text follows its length of two bytes.
      const start = parser._pos + 2
      const text = parseString.call(parser)
      return text === null || isText(text, () => parser._list.slice(start, parser._pos)) ? text : null
    }

    parser._newPacket = () => {
      const wrong = malformation(parser.packet, parser._pos)
      return wrong === undefined ? newPacket.call(parser) : parser._emitError(new Error(wrong))
    }

    parser._emitError = (error) => {
      if (error.message === WRONG_LEVEL) client.conn.write(WRONG_PROTOCOL)
      return emitError.call(parser, error)
    }

    const { conn } = client
    const read = conn.read
    // `read(0)` only asks the stream to fill up, which Node does by itself; the bytes stay in its bounded buffer.
    conn.read = (size) => (size === 0 || (this.#holds === 0 && !this.#parsing) ? read.call(conn, size) : null)
  }

  get held(): boolean {
    return this.#holds !== 0
  }

  hold(reason: number): void {
    this.#holds |= reason
  }

  release(reason: number): void {
    if ((this.#holds & reason) === 0) return
    this.#holds &= ~reason
    // Within a parse the loop that is running goes on by itself.
    if (this.#holds !== 0 || this.#parsing) return
    this.#parse(NOTHING)
    // aedes reads when told that there is something; where there is nothing it reads nothing.
    if (this.#holds === 0) this.#client.conn.emit('readable')
  }

  /** Takes what may go the short way off the start of a chunk; answers what is left of it, for the parser. */
  #takeShort(bytes: Buffer): Buffer | undefined {
    const { _parser: parser } = this.#client
    const shortcut = this.#shortcut
    // The parser has the rest of a packet to come, or what was held: this is behind it.
    if (shortcut === undefined || parser._stateCounter !== 0 || parser._list.length > 0) return bytes
    let at = 0
    while (at < bytes.length && this.#holds === 0 && !this.#client.closed) {
      const publish = ownPublishAt(bytes, at, shortcut.topic, this.#mostBytes)
      if (publish === undefined) break
      at = publish.end
      shortcut.take(publish.payload, publish.messageId)
    }
    if (at === 0) return bytes
    this.excuse()
    return at === bytes.length ? undefined : bytes.subarray(at)
  }

  /** From now on large PUBLISHes are taken; what came behind the CONNECT is parsed. */
  signedIn(shortcut?: Shortcut): void {
    this.#signedIn = true
    this.#shortcut = shortcut
    this.release(HOLD.signIn)
  }

  /** The keep-alive starts afresh: of a device that was heard, or is being slowed and has not fallen silent. */
  excuse(): void {
    this.#client._keepaliveTimer?.refresh()
  }
}

/** A hold by rate is looked at again this often, so that the keep-alive of the device can be excused. */
export const LONGEST_WAIT: DurationMs = 1000
