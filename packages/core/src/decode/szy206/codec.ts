import { DAY, type Instant } from '../../model/index.ts'
import { bcdDigits, digitsOf, packed } from '../bcd.ts'
import { hex, joined } from '../bytes.ts'
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
import { Cursor } from '../cursor.ts'
import { cut, NOTHING_PENDING, type PendingBytes } from '../framing.ts'
import { instantOf, wallClock } from '../local-time.ts'
import { Rejections, shorten } from '../rejections.ts'
import { FRAMING, functionName, type Head, label, readHead, readTail, STANDARD, writeFrame } from './frame.ts'
import { ALARM_BITS, KINDS, littleValue, type ValueDefinition } from './values.ts'

const LINK_TEST = 0x02
const PICTURE = 0x61
const REAL_TIME = 0xb0
const SELF_REPORT = 0xc0
/** Reports in several frames at the same time on one connection. */
const MOST_SPLIT = 16
const MOST_PARTS = 255

/** Frames of a report that was cut: what has come, and how many are left. */
interface Split {
  readonly key: string
  readonly left: number
  readonly data: Uint8Array
}

export interface Szy206Link {
  readonly pending: PendingBytes
  readonly split: readonly Split[]
}

/** SZY206-2016 as the centre. */
export const szy206: Codec<Szy206Link> = {
  protocol: 'szy206',
  opened: { pending: NOTHING_PENDING, split: [] },

  receive(link, bytes, context): Step<Szy206Link> {
    const { pending, pieces } = cut(link.pending, bytes, FRAMING, context.receivedAt)
    let split = link.split
    const received: Received[] = []
    for (const piece of pieces) {
      if (piece.fault !== undefined) {
        received.push(refused(piece.bytes, piece.fault, shorten(hex(piece.bytes))))
        continue
      }
      const taken = takeFrame(split, piece.bytes, context)
      split = taken.split
      received.push(taken.received)
    }
    return { link: { pending, split }, received }
  },

  explain(frame, context): Explanation {
    const fields: Field[] = []
    const rejections = new Rejections()
    const cursor = new Cursor(frame, 0, frame.length, fields)
    const framed = readHead(cursor)
    if (typeof framed === 'string') {
      rejections.add('', framed, hex(frame))
      return { fields, rejections: rejections.list() }
    }
    const { head, check } = framed
    cursor.end = check
    if (head.direction === 'up' && head.countdown === undefined && !framed.isPicture) {
      readData(cursor, head, context, rejections)
    }
    if (cursor.left > 0) cursor.take(cursor.left, DATA, hex)
    const fault = readTail(cursor, check)
    if (fault !== undefined) rejections.add('check', fault, hex(frame))
    return { fields, rejections: rejections.list() }
  },
}

function takeFrame(
  split: readonly Split[],
  bytes: Uint8Array,
  context: CodecContext,
): { split: readonly Split[]; received: Received } {
  const cursor = new Cursor(bytes, 0, bytes.length, undefined)
  const framed = readHead(cursor)
  if (typeof framed === 'string') return { split, received: refused(bytes, framed, hex(bytes)) }
  const { head, check } = framed
  if (head.direction === 'down') {
    const reason = `a frame that goes down to a terminal; this is the centre (${STANDARD} control field, DIR)`
    return { split, received: refused(bytes, reason, hex(bytes), head.station) }
  }
  const rejections = new Rejections()
  const base = { bytes, station: head.station, command: functionName(head.fn).slice(0, 3) }
  const confirm = answer(head)
  if (head.fn === PICTURE) {
    rejections.add('', 'a picture is not kept', '', `${STANDARD} AFN 61H`)
    return {
      split,
      received: { ...base, purpose: 'other', values: [], rejections: rejections.list(), answer: confirm },
    }
  }
  const data = bytes.slice(cursor.offset, check)
  if (head.countdown === undefined) {
    return { split, received: { ...base, ...read(data, head, context, rejections), answer: confirm } }
  }
  const key = `${head.station}/${head.fn}`
  const others = split.filter((one) => one.key !== key)
  const before = split.find((one) => one.key === key)
  if (before !== undefined && before.left !== head.countdown + 1) {
    const reason = `frame with ${head.countdown} left behind one with ${before.left}; the report is given up (${STANDARD} control field, DIVS)`
    return {
      split: others,
      received: { ...refused(bytes, reason, hex(bytes), head.station), answer: confirm },
    }
  }
  const whole = joined(before?.data ?? [], data)
  if (head.countdown <= 1) {
    return {
      split: others,
      received: { ...base, ...read(whole, head, context, rejections), answer: confirm },
    }
  }
  const kept: Split = { key, left: Math.min(head.countdown, MOST_PARTS), data: whole }
  const received: Received = { ...base, purpose: 'other', values: [], rejections: [], answer: confirm }
  return { split: [...others, kept].slice(-MOST_SPLIT), received }
}

function read(
  data: Uint8Array,
  head: Head,
  context: CodecContext,
  rejections: Rejections,
): Pick<Received, 'purpose' | 'values' | 'rejections' | 'sentAt' | 'repeatKey' | 'note'> {
  const cursor = new Cursor(data, 0, data.length, undefined)
  const { values, sentAt, note } = readData(cursor, head, context, rejections)
  const isReport = head.fn === SELF_REPORT || head.fn === REAL_TIME
  return {
    purpose: head.fn === LINK_TEST ? 'link' : isReport ? 'readings' : 'other',
    values,
    rejections: rejections.list(),
    sentAt,
    note,
    // There is no serial number: the same data with the same time are the same report.
    repeatKey: sentAt === undefined ? undefined : `${head.station}/${head.fn}/${head.kind}/${hex(data)}`,
  }
}

interface Data {
  readonly values: ElementValue[]
  readonly sentAt: Instant | undefined
  readonly note: string | undefined
}

/** Reads the data of a frame: link tests, self-reports, and values on request. */
function readData(cursor: Cursor, head: Head, context: CodecContext, rejections: Rejections): Data {
  if (head.fn === LINK_TEST) {
    const [code] = cursor.take(1, LINK, ([byte]) => LINK_CODES[byte ?? 0] ?? '?')
    return { values: [], sentAt: undefined, note: LINK_CODES[code ?? 0] }
  }
  if (head.fn !== SELF_REPORT && head.fn !== REAL_TIME) {
    rejections.add(
      '',
      `${functionName(head.fn)} is not read here`,
      hex(cursor.bytes.subarray(cursor.offset, cursor.end)),
      `${STANDARD} AFN`,
    )
    return { values: [], sentAt: undefined, note: undefined }
  }
  return readReport(cursor, head, context, rejections)
}

const LINK_CODES: Readonly<Record<number, string>> = {
  240: '登录 log-in',
  241: '退出登录 log-out',
  242: '在线保持 keep-alive',
}

/** Values, then alarm word, state word and time tag; values on request come without the tag. */
function readReport(cursor: Cursor, head: Head, context: CodecContext, rejections: Rejections): Data {
  const values: ElementValue[] = []
  const tail = head.fn === SELF_REPORT ? 9 : 4
  const end = cursor.end - tail
  if (end < cursor.offset) {
    rejections.add(
      '',
      `${cursor.left} bytes of data; expected values, alarm, state${tail === 9 ? ' and time' : ''}`,
      '',
      `${STANDARD} AFN ${hex(Uint8Array.of(head.fn))}H`,
    )
    return { values, sentAt: undefined, note: undefined }
  }
  const valuesFrom = cursor.offset
  // The time stands behind the values and says when they were true.
  const sentAt = tail === 9 ? tagTime(cursor.bytes.subarray(end + 4, end + 9), context) : undefined
  readValues(cursor, end, head, sentAt, values, rejections)
  if (cursor.offset < end) {
    const raw = cursor.take(end - cursor.offset, DATA, hex)
    const kind = KINDS[head.kind]
    rejections.add(
      kind?.en ?? '',
      `${raw.length} bytes that are no whole value of ${end - valuesFrom}, or whose order is not known here`,
      hex(raw),
      `${STANDARD} data of kind ${head.kind}`,
    )
  }
  cursor.take(2, ALARM, alarmWords)
  cursor.take(2, STATE, hex)
  if (tail === 9) {
    const raw = cursor.take(5, TIME, (tag) => tagWords(tag))
    if (sentAt === undefined) {
      rejections.add(
        'Tp',
        'no time of day and date; the time of receipt is taken',
        hex(raw),
        `${STANDARD} time tag Tp`,
      )
    }
  }
  return { values, sentAt, note: undefined }
}

function readValues(
  cursor: Cursor,
  end: number,
  head: Head,
  time: Instant | undefined,
  values: ElementValue[],
  rejections: Rejections,
): void {
  const definitions = KINDS[head.kind]?.values ?? []
  const width = definitions.reduce((total, { bytes }) => total + bytes, 0)
  // A meter that knows no volume sends its flow alone.
  const used = width > 0 && (end - cursor.offset) % width !== 0 ? definitions.slice(0, 1) : definitions
  for (let round = 1; used.length > 0; round++) {
    for (const definition of used) {
      if (end - cursor.offset < definition.bytes) return
      const name = { zh: definition.zh, en: definition.en, clause: `${STANDARD} data of kind ${head.kind}` }
      const raw = cursor.take(
        definition.bytes,
        name,
        (taken) => `${littleValue(taken, definition)} ${definition.unit ?? ''}`,
      )
      const value = littleValue(raw, definition)
      const element = `${definition.name}${round}`
      if (value === 'unreadable')
        rejections.add(element, 'no decimal digits', hex(raw), `${STANDARD} data of kind ${head.kind}, BCD`)
      values.push({
        station: head.station,
        element,
        time,
        value: typeof value === 'number' ? value : undefined,
        unit: definition.unit,
        reason:
          value === 'none'
            ? `AAH says that there is no value (${STANDARD} data)`
            : value === 'unreadable'
              ? `no decimal digits (${STANDARD} BCD)`
              : undefined,
      })
    }
  }
}

/**
 * The instant of a time tag: second, minute, hour and day, without month and year. It is the one nearest to the receipt that has such a day.
 */
function tagTime(tag: Uint8Array, { receivedAt, zone }: CodecContext): Instant | undefined {
  const digits = bcdDigits(tag.subarray(0, 4))
  if (digits === undefined) return undefined
  const at = (index: number) => Number(digits.slice(2 * index, 2 * index + 2))
  let nearest: Instant | undefined
  // The same day of the month before, of this one and of the next: one of them is less than a month away.
  for (const away of [-31, -28, 0, 28, 31]) {
    const { year, month } = wallClock(receivedAt + away * DAY, zone)
    const time = instantOf({ year, month, day: at(3), hour: at(2), minute: at(1), second: at(0) }, zone)
    if (time === undefined) continue
    if (nearest === undefined || Math.abs(time - receivedAt) < Math.abs(nearest - receivedAt)) nearest = time
  }
  return nearest
}

function tagWords(tag: Uint8Array): string {
  const [second, minute, hour, day, delay] = Array.from(tag, (byte) => hex(Uint8Array.of(byte)))
  return `${day}日 ${hour}:${minute}:${second}, 允许延时 delay ${delay} min`
}

function alarmWords(raw: Uint8Array): string {
  // Lowest byte first, as the values are.
  const bits = (raw[0] ?? 0) + 256 * (raw[1] ?? 0)
  return ALARM_BITS.filter((name, bit) => name !== '' && (bits >> bit) & 1).join('; ')
}

/** The acknowledgement: the same frame without direction, with one byte 00H for its data. */
function answer(head: Head): Uint8Array {
  return writeFrame({ ...head, control: head.control & 0x7f }, Uint8Array.of(0))
}

const DATA = label('数据', 'data', 'user data')
const LINK = label('链路检测', 'link test', 'AFN 02H')
const ALARM = label('终端报警状态', 'alarms', 'alarm word')
const STATE = label('终端状态', 'state of the terminal', 'state word')
const TIME = label('时间标签 Tp', 'time tag Tp', 'time tag Tp')

/** A self-report of one kind. For simulators and tests. `values` follow the kind's order; undefined is none. Throws RangeError for what has no form. */
export function szy206Report(
  station: string,
  kind: number,
  values: readonly (number | undefined)[],
  sentAt: Instant,
  zone: string,
): Uint8Array {
  const definitions = KINDS[kind]?.values ?? []
  if (definitions.length === 0) throw new RangeError(`kind ${kind}: its values are not known here`)
  const data = values.map((value, index) =>
    littleBytes(value, definitions[index % definitions.length] as ValueDefinition),
  )
  const { second, minute, hour, day } = wallClock(sentAt, zone)
  const tag = packed([second, minute, hour, day, 0].map((part) => String(part).padStart(2, '0')).join(''))
  const head = { control: 0xb0 | kind, countdown: undefined, station, fn: SELF_REPORT }
  return writeFrame(head, joined(...data, [0, 0, 0, 0], tag))
}

/** Any frame around its data. For simulators and tests. */
export function szy206Frame(
  head: {
    readonly control: number
    readonly countdown?: number | undefined
    readonly station: string
    readonly fn: number
  },
  data: Uint8Array,
): Uint8Array {
  return writeFrame({ ...head, countdown: head.countdown }, data)
}

/** A link test: log-in F0H, log-out F1H, keep-alive F2H. */
export function szy206LinkTest(station: string, code: 0xf0 | 0xf1 | 0xf2): Uint8Array {
  return writeFrame({ control: 0xb0, countdown: undefined, station, fn: LINK_TEST }, Uint8Array.of(code))
}

function littleBytes(
  value: number | undefined,
  { name, bytes, decimals, signed }: ValueDefinition,
): Uint8Array {
  if (value === undefined) return new Uint8Array(bytes).fill(0xaa)
  const digits = digitsOf(Math.abs(value), decimals, 2 * bytes)
  const top = Number(digits?.[0])
  if (digits === undefined || (signed ? top > (value < 0 ? 6 : 7) : value < 0))
    throw new RangeError(`${name}: ${value} does not fit into ${bytes} bytes`)
  const raw = packed(digits).toReversed()
  if (value < 0) raw[bytes - 1] = (raw[bytes - 1] as number) | 0x80
  return raw
}
