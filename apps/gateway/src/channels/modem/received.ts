import type { Instant } from '@tocsin/core'
import { MINUTE } from '@tocsin/core'
import { septets, septetText } from './septets.ts'

/** A part of a message that came in, or the network's report on one that went out. */
export type ReceivedPdu =
  | {
      readonly kind: 'message'
      readonly from: string
      readonly at: Instant
      readonly text: string
      /** Which part of which message of this sender it is; null: it is whole. */
      readonly part: { readonly reference: number; readonly total: number; readonly number: number } | null
    }
  | {
      readonly kind: 'report'
      /** The reference that `+CMGS` gave. */
      readonly reference: number
      readonly to: string
      readonly at: Instant
      readonly state: 'delivered' | 'trying' | 'failed' | 'failed-permanently'
      /** The network's code (TP-ST). */
      readonly code: number
    }

class Octets {
  readonly #bytes: Uint8Array
  #at = 0
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }
  next(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new RangeError('PDU: it ends too early')
    this.#at += 1
    return byte
  }
  take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new RangeError('PDU: it ends too early')
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at)
  }
}

const swapped = (bytes: Uint8Array) =>
  [...bytes].map((byte) => `${(byte & 0xf).toString(16)}${(byte >> 4).toString(16)}`).join('')

/** Half-octets of an address at most [TS 23.040 §9.1.2.5]. */
const LONGEST_ADDRESS = 20

function address(octets: Octets): string {
  const digits = octets.next()
  if (digits > LONGEST_ADDRESS)
    throw new RangeError(`PDU: an address of ${digits} digits; at most ${LONGEST_ADDRESS} expected`)
  const type = octets.next()
  const bytes = octets.take(Math.ceil(digits / 2))
  // 101: letters (10086, a bank's name); they are packed as text is.
  if ((type & 0x70) === 0x50) return septetText(septets(bytes, Math.floor((digits * 4) / 7)))
  const number = swapped(bytes).slice(0, digits)
  return `${(type & 0x70) === 0x10 ? '+' : ''}${number}`
}

/** Seven octets of local time with its offset from UTC in quarters of an hour. */
function timestamp(octets: Octets): Instant {
  const bytes = octets.take(7)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = [...bytes.subarray(0, 6)].map(
    (byte) => Number(`${byte & 0xf}${byte >> 4}`),
  )
  const zone = bytes[6] as number
  const quarters = (zone & 0x7) * 10 + (zone >> 4)
  const offset = (zone & 0x8 ? -1 : 1) * quarters * 15 * MINUTE
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second) - offset
}

/** The concatenation of a header: information element 00 (8-bit reference) or 08 (16-bit). */
function concatenation(header: Uint8Array): Extract<ReceivedPdu, { kind: 'message' }>['part'] {
  for (let at = 0; at + 1 < header.length; ) {
    const id = header[at] as number
    const length = header[at + 1] as number
    const data = header.subarray(at + 2, at + 2 + length)
    if ((id === 0 && data.length === 3) || (id === 8 && data.length === 4)) {
      const [number = 0, total = 0] = [data.at(-1), data.at(-2)]
      const reference = id === 0 ? (data[0] as number) : ((data[0] as number) << 8) | (data[1] as number)
      if (total > 1 && number >= 1 && number <= total) return { reference, total, number }
    }
    at += 2 + length
  }
  return null
}

function text(octets: Octets, coding: number, hasHeader: boolean): { text: string; header: Uint8Array } {
  const length = octets.next()
  const data = octets.rest()
  const headerLength = hasHeader ? (data[0] ?? 0) + 1 : 0
  const header = data.subarray(1, headerLength)
  // General data coding (00xx) and message class (1111): bits 2 and 3 hold the alphabet. Message waiting (1110): UCS-2.
  const alphabet =
    coding >> 4 === 0xe ? 2 : coding < 0x40 ? (coding >> 2) & 3 : coding >> 4 === 0xf ? (coding >> 2) & 1 : 0
  if (alphabet === 2) {
    const bytes = Buffer.from(data.subarray(headerLength, length))
    return {
      text: bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString('utf16le'),
      header,
    }
  }
  if (alphabet === 1)
    return { text: Buffer.from(data.subarray(headerLength, length)).toString('latin1'), header }
  const headerSeptets = Math.ceil((headerLength * 8) / 7)
  return { text: septetText(septets(data, length - headerSeptets, headerSeptets * 7)), header }
}

function reportState(code: number): Extract<ReceivedPdu, { kind: 'report' }>['state'] {
  // TS 23.040 §9.2.3.15: 0x: done; 2x, 3x: still trying; 4x, 5x: permanent; 6x, 7x: given up for now.
  if (code < 0x20) return code <= 0x02 ? 'delivered' : 'failed-permanently'
  if (code < 0x40) return 'trying'
  return code < 0x60 ? 'failed-permanently' : 'failed'
}

/** Reads what `+CMGR`, `+CMGL` and `+CDS` give. Throws a RangeError with what is wrong for anything else. */
export function decodeReceived(pdu: string): ReceivedPdu {
  if (!/^(?:[0-9A-F]{2})+$/i.test(pdu)) throw new RangeError('PDU: pairs of hexadecimal digits expected')
  const octets = new Octets(Buffer.from(pdu, 'hex'))
  octets.take(octets.next()) // the service centre's address
  const first = octets.next()
  if ((first & 3) === 0) {
    const from = address(octets)
    octets.next() // protocol
    const coding = octets.next()
    const at = timestamp(octets)
    const read = text(octets, coding, (first & 0x40) !== 0)
    return { kind: 'message', from, at, text: read.text, part: concatenation(read.header) }
  }
  if ((first & 3) === 2) {
    const reference = octets.next()
    const to = address(octets)
    timestamp(octets)
    const at = timestamp(octets)
    const code = octets.next()
    return { kind: 'report', reference, to, at, state: reportState(code), code }
  }
  throw new RangeError('PDU: a message or a report expected')
}
