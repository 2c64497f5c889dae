import { hex, word } from '../bytes.ts'
import { crc16 } from '../checksum.ts'
import {
  type Codec,
  type CodecContext,
  type ElementValue,
  type Explanation,
  type Field,
  type Received,
  refused,
  type Step,
} from '../codec.ts'
import { covering } from '../cover.ts'
import { Cursor } from '../cursor.ts'
import { cut, type Found, type Framing, NOTHING_PENDING, type PendingBytes } from '../framing.ts'
import { type Reason, say } from '../reasons.ts'
import { shorten } from '../rejections.ts'
import {
  type Adu,
  EXCEPTIONS,
  functionOf,
  MESSAGING,
  MOST_REGISTERS,
  type ReadRequest,
  readAdu,
  readRequest,
  rtuCheckFault,
  STANDARD,
  type Transport,
} from './frame.ts'
import { type ModbusPoint, registersOf, registerValue } from './registers.ts'

/** Registers that nobody asked for and that are read along, rather than asking twice. */
const MOST_GAP = 8

/** What is remembered of a connection: half an answer, and the request that is out. */
export interface ModbusLink {
  readonly pending: PendingBytes
  readonly asked: ReadRequest | undefined
  /** Of the newest request, in TCP. */
  readonly transaction: number
}

/** A Modbus device behind a connection: it speaks only when it is asked. */
export interface ModbusCodec extends Codec<ModbusLink> {
  /** The requests that read every point once, in as few frames as the protocol allows. */
  readonly requests: readonly ReadRequest[]
  /** Sends a request; what was out before is forgotten, its answer would come too late. */
  ask(link: ModbusLink, request: ReadRequest): { readonly link: ModbusLink; readonly bytes: Uint8Array }
}

/**
 * A device by its points.
 * @param station the code under which its values are given
 */
export function modbus(
  transport: Transport,
  station: string,
  unit: number,
  points: readonly ModbusPoint[],
): ModbusCodec {
  const requests = requestsFor(unit, points)
  return {
    protocol: transport === 'tcp' ? 'modbus-tcp' : 'modbus-rtu',
    opened: { pending: NOTHING_PENDING, asked: undefined, transaction: 0 },
    requests,

    ask(link, request) {
      const transaction = (link.transaction + 1) & 0xffff
      return {
        link: { pending: NOTHING_PENDING, asked: request, transaction },
        bytes: readRequest(transport, request, transaction),
      }
    },

    receive(link, bytes, context): Step<ModbusLink> {
      const framing = transport === 'tcp' ? TCP : rtuFraming(link.asked)
      const { pending, pieces } = cut(link.pending, bytes, framing, context.receivedAt)
      let asked = link.asked
      const received: Received[] = []
      for (const piece of pieces) {
        if (piece.fault !== undefined) {
          received.push(refused(piece.bytes, piece.fault, shorten(hex(piece.bytes)), station))
          continue
        }
        const adu = readAdu(new Cursor(piece.bytes, 0, piece.bytes.length, undefined), transport)
        const fault = typeof adu === 'string' ? adu : unexpected(adu, asked, link.transaction)
        if (typeof adu === 'string' || asked === undefined || fault !== undefined) {
          received.push(
            refused(piece.bytes, fault ?? say('nobody-asked'), shorten(hex(piece.bytes)), station),
          )
          continue
        }
        received.push(answered(piece.bytes, adu, asked, station, points, context))
        asked = undefined
      }
      return { link: { ...link, pending, asked }, received }
    },

    explain(frame): Explanation {
      const fields: Field[] = []
      const adu = readAdu(new Cursor(frame, 0, frame.length, fields), transport, (cursor, fn) => {
        const asked = askedFor(requests, fn, cursor.left)
        if (asked !== undefined) takePoints(cursor, asked, points)
      })
      const rejections =
        typeof adu === 'string' ? [{ path: '', reason: adu, excerpt: shorten(hex(frame)) }] : []
      return { fields: covering(frame, fields), rejections }
    },
  }
}

/** Which of a device's requests an answer of this function and size is to; undefined when none. */
export function askedFor(
  requests: readonly ReadRequest[],
  fn: number,
  size: number,
): ReadRequest | undefined {
  return requests.find(({ table, count }) => functionOf(table) === fn && 2 * count === size)
}

/** Takes the registers of an answer as the points that lie in them. */
function takePoints(cursor: Cursor, asked: ReadRequest, points: readonly ModbusPoint[]): void {
  const sorted = points
    .filter(({ table }) => table === asked.table)
    .toSorted((a, b) => a.register - b.register)
  const from = cursor.offset
  for (const point of sorted) {
    const at = from + 2 * (point.register - asked.register)
    const length = 2 * registersOf(point.type)
    if (at < cursor.offset || at + length > cursor.end) continue
    if (at > cursor.offset) cursor.take(at - cursor.offset, SPARE, hex)
    const { name, type, order, register } = point
    const label = {
      zh: `${name}（寄存器 ${register}，${type} ${order}）`,
      en: `${name} (register ${register}, ${type} ${order})`,
      clause: `${STANDARD} 6.3`,
    }
    cursor.take(length, label, (raw) => String(registerValue(raw, point)))
  }
}

const SPARE = { zh: '未用寄存器', en: 'registers nobody asked of', clause: `${STANDARD} 6.3` }

function requestsFor(unit: number, points: readonly ModbusPoint[]): ReadRequest[] {
  const requests: ReadRequest[] = []
  for (const table of ['holding', 'input'] as const) {
    const sorted = points.filter((point) => point.table === table).toSorted((a, b) => a.register - b.register)
    let block: { from: number; end: number } | undefined
    const close = () => {
      if (block !== undefined)
        requests.push({ unit, table, register: block.from, count: block.end - block.from })
    }
    for (const { register, type } of sorted) {
      const end = register + registersOf(type)
      if (block !== undefined && register <= block.end + MOST_GAP && end - block.from <= MOST_REGISTERS) {
        block.end = Math.max(block.end, end)
      } else {
        close()
        block = { from: register, end }
      }
    }
    close()
  }
  return requests
}

/** Why a frame is not the answer to what was asked. */
function unexpected(adu: Adu, asked: ReadRequest | undefined, transaction: number): Reason | undefined {
  if (asked === undefined) return say('nobody-asked', {}, `${STANDARD} 4.2`)
  if (adu.transaction !== undefined && adu.transaction !== transaction) {
    return say('transaction', { found: adu.transaction, expected: transaction }, `${MESSAGING} 3.1.3`)
  }
  if (adu.unit !== asked.unit)
    return say('unit', { found: adu.unit, expected: asked.unit }, `${STANDARD} 4.1`)
  if (adu.fn !== functionOf(asked.table))
    return say('function', { found: adu.fn, expected: functionOf(asked.table) }, `${STANDARD} 4.1`)
  if (adu.content.kind === 'exception') return undefined
  if (adu.content.kind !== 'registers') return say('no-registers', {}, `${STANDARD} 6.3`)
  const { length } = adu.content.data
  return length === 2 * asked.count
    ? undefined
    : say('bytes-expected', { found: length, expected: 2 * asked.count }, `${STANDARD} 6.3`)
}

function answered(
  bytes: Uint8Array,
  adu: Adu,
  asked: ReadRequest,
  station: string,
  points: readonly ModbusPoint[],
  context: CodecContext,
): Received {
  const command = `${hex(Uint8Array.of(adu.fn))}H`
  if (adu.content.kind === 'exception') {
    const { code } = adu.content
    const reason = say('exception', { code, word: EXCEPTIONS[code]?.en ?? 'unknown' }, `${STANDARD} 7`)
    return { ...refused(bytes, reason, hex(bytes), station), command, purpose: 'other' }
  }
  const data = adu.content.kind === 'registers' ? adu.content.data : new Uint8Array(0)
  const values: ElementValue[] = []
  for (const point of points) {
    const from = 2 * (point.register - asked.register)
    const end = from + 2 * registersOf(point.type)
    if (point.table !== asked.table || from < 0 || end > data.length) continue
    const value = registerValue(data.subarray(from, end), point)
    const isValue = typeof value === 'number'
    values.push({
      station,
      element: point.name,
      // A device that is asked says what is true now.
      time: context.receivedAt,
      value: isValue ? value : undefined,
      reason: isValue ? undefined : value,
    })
  }
  return { bytes, purpose: 'readings', station, command, values, rejections: [] }
}

const NONE: Found = { kind: 'none' }
const PARTIAL: Found = { kind: 'partial' }

const TCP: Framing = {
  name: 'Modbus TCP',
  header: 7,
  recognise(bytes, offset): Found {
    const left = bytes.length - offset
    if (left >= 3 && bytes[offset + 2] !== 0) return NONE
    if (left >= 4 && bytes[offset + 3] !== 0) return NONE
    if (left < 6) return PARTIAL
    const length = word(bytes, offset + 4)
    // Unit and PDU: at most 254 bytes.
    if (length < 2 || length > 254) {
      return {
        kind: 'none',
        reason: say('modbus-length', { found: length }, `${MESSAGING} 3.1.3`),
      }
    }
    return left < 6 + length ? PARTIAL : { kind: 'whole', length: 6 + length }
  },
}

/** On a serial line nothing says where an answer begins: it is told by what was asked. */
function rtuFraming(asked: ReadRequest | undefined): Framing {
  return {
    name: 'Modbus RTU',
    header: 3,
    recognise(bytes, offset): Found {
      if (asked === undefined)
        return { kind: 'none', reason: say('bytes-nobody-asked', {}, `${STANDARD} 4.2`) }
      if (bytes[offset] !== asked.unit) return NONE
      const left = bytes.length - offset
      if (left < 2) return PARTIAL
      const code = bytes[offset + 1] as number
      if ((code & 0x7f) !== functionOf(asked.table)) return NONE
      if (left < 3) return PARTIAL
      const isException = code >= 0x80
      if (!isException && bytes[offset + 2] !== 2 * asked.count) {
        return {
          kind: 'none',
          reason: say(
            'bytes-announced-expected',
            { found: bytes[offset + 2] ?? 0, expected: 2 * asked.count },
            `${STANDARD} 6.3`,
          ),
        }
      }
      const length = isException ? 5 : 5 + 2 * asked.count
      if (left < length) return PARTIAL
      const stated = word(bytes, offset + length - 2)
      const crc = crc16(bytes, offset, offset + length - 2)
      const computed = ((crc & 255) << 8) | (crc >> 8)
      return stated === computed
        ? { kind: 'whole', length }
        : { kind: 'damaged', length, reason: rtuCheckFault(stated, computed) }
    },
  }
}
