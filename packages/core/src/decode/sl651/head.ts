import { fromHex, hex, latin, word } from '../bytes.ts'
import { checkValue, crc16 } from '../checksum.ts'
import type { Meaning } from '../codec.ts'
import type { Cursor, Label } from '../cursor.ts'
import type { Found, Framing } from '../framing.ts'
import { type Reason, say } from '../reasons.ts'
import { CONTROLS, ENDS_DOWN, ENDS_UP, ETB, FUNCTIONS, STX, SYN } from './functions.ts'

/** Everything of a frame but its body. */
export interface Head {
  readonly encoding: 'hex' | 'ascii'
  readonly direction: 'up' | 'down'
  readonly centre: number
  readonly station: string
  /** Four hexadecimal digits. */
  readonly password: string
  readonly fn: number
  /** Bytes between the start and the end character, as the frame says. */
  readonly length: number
  readonly start: typeof STX | typeof SYN
  /** Of several packets (SYN): how many there are, and which one this is, from 1. */
  readonly packet: { readonly total: number; readonly sequence: number } | undefined
  readonly end: number
}

const FRAME = 'SL 651-2014'
/** Bytes before the start character, and behind the body, for each way to write a byte. */
const HEX_PREFIX = 2
const HEAD_BYTES = 11

/** Where the parts of a frame lie: `per` characters make a byte of the head. */
interface Shape {
  readonly per: 1 | 2
  readonly prefix: number
  readonly start: number
  readonly bodyFrom: number
  readonly end: number
  readonly total: number
}

/**
 * Tells a frame by its beginning: 7E7EH in HEX/BCD, SOH in ASCII (some senders write SOH as the two characters `01`). Undefined when none begins
 * here, `partial` when more bytes must come before that can be told.
 */
function shapeAt(bytes: Uint8Array, offset: number): Shape | 'partial' | undefined {
  const left = bytes.length - offset
  const first = bytes[offset]
  if (first === 0x7e) {
    if (left < 2) return 'partial'
    if (bytes[offset + 1] !== 0x7e) return undefined
    if (left < HEX_PREFIX + HEAD_BYTES + 1) return 'partial'
    return shape(bytes, offset, 1, HEX_PREFIX, word(bytes, offset + 11))
  }
  if (first !== 0x01 && first !== 0x30) return undefined
  const prefix = first === 0x01 ? 1 : 2
  if (prefix === 2 && left > 1 && bytes[offset + 1] !== 0x31) return undefined
  const headEnd = offset + prefix + 2 * HEAD_BYTES
  for (let index = offset + prefix; index < headEnd && index < bytes.length; index++) {
    if (!isHexDigit(bytes[index] as number)) return undefined
  }
  if (left < prefix + 2 * HEAD_BYTES + 1) return 'partial'
  const length = Number.parseInt(latin(bytes.subarray(headEnd - 4, headEnd)), 16)
  return shape(bytes, offset, 2, prefix, length)
}

function shape(
  bytes: Uint8Array,
  offset: number,
  per: 1 | 2,
  prefix: number,
  stated: number,
): Shape | undefined {
  const start = offset + prefix + per * HEAD_BYTES
  const startByte = bytes[start]
  if (startByte !== STX && startByte !== SYN) return undefined
  const nibble = stated >> 12
  // Table 22: the length of a packet that goes up has all sixteen bits.
  if (startByte === STX && nibble !== 0 && nibble !== 8) return undefined
  const end = (length: number): Shape => ({
    per,
    prefix,
    start,
    bodyFrom: start + 1,
    end: start + 1 + length,
    total: prefix + per * HEAD_BYTES + 1 + length + 1 + 2 * per,
  })
  const short = end(stated & 0x0fff)
  if (startByte === STX || nibble === 0) return short
  const isDown = nibble === 8 && ENDS_DOWN.includes(bytes[short.end] ?? 0)
  return isDown ? short : end(stated)
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

/** The frames of SL 651 in a stream, in either encoding. */
export const FRAMING: Framing = {
  name: FRAME,
  header: 24,
  recognise(bytes, offset): Found {
    const found = shapeAt(bytes, offset)
    if (found === undefined) return NONE
    if (found === 'partial') return PARTIAL
    if (found.end >= bytes.length) return PARTIAL
    const end = bytes[found.end] as number
    if (!ENDS_UP.includes(end) && !ENDS_DOWN.includes(end)) {
      return {
        kind: 'none',
        reason: say('no-end', {}, `${FRAME} 6.2.3.1`),
      }
    }
    if (offset + found.total > bytes.length) return PARTIAL
    const stated = statedCheck(bytes, found.end + 1, found.per)
    const computed = crc16(bytes, offset, found.end + 1)
    if (stated === computed) return { kind: 'whole', length: found.total }
    return { kind: 'damaged', length: found.total, reason: checkFault(stated, computed) }
  },
}

const NONE: Found = { kind: 'none' }
const PARTIAL: Found = { kind: 'partial' }

function statedCheck(bytes: Uint8Array, offset: number, per: 1 | 2): number {
  return per === 1 ? word(bytes, offset) : Number.parseInt(latin(bytes.subarray(offset, offset + 4)), 16)
}

function checkFault(stated: number, computed: number): Reason {
  const said = Number.isNaN(stated) ? 'no hexadecimal number' : hexWord(stated)
  return say('crc', { found: said, expected: hexWord(computed) }, `${FRAME} 6.2.3.1, table 11`)
}

function hexWord(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}

/** Why bytes are no frame that proves anything, and in which part. */
export interface HeadFault {
  readonly path: string
  readonly reason: Reason
}

/** Where the body lies in the frame's bytes. */
export interface Framed {
  readonly head: Head
  readonly bodyFrom: number
  readonly bodyEnd: number
}

/** Reads the head of one whole frame; leaves the cursor at the body. */
export function readHead(cursor: Cursor): Framed | HeadFault {
  const { bytes } = cursor
  const found = shapeAt(bytes, 0)
  if (found === undefined) {
    return {
      path: 'head',
      reason: say('no-sl651', {}, `${FRAME} 6.2.3.1`),
    }
  }
  if (found === 'partial' || found.end + 1 + 2 * found.per > bytes.length) {
    return { path: '', reason: say('goes-on', { bytes: bytes.length }, `${FRAME} 6.2.3.1`) }
  }
  if (found.total < bytes.length) {
    return {
      path: 'length',
      reason: say('bytes-by-length', { bytes: bytes.length, stated: found.total }, `${FRAME} 6.2.3.1`),
    }
  }
  return headOf(cursor, found)
}

/**
 * Reads the head of a frame that is none, for whoever wants to know why: the body is what lies between its start character and an end character three
 * (in ASCII five) bytes before the end of the bytes, whatever the length says. Undefined where no frame begins.
 */
export function readHeadLoosely(cursor: Cursor): Framed | undefined {
  const { bytes } = cursor
  const isHex = bytes[0] === 0x7e && bytes[1] === 0x7e
  const isAscii = bytes[0] === 0x01 || (bytes[0] === 0x30 && bytes[1] === 0x31)
  if (!isHex && !isAscii) return undefined
  const per = isHex ? 1 : 2
  const prefix = isHex ? HEX_PREFIX : bytes[0] === 0x01 ? 1 : 2
  const start = prefix + per * HEAD_BYTES
  const last = bytes.length - 2 * per - 1
  const hasEnd = last > start && [...ENDS_UP, ...ENDS_DOWN].includes(bytes[last] as number)
  const end = hasEnd ? last : Math.max(bytes.length, start + 1)
  const framed = headOf(cursor, { per, prefix, start, bodyFrom: start + 1, end, total: bytes.length })
  return 'reason' in framed ? undefined : framed
}

function headOf(cursor: Cursor, found: Shape): Framed | HeadFault {
  const { bytes } = cursor
  const { per } = found
  const read = (count: number, label: Label, value?: (digits: string) => Meaning): string => {
    const raw = cursor.take(count * per, label, (taken) => {
      const digits = digitsOf(taken, per)
      return value?.(digits) ?? digits
    })
    return digitsOf(raw, per)
  }
  cursor.take(found.prefix, LABELS.begin, () => (per === 1 ? 'HEX/BCD' : 'ASCII'))
  const isDown = word16(bytes, found, 9) >> 12 === 8 && ENDS_DOWN.includes(bytes[found.end] as number)
  const decimal = (digits: string) => String(Number.parseInt(digits, 16))
  let centre = isDown ? '' : read(1, LABELS.centre, decimal)
  const station = stationCode(read(5, LABELS.station, stationCode))
  if (isDown) centre = read(1, LABELS.centre, decimal)
  const password = read(2, LABELS.password)
  const fn = Number.parseInt(
    read(1, LABELS.fn, (digits) => functionMeaning(Number.parseInt(digits, 16))),
    16,
  )
  const length = found.end - found.bodyFrom
  read(2, LABELS.length, (digits) => lengthMeaning(isDown, Number.parseInt(digits, 16), length))
  const start = bytes[found.start] as typeof STX | typeof SYN
  cursor.take(1, LABELS.start, () => CONTROLS.get(start) ?? NO_START)
  let packet: Head['packet']
  if (start === SYN) {
    if (length < 3 * per)
      return {
        path: 'packet',
        reason: say('after-syn', { bytes: length }, `${FRAME} 6.5.3, table 22`),
      }
    const digits = read(
      3,
      LABELS.packet,
      (three) => `${Number.parseInt(three.slice(3), 16)} / ${Number.parseInt(three.slice(0, 3), 16)}`,
    )
    packet = {
      total: Number.parseInt(digits.slice(0, 3), 16),
      sequence: Number.parseInt(digits.slice(3), 16),
    }
  }
  const end = bytes[found.end] as number
  const head: Head = {
    encoding: per === 1 ? 'hex' : 'ascii',
    direction: isDown ? 'down' : 'up',
    centre: Number.parseInt(centre, 16),
    station,
    password,
    fn,
    length,
    start,
    packet,
    end,
  }
  return { head, bodyFrom: cursor.offset, bodyEnd: found.end }
}

const NO_START: Meaning = { zh: '不是 STX 或 SYN', en: 'neither STX nor SYN' }

/** Reads what stands behind the body: the end character and the check. Gives the fault in it, if any. */
export function readTail(cursor: Cursor, framed: Framed): HeadFault | undefined {
  const { bytes } = cursor
  const per = framed.head.encoding === 'hex' ? 1 : 2
  cursor.offset = framed.bodyEnd
  cursor.end = bytes.length
  const computed = crc16(bytes, 0, framed.bodyEnd + 1)
  const stated = statedCheck(bytes, framed.bodyEnd + 1, per)
  cursor.take(1, LABELS.end, ([byte]) => CONTROLS.get(byte as number) ?? `? ${hex(Uint8Array.of(byte ?? 0))}`)
  cursor.take(2 * per, LABELS.check, (raw) => checkValue(digitsOf(raw, per), hexWord(computed)))
  const ends = framed.head.direction === 'up' ? ENDS_UP : ENDS_DOWN
  if (!ends.includes(framed.head.end)) {
    return {
      path: 'end',
      reason: say(
        'end-character',
        {
          found: hex(Uint8Array.of(framed.head.end)),
          expected: ends.map((byte) => hex(Uint8Array.of(byte))).join(', '),
        },
        `${FRAME} 6.2.3.1`,
      ),
    }
  }
  return stated === computed ? undefined : { path: 'check', reason: checkFault(stated, computed) }
}

/** True when more frames of the same report follow. */
export function moreFollows(head: Head): boolean {
  return head.end === ETB
}

function word16(bytes: Uint8Array, { per, prefix }: Shape, index: number): number {
  const from = prefix + per * index
  return per === 1 ? word(bytes, from) : Number.parseInt(latin(bytes.subarray(from, from + 4)), 16)
}

function digitsOf(raw: Uint8Array, per: 1 | 2): string {
  return per === 1 ? hex(raw) : latin(raw).toUpperCase()
}

/**
 * The code of a station by its address (6.2.3.2): ten digits of a hydrological station; of others six of their county and six of their number, which
 * travels as two bytes of binary.
 */
export function stationCode(address: string): string {
  if (address.startsWith('00') || !/^\d{6}[0-9A-Fa-f]{4}$/.test(address)) return address
  return `${address.slice(0, 6)}${String(Number.parseInt(address.slice(6), 16)).padStart(6, '0')}`
}

/** The five bytes of a station's code, the other way round. Throws RangeError when it is none. */
export function stationAddress(code: string): Uint8Array {
  const digits = code.length === 12 ? `${code.slice(0, 6)}${hexWord(Number(code.slice(6)))}` : code
  const bytes = digits.length === 10 ? fromHex(digits) : undefined
  if (bytes === undefined)
    throw new RangeError(`station: "${code}" is no address of SL 651; expected 10 or 12 digits`)
  return bytes
}

function functionMeaning(fn: number): Meaning {
  const known = FUNCTIONS.get(fn)
  const code = `${hex(Uint8Array.of(fn))}H`
  return known === undefined ? code : { zh: `${code} ${known.zh}`, en: `${code}, ${known.en}` }
}

function lengthMeaning(isDown: boolean, word: number, length: number): Meaning {
  // A packet that goes up has all sixteen bits for its length.
  const stated = (word & 0x0fff) === length ? length : isDown || word >> 12 === 0 ? word & 0x0fff : word
  const [zh, en] = stated === length ? ['', ''] : [`，实有 ${length} 字节`, `, and ${length} are there`]
  return isDown
    ? { zh: `下行，正文 ${stated} 字节${zh}`, en: `down, text of ${stated} bytes${en}` }
    : { zh: `上行，正文 ${stated} 字节${zh}`, en: `up, text of ${stated} bytes${en}` }
}

const label = (zh: string, en: string, clause: string): Label => ({ zh, en, clause: `${FRAME} ${clause}` })

const LABELS = {
  begin: label('帧起始符', 'frame begins', '6.2.2, table 10'),
  centre: label('中心站地址', 'centre', '6.2.3.1, table 11'),
  station: label('遥测站地址', 'station', '6.2.3.2'),
  password: label('密码', 'password', '6.2.3.3'),
  fn: label('功能码', 'function', 'appendix B'),
  length: label('上下行标识及长度', 'direction and length', '6.5.2, table 20'),
  start: label('报文起始符', 'text begins', '6.2.2, table 10'),
  packet: label('包总数及序列号', 'packet / packets', '6.5.3, table 22'),
  end: label('报文结束符', 'text ends', '6.2.2, table 10'),
  check: label('校验码', 'CRC-16', '6.2.3.1, table 11'),
}
