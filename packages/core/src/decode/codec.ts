import type { Instant, Rejection } from '../model/index.ts'
import type { Reason } from './reasons.ts'

/** The protocols that devices are spoken to in, beside the gateway's own JSON over MQTT. */
export const PROTOCOLS = [
  'sl651',
  'szy206',
  'hj212',
  'modbus-rtu',
  'modbus-tcp',
  'senml',
  'chirpstack',
  'thingsboard',
  'sl323',
] as const
export type Protocol = (typeof PROTOCOLS)[number]

/** What a codec must be told beside the bytes. */
export interface CodecContext {
  readonly receivedAt: Instant
  /** IANA zone of the local times in frames; for the Chinese standards `Asia/Shanghai`. */
  readonly zone: string
  /** Code of the station, where the transport names it (an MQTT topic, a token) and the frame need not. */
  readonly station?: string | undefined
  /** Asks stations to stay on line after their report (SL 651: ESC instead of EOT). */
  readonly stayOnline?: boolean | undefined
}

/** One value as the device names it; a device profile says which datastream it belongs to. */
export interface ElementValue {
  /** The station's code in the protocol: a repeater sends the values of several stations in one frame. */
  readonly station: string
  /** `Z` in SL 651, `a21005-Rtd` in HJ 212, a point's name in Modbus, a path in JSON. */
  readonly element: string
  /** Undefined when the device gave none. */
  readonly time: Instant | undefined
  /** Undefined when the device says that it has no value, or says what cannot be read. */
  readonly value: number | undefined
  /** The unit that the protocol gives the value, where it gives one. */
  readonly unit?: string | undefined
  /** Why there is no value. */
  readonly reason?: Reason | undefined
  /** LoRaWAN port of the uplink. */
  readonly port?: number | undefined
}

/**
 * What a frame is for: `readings` are judged; `test` values are shown and never judged; `link` keeps the connection (log-in, keep-alive);
 * `other` is configuration, an answer or a note; `refused` is no frame, or one that proves nothing (its checksum is wrong).
 */
export type Purpose = 'readings' | 'test' | 'link' | 'other' | 'refused'

/** One frame, or bytes that are none, and what is to be done about it. */
export interface Received {
  readonly bytes: Uint8Array
  readonly purpose: Purpose
  /** Code of the station that the frame's header names. */
  readonly station?: string | undefined
  /** The command or function, as the standard writes it: `32H`, `2011`. */
  readonly command?: string | undefined
  /** The same for a frame that is sent again because its acknowledgement was lost. */
  readonly repeatKey?: string | undefined
  /** The station's clock when it sent the frame. */
  readonly sentAt?: Instant | undefined
  readonly values: readonly ElementValue[]
  /** Text for a person: what somebody typed at the station, a software version. */
  readonly note?: string | undefined
  readonly rejections: readonly Rejection[]
  /** To be sent back, but not before the readings are on disk. */
  readonly answer?: Uint8Array | undefined
}

/** What a field says: digits, a code or a name as it is, or words in both languages. */
export type Meaning = string | { readonly zh: string; readonly en: string }

/** A checksum, as hexadecimal digits: what stands in the frame, and what its bytes make. */
export interface Check {
  readonly found: string
  readonly expected: string
}

/** What was read of a field's bytes. */
export interface FieldValue {
  readonly value: Meaning
  readonly unit?: string | undefined
  readonly check?: Check | undefined
}

/** One field of a frame, as the decoder read it. */
export interface Field extends FieldValue {
  readonly offset: number
  readonly length: number
  readonly name: { readonly zh: string; readonly en: string }
  /** The field's bytes in hexadecimal. */
  readonly raw: string
  /** The clause or table of the standard that defines it. Empty of what no standard defines. */
  readonly clause: string
  /** `between`: separators and brackets. `unread`: bytes that the decoder did not come to, or made nothing of. */
  readonly kind: 'read' | 'between' | 'unread'
}

/** A frame explained field by field, and what of it the decoder does not accept. */
export interface Explanation {
  readonly fields: readonly Field[]
  readonly rejections: readonly Rejection[]
}

/**
 * A protocol. `Link` is what must be remembered of one connection between two pieces of bytes (half a frame, packets that still wait for the
 * others): plain data, bounded, never shared between connections.
 */
export interface Codec<Link> {
  readonly protocol: Protocol
  /** A connection of which nothing has come yet. */
  readonly opened: Link
  /**
   * Takes what came, in whatever pieces, and gives the frames in it. Without bytes it only lets time pass: half a frame that nobody finishes is
   * given up, missing packets are asked for again. Never throws.
   */
  receive(link: Link, bytes: Uint8Array, context: CodecContext): Step<Link>
  /** Names every field of one frame: each byte of it is in exactly one of them. Reads on in a bad frame as far as it can. Never throws. */
  explain(frame: Uint8Array, context: CodecContext): Explanation
}

export interface Step<Link> {
  readonly link: Link
  readonly received: readonly Received[]
}

export const NO_BYTES = new Uint8Array(0)

/** Bytes that are refused as a whole, with the reason. */
export function refused(bytes: Uint8Array, reason: Reason, excerpt: string, station?: string): Received {
  return {
    bytes,
    purpose: 'refused',
    station,
    values: [],
    rejections: [{ path: '', reason, excerpt }],
  }
}
