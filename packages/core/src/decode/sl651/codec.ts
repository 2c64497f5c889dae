import { hex } from '../bytes.ts'
import {
  type Codec,
  type CodecContext,
  type Explanation,
  type Field,
  NO_BYTES,
  type Received,
  refused,
  type Step,
} from '../codec.ts'
import { covering } from '../cover.ts'
import { bytesMeaning, Cursor } from '../cursor.ts'
import { cut, NOTHING_PENDING, type PendingBytes } from '../framing.ts'
import { instantOfDigits } from '../local-time.ts'
import { say } from '../reasons.ts'
import { Rejections, shorten } from '../rejections.ts'
import { type Body, readGroups, readSerial } from './body.ts'
import { readAsciiGroups, readAsciiSerial } from './body-ascii.ts'
import { serialAndTime, sl651Frame } from './encode.ts'
import { ACK, EOT, ESC, FUNCTIONS, type FunctionDefinition, KEEP_ALIVE, NAK, PICTURE } from './functions.ts'
import { FRAMING, type Framed, type Head, moreFollows, readHead, readHeadLoosely, readTail } from './head.ts'
import { NO_PACKETS, type PacketOutcome, type Packets, packetsDue, takePacket } from './packets.ts'
import { typedGroups, valuesOf } from './values.ts'

const STANDARD = 'SL 651-2014'

/** What is remembered of a connection: half a frame, and reports of which packets are missing. */
export interface Sl651Link {
  readonly pending: PendingBytes
  readonly packets: Packets
  /** The head of the newest packet of each open report, to answer with. */
  readonly heads: ReadonlyMap<string, Head>
}

/** A function of the user's own (E0H to FFH) or a reserved one: its body has no form that is known here. */
const UNKNOWN_FUNCTION: FunctionDefinition = {
  zh: '自定义功能码',
  en: 'function of the user',
  clause: 'appendix B',
  purpose: 'other',
  body: 'nothing',
}

/** SL 651-2014, as the centre: both encodings, told apart by the first bytes of each frame. */
export const sl651: Codec<Sl651Link> = {
  protocol: 'sl651',
  opened: { pending: NOTHING_PENDING, packets: NO_PACKETS, heads: new Map() },

  receive(link, bytes, context): Step<Sl651Link> {
    const { pending, pieces } = cut(link.pending, bytes, FRAMING, context.receivedAt)
    let after: Sl651Link = { ...link, pending }
    const received: Received[] = []
    for (const piece of pieces) {
      if (piece.fault !== undefined) {
        received.push(refused(piece.bytes, piece.fault, shorten(hex(piece.bytes))))
        continue
      }
      const step = takeFrame(after, piece.bytes, context)
      after = step.link
      received.push(...step.received)
    }
    const due = packetsDue(after.packets, context.receivedAt)
    if (due.due.length > 0) {
      after = { ...after, packets: due.packets }
      for (const { key, total, outcome } of due.due) {
        const head = after.heads.get(key)
        if (head !== undefined) received.push(ofOutcome(head, total, outcome, NO_BYTES, context))
      }
    }
    return { link: withoutOldHeads(after), received }
  },

  explain(frame, context): Explanation {
    const fields: Field[] = []
    readSl651(frame, fields, new Rejections())
    if (fields.length === 0) readLoosely(frame, fields)
    const [received] = takeFrame(sl651.opened, frame, context).received
    return { fields: covering(frame, fields), rejections: received?.rejections ?? [] }
  },
}

/** What can be read of a frame whose outside is wrong: proves nothing, and shows where it is wrong. */
function readLoosely(frame: Uint8Array, fields: Field[]): void {
  const cursor = new Cursor(frame, 0, frame.length, fields)
  const framed = readHeadLoosely(cursor)
  if (framed === undefined) return
  if (framed.head.packet === undefined) readBody(cursor, framed, new Rejections())
  if (framed.bodyEnd < frame.length) readTail(cursor, framed)
}

/** A frame that was read; without a body when it is one of several packets, or too short. */
export interface Sl651Frame {
  readonly head: Head
  readonly body: Body | undefined
}

/**
 * Reads one whole frame, of either direction. Undefined when it is none, or its checksum is wrong: then it proves nothing, and the reason stands in
 * `rejections`. With `fields` it writes down every field on the way.
 */
export function readSl651(
  frame: Uint8Array,
  fields: Field[] | undefined,
  rejections: Rejections,
): Sl651Frame | undefined {
  const cursor = new Cursor(frame, 0, frame.length, fields)
  const framed = readHead(cursor)
  if ('reason' in framed) {
    rejections.add(framed.path, framed.reason, hex(frame))
    return undefined
  }
  const { head } = framed
  const body = head.packet === undefined ? readBody(cursor, framed, rejections) : undefined
  if (head.packet !== undefined && fields !== undefined) {
    cursor.end = framed.bodyEnd
    cursor.take(cursor.left, PACKET_PART, bytesMeaning)
  }
  const fault = readTail(cursor, framed)
  if (fault === undefined) return { head, body }
  rejections.add(fault.path, fault.reason, hex(frame))
  return undefined
}

const PACKET_PART = { zh: '分包正文', en: 'part of the text', clause: `${STANDARD} 6.5.3, table 22` }

function readBody(cursor: Cursor, framed: Framed, rejections: Rejections): Body | undefined {
  cursor.end = framed.bodyEnd
  return bodyOf(cursor, framed.head, rejections)
}

function bodyOf(cursor: Cursor, head: Head, rejections: Rejections): Body | undefined {
  const isHex = head.encoding === 'hex'
  const serial = isHex ? readSerial(cursor, rejections) : readAsciiSerial(cursor, rejections)
  if (serial === undefined) return undefined
  // What goes down carries parameters and no elements; only its serial number and time matter here.
  if (head.direction === 'down') {
    if (cursor.left > 0) cursor.take(cursor.left, COMMAND_PART, hex)
    return { ...serial, groups: [] }
  }
  const definition = FUNCTIONS.get(head.fn) ?? UNKNOWN_FUNCTION
  const groups = isHex
    ? readGroups(cursor, definition, rejections)
    : readAsciiGroups(cursor, definition, rejections)
  return { ...serial, groups }
}

const COMMAND_PART = {
  zh: '命令参数',
  en: 'parameters of the command',
  clause: `${STANDARD} 6.6.1, table 25`,
}

function takeFrame(link: Sl651Link, bytes: Uint8Array, context: CodecContext): Step<Sl651Link> {
  const rejections = new Rejections()
  const read = readSl651(bytes, undefined, rejections)
  if (read === undefined) {
    const reasons = rejections.list()
    return { link, received: [{ bytes, purpose: 'refused', values: [], rejections: reasons }] }
  }
  const { head, body } = read
  if (head.direction === 'down') {
    const reason = say('goes-down-station', {}, `${STANDARD} 6.2.3.1, table 12`)
    return { link, received: [refused(bytes, reason, hex(bytes), head.station)] }
  }
  if (head.packet === undefined) {
    return { link, received: [ofBody(head, body, rejections, bytes, context)] }
  }
  const { total, sequence } = head.packet
  const key = `${head.station}/${head.fn}`
  const { packets, outcome } = takePacket(
    link.packets,
    {
      key,
      total,
      sequence,
      body: bytes.slice(...partOf(bytes, head)),
      isLast: !moreFollows(head),
      // The first packet of a picture holds what the picture is of; the rest is the picture.
      keep: head.fn !== PICTURE || sequence === 1,
    },
    context.receivedAt,
  )
  const after = { ...link, packets, heads: new Map(link.heads).set(key, head) }
  if (outcome.kind === 'waiting') return { link: after, received: [] }
  return { link: after, received: [ofOutcome(head, total, outcome, bytes, context)] }
}

/** Where the part of the body lies in the frame of a packet. */
function partOf(bytes: Uint8Array, head: Head): [number, number] {
  const per = head.encoding === 'hex' ? 1 : 2
  const end = bytes.length - 2 * per - 1
  return [end - head.length + 3 * per, end]
}

function withoutOldHeads(link: Sl651Link): Sl651Link {
  if (link.heads.size === 0) return link
  const heads = new Map(
    [...link.heads].filter(([key]) => link.packets.open.some((assembly) => assembly.key === key)),
  )
  return heads.size === link.heads.size ? link : { ...link, heads }
}

/** What comes of several packets, as something received. */
function ofOutcome(
  head: Head,
  total: number,
  outcome: PacketOutcome,
  bytes: Uint8Array,
  context: CodecContext,
): Received {
  const rejections = new Rejections()
  const base = { bytes, station: head.station, command: commandOf(head), values: [] }
  switch (outcome.kind) {
    case 'whole': {
      const body = bodyOf(new Cursor(outcome.body, 0, outcome.body.length, undefined), head, rejections)
      return ofBody({ ...head, packet: { total, sequence: total } }, body, rejections, bytes, context)
    }
    case 'confirmed-before':
      return {
        ...base,
        purpose: 'other',
        rejections: [],
        answer: answer(head, 0, total, confirmation(context), context),
      }
    case 'missing':
      return {
        ...base,
        purpose: 'other',
        rejections: [],
        note: `packet ${outcome.sequence} of ${total} is missing; asked for again`,
        answer: answer(head, 0, outcome.sequence, NAK, context, total),
      }
    case 'given-up':
      return {
        ...base,
        purpose: 'refused',
        rejections: [{ path: 'packet', reason: outcome.reason, excerpt: '' }],
      }
    default:
      return { ...base, purpose: 'other', rejections: [] }
  }
}

function ofBody(
  head: Head,
  body: Body | undefined,
  rejections: Rejections,
  bytes: Uint8Array,
  context: CodecContext,
): Received {
  const definition = FUNCTIONS.get(head.fn)
  const base = { bytes, station: head.station, command: commandOf(head) }
  if (body === undefined) return { ...base, purpose: 'refused', values: [], rejections: rejections.list() }
  if (definition === undefined) {
    rejections.add(
      'function',
      say('not-read-here', { function: commandOf(head) }),
      hex(bytes),
      `${STANDARD} appendix B`,
    )
  }
  const isText = definition?.body === 'text'
  const read = isText ? { ...body, groups: typedGroups(body) } : body
  const { values, note } = valuesOf(read, head, rejections, context)
  const isLink = head.fn === KEEP_ALIVE
  const confirm = moreFollows(head) && head.packet === undefined ? ACK : confirmation(context)
  return {
    ...base,
    purpose: isText && values.length === 0 ? 'other' : (definition?.purpose ?? 'other'),
    repeatKey: `${head.station}/${commandOf(head)}/${body.serial}/${body.sent}`,
    sentAt: instantOfDigits(body.sent, context.zone),
    values,
    note,
    rejections: rejections.list(),
    // 6.6.4.2: nothing is sent back to a keep-alive.
    answer: isLink ? undefined : answer(head, body.serial, head.packet?.total ?? 0, confirm, context),
  }
}

/** What tells a station that its report is safe: it may go off line, or is asked to stay. */
function confirmation(context: CodecContext): number {
  return context.stayOnline === true ? ESC : EOT
}

function answer(
  head: Head,
  serial: number,
  sequence: number,
  end: number,
  context: CodecContext,
  total = sequence,
): Uint8Array {
  const packet = head.packet === undefined ? undefined : { total, sequence }
  const body = serialAndTime(head.encoding, serial, context.receivedAt, context.zone)
  return sl651Frame({ ...head, direction: 'down' }, body, end, packet)
}

function commandOf(head: Head): string {
  return `${hex(Uint8Array.of(head.fn))}H`
}
