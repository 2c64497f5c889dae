import { hex, joined } from '../bytes.ts'
import { crc8 } from '../checksum.ts'
import type { Cursor, Label } from '../cursor.ts'
import type { Found, Framing } from '../framing.ts'
import { KINDS } from './values.ts'

export const STANDARD = 'SZY206-2016'
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
        reason: `no 16H where the length says; wrong length (${STANDARD} frame structure)`,
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

function checkFault(stated: number, computed: number): string {
  return `CS is ${hex(Uint8Array.of(stated))}, computed ${hex(Uint8Array.of(computed))} (${STANDARD} check CS, CRC-8 X7+X6+X5+X2+1)`
}

export interface Framed {
  readonly head: Head
  readonly isPicture: boolean
  /** Offset of the check, which is the end of the data. */
  readonly check: number
}

/** Reads the head of one whole frame; leaves the cursor at the data. A text says why it is none. */
export function readHead(cursor: Cursor): Framed | string {
  const { bytes } = cursor
  const found = shapeAt(bytes, 0)
  if (found === undefined)
    return `no frame; expected 68 L 68 with L of ${LEAST} or more (${STANDARD} frame structure)`
  if (found === 'partial' || found.check + 2 !== bytes.length) {
    return `${bytes.length} bytes; the length in the frame says otherwise (${STANDARD} frame structure)`
  }
  if (bytes[found.check + 1] !== END)
    return `ends with ${hex(bytes.subarray(-1))}; expected 16 (${STANDARD} frame structure)`
  cursor.take(3, LABELS.begin, ([, length]) => (found.isPicture ? '图像 picture' : `L = ${length}`))
  const [control = 0] = cursor.take(1, LABELS.control, ([byte]) => controlWords(byte ?? 0))
  const countdown =
    (control & 0x40) === 0 ? undefined : cursor.take(1, LABELS.countdown, ([byte]) => String(byte))[0]
  const station = hex(cursor.take(5, LABELS.station, hex))
  const [fn = 0] = cursor.take(1, LABELS.fn, ([byte]) => functionName(byte ?? 0))
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

/** Reads what stands behind the data; gives the fault in it, if any. */
export function readTail(cursor: Cursor, check: number): string | undefined {
  const computed = crc8(cursor.bytes, 3, check)
  const stated = cursor.bytes[check] as number
  cursor.offset = check
  cursor.end = cursor.bytes.length
  cursor.take(1, LABELS.check, () =>
    computed === stated ? '正确 right' : `错误 wrong, computed ${hex(Uint8Array.of(computed))}`,
  )
  cursor.take(1, LABELS.end, () => '')
  return computed === stated ? undefined : checkFault(stated, computed)
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

function controlWords(control: number): string {
  const kind = KINDS[control & 0x0f]
  const direction = control >= 0x80 ? '上行 up' : '下行 down'
  const split = (control & 0x40) === 0 ? '' : ', 拆分 split'
  return `${direction}${split}, FCB ${(control >> 4) & 3}, ${kind?.zh} ${kind?.en}`
}

/** Application functions that are known here. */
const FUNCTIONS: Readonly<Record<number, string>> = {
  2: '链路检测 link test',
  97: '图像 picture',
  129: '随机自报报警 alarm report',
  130: '人工置数 manual entry',
  176: '查询实时值 real-time values on request',
  192: '自报实时数据 self-report',
}

export function functionName(fn: number): string {
  return `${hex(Uint8Array.of(fn))}H ${FUNCTIONS[fn] ?? ''}`.trim()
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
