import { hex, joined } from '../bytes.ts'
import {
  type Codec,
  type CodecContext,
  type Explanation,
  type Field,
  type Received,
  refused,
  type Step,
} from '../codec.ts'
import { covering } from '../cover.ts'
import { Cursor } from '../cursor.ts'
import { cut, NOTHING_PENDING, type PendingBytes } from '../framing.ts'
import { say } from '../reasons.ts'
import { Rejections, shorten } from '../rejections.ts'
import {
  checkFaultOf,
  FRAMING,
  functionCode,
  type Head,
  LINK_TEST,
  PICTURE,
  REAL_TIME,
  readHead,
  readHeadLoosely,
  readTail,
  SELF_REPORT,
  STANDARD,
  writeFrame,
} from './frame.ts'
import { DATA, readData } from './report.ts'

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
    const cursor = new Cursor(frame, 0, frame.length, fields)
    const strict = readHead(cursor)
    const framed = typeof strict === 'string' ? readHeadLoosely(cursor) : strict
    if (framed !== undefined) {
      const { head, check } = framed
      cursor.end = check
      if (head.direction === 'up' && head.countdown === undefined && !framed.isPicture) {
        readData(cursor, head, context, new Rejections())
      }
      if (cursor.left > 0) cursor.take(cursor.left, DATA, hex)
      if (check < frame.length) readTail(cursor, check)
    }
    const { received } = takeFrame([], frame, context)
    return { fields: covering(frame, fields), rejections: received.rejections }
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
  const fault = checkFaultOf(bytes, check)
  if (fault !== undefined) return { split, received: refused(bytes, fault, shorten(hex(bytes))) }
  if (head.direction === 'down') {
    const reason = say('goes-down-terminal', {}, `${STANDARD} control field, DIR`)
    return { split, received: refused(bytes, reason, hex(bytes), head.station) }
  }
  const rejections = new Rejections()
  const base = { bytes, station: head.station, command: functionCode(head.fn) }
  const confirm = answer(head)
  if (head.fn === PICTURE) {
    rejections.add('', say('picture-not-kept'), '', `${STANDARD} AFN 61H`)
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
    const told = { left: head.countdown, before: before.left }
    const reason = say('split-order', told, `${STANDARD} control field, DIVS`)
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

/** The acknowledgement: the same frame without direction, with one byte 00H for its data. */
function answer(head: Head): Uint8Array {
  return writeFrame({ ...head, control: head.control & 0x7f }, Uint8Array.of(0))
}
