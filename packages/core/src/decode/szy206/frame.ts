import { hex, joined } from '../bytes.ts'
import { checkValue, crc8 } from '../checksum.ts'
import type { Meaning } from '../codec.ts'
import type { Cursor, Label } from '../cursor.ts'
import type { Found, Framing } from '../framing.ts'
import { type Reason, say } from '../reasons.ts'
import { KINDS } from './values.ts'

export const STANDARD = 'SZY206-2016'
const STRUCTURE = `${STANDARD} frame structure`
const BEGIN = 0x68
const END = 0x16
/** C, A and AFN: what the shortest frame has between the second 68H and the check. */
const LEAST = 7
/** A picture: instead of its length the frame says 01H, and has the length of the data in two bytes behind AFN. */
const EXTENDED = 0x01
export const LINK_TEST = 0x02
export const PICTURE = 0x61
export const REAL_TIME = 0xb0
export const SELF_REPORT = 0xc0

/** The head of a frame. */
export interface Head {
  readonly direction: 'up' | 'down'
  /** Control field. */
  readonly control: number
  readonly kind: number
  /** Counts down to 1 when a report is cut into several frames. */
  readonly countdown: number | undefined
  /** Ten hexadecimal digits. */
  readonly station: string
  readonly fn: number
}

interface Shape {
  readonly isPicture: boolean
  /** Of the check. */
  readonly check: number
}

function shapeAt(bytes: Uint8Array, offset: number): Shape | 'partial' | undefined {
  if (bytes[offset] !== BEGIN) return undefined
  if (bytes.length - offset < 3) return 'partial'
  if (bytes[offset + 2] !== BEGIN) return undefined
  const length = bytes[offset + 1] as number
  if (length >= LEAST) return { isPicture: false, check: offset + 3 + length }
  if (length !== EXTENDED) return undefined
  if (bytes.length - offset < 13) return 'partial'
  const split = ((bytes[offset + 3] as number) & 0x40) === 0 ? 0 : 1
  const at = offset + 9 + split
  if (bytes[at] !== PICTURE) return undefined
  const size = (bytes[at + 1] as number) + 256 * (bytes[at + 2] ?? 0)
  return { isPicture: true, check: at + 3 + size }
}

/** The frames of SZY206 in a stream. */
export const FRAMING: Framing = {
  name: STANDARD,
  header: 3,
  recognise(bytes, offset): Found {
    const found = shapeAt(bytes, offset)
    if (found === undefined) return NONE
    if (found === 'partial' || found.check + 1 >= bytes.length) return PARTIAL
    if (bytes[found.check + 1] !== END) {
      return {
        kind: 'none',
        reason: say('no-16h', {}, STRUCTURE),
      }
    }
    const length = found.check + 2 - offset
    const computed = crc8(bytes, offset + 3, found.check)
    const stated = bytes[found.check] as number
    return computed === stated
      ? { kind: 'whole', length }
      : { kind: 'damaged', length, reason: checkFault(stated, computed) }
  },
}

const NONE: Found = { kind: 'none' }
const PARTIAL: Found = { kind: 'partial' }

function checkFault(stated: number, computed: number): Reason {
  const told = { found: hex(Uint8Array.of(stated)), expected: hex(Uint8Array.of(computed)) }
  return say('cs', told, `${STANDARD} check CS, CRC-8 X7+X6+X5+X2+1`)
}

export interface Framed {
  readonly head: Head
  readonly isPicture: boolean
  /** Offset of the check, which is the end of the data. */
  readonly check: number
}

/** Reads the head of one whole frame; leaves the cursor at the data. A text says why it is none. */
export function readHead(cursor: Cursor): Framed | Reason {
  const { bytes } = cursor
  const found = shapeAt(bytes, 0)
  if (found === undefined) return say('no-szy206', { least: LEAST }, STRUCTURE)
  if (found === 'partial' || found.check + 2 !== bytes.length) {
    return say('length-otherwise', { bytes: bytes.length }, STRUCTURE)
  }
  if (bytes[found.check + 1] !== END) return say('ends-with', { found: hex(bytes.subarray(-1)) }, STRUCTURE)
  return headOf(cursor, found)
}

/** Reads the head of a frame that is none, for whoever wants to know why: the check stands before a last 16H, whatever L says. */
export function readHeadLoosely(cursor: Cursor): Framed | undefined {
  const { bytes } = cursor
  if (bytes[0] !== BEGIN || bytes[2] !== BEGIN) return undefined
  const last = bytes.length - 1
  const hasEnd = last > LEAST + 3 && bytes[last] === END
  return headOf(cursor, { isPicture: false, check: hasEnd ? last - 1 : bytes.length })
}

function headOf(cursor: Cursor, found: Shape): Framed {
  cursor.take(3, LABELS.begin, ([, length]) =>
    found.isPicture ? { zh: '图像', en: 'picture' } : lengthMeaning(length ?? 0, found.check - 3),
  )
  const [control = 0] = cursor.take(1, LABELS.control, ([byte]) => controlMeaning(byte ?? 0))
  const countdown =
    (control & 0x40) === 0 ? undefined : cursor.take(1, LABELS.countdown, ([byte]) => String(byte))[0]
  const station = hex(cursor.take(5, LABELS.station, hex))
  const [fn = 0] = cursor.take(1, LABELS.fn, ([byte]) => functionMeaning(byte ?? 0))
  const head: Head = {
    direction: control >= 0x80 ? 'up' : 'down',
    control,
    kind: control & 0x0f,
    countdown,
    station,
    fn,
  }
  return { head, isPicture: found.isPicture, check: found.check }
}

/** What is wrong with the check of a frame, if anything. */
export function checkFaultOf(bytes: Uint8Array, check: number): Reason | undefined {
  const [stated, computed] = [bytes[check] as number, crc8(bytes, 3, check)]
  return computed === stated ? undefined : checkFault(stated, computed)
}

/** Reads what stands behind the data. */
export function readTail(cursor: Cursor, check: number): void {
  const computed = crc8(cursor.bytes, 3, check)
  cursor.offset = check
  cursor.end = cursor.bytes.length
  cursor.take(1, LABELS.check, (raw) => checkValue(hex(raw), hex(Uint8Array.of(computed))))
  cursor.take(1, LABELS.end, hex)
}

/** Writes a frame. Throws RangeError when its data are longer than one byte can say. */
export function writeFrame(head: Omit<Head, 'kind' | 'direction'>, data: Uint8Array): Uint8Array {
  const station = stationAddress(head.station)
  const count = head.countdown === undefined ? [] : [head.countdown]
  const checked = joined([head.control], count, station, [head.fn], data)
  if (checked.length > 255)
    throw new RangeError(
      `data: ${data.length} bytes; a frame has room for ${255 - checked.length + data.length}`,
    )
  return joined([BEGIN, checked.length, BEGIN], checked, [crc8(checked), END])
}

function stationAddress(code: string): Uint8Array {
  if (!/^[0-9A-Fa-f]{10}$/.test(code))
    throw new RangeError(`station: "${code}"; expected ten hexadecimal digits (${STANDARD} address field)`)
  return Uint8Array.from({ length: 5 }, (_, index) =>
    Number.parseInt(code.slice(2 * index, 2 * index + 2), 16),
  )
}

function lengthMeaning(stated: number, length: number): Meaning {
  if (stated === length) return `L = ${stated}`
  return { zh: `L = ${stated}，实有 ${length} 字节`, en: `L = ${stated}, and ${length} bytes are there` }
}

function controlMeaning(control: number): Meaning {
  const kind = KINDS[control & 0x0f]
  const [up, split] = [control >= 0x80, (control & 0x40) !== 0]
  const fcb = `FCB ${(control >> 4) & 3}`
  return {
    zh: `${up ? '上行' : '下行'}${split ? '，拆分' : ''}，${fcb}，${kind?.zh}`,
    en: `${up ? 'up' : 'down'}${split ? ', split' : ''}, ${fcb}, ${kind?.en}`,
  }
}

/** Application functions that are known here. */
const FUNCTIONS: Readonly<Record<number, { readonly zh: string; readonly en: string }>> = {
  2: { zh: '链路检测', en: 'link test' },
  97: { zh: '图像', en: 'picture' },
  129: { zh: '随机自报报警', en: 'alarm report' },
  130: { zh: '人工置数', en: 'manual entry' },
  176: { zh: '查询实时值', en: 'real-time values on request' },
  192: { zh: '自报实时数据', en: 'self-report' },
}

/** A function as the standard writes it: `C0H`. */
export function functionCode(fn: number): string {
  return `${hex(Uint8Array.of(fn))}H`
}

function functionMeaning(fn: number): Meaning {
  const known = FUNCTIONS[fn]
  const code = functionCode(fn)
  return known === undefined ? code : { zh: `${code} ${known.zh}`, en: `${code}, ${known.en}` }
}

export const label = (zh: string, en: string, part: string): Label => ({
  zh,
  en,
  clause: `${STANDARD} ${part}`,
})

const LABELS = {
  begin: label('起始字符与长度', 'frame begins, length', 'frame structure'),
  control: label('控制域 C', 'control field C', 'control field'),
  countdown: label('拆分帧计数 DIVS', 'frames left DIVS', 'control field'),
  station: label('地址域 A', 'address A', 'address field'),
  fn: label('应用层功能码 AFN', 'function AFN', 'user data'),
  check: label('校验 CS', 'check CS', 'check CS'),
  end: label('结束字符', 'frame ends', 'frame structure'),
}
