import {
  askedFor,
  type Binding,
  CODECS,
  type Codec,
  type CodecContext,
  codecFor,
  covering,
  cut,
  type DeviceProfile,
  decodePayload,
  decodeProfile,
  explainPayload,
  type Field,
  HALF_FRAME_AFTER,
  latin,
  modbus,
  modbusFor,
  NO_BYTES,
  NOTHING_PENDING,
  type Piece,
  type Received,
  readingsOf,
  type StationReadings,
  utf8,
  word,
} from '../decode/index.ts'
import {
  type CheckName,
  latenessOfDatastream,
  type QualityFlag,
  type Reading,
  type Rejection,
  type Station,
  type Timeliness,
} from '../model/index.ts'
import { check, type QualityMemory, timeliness } from '../quality/index.ts'
import { BEGINNINGS, type Dialect, FRAMINGS } from './guess.ts'

/** Who the frame may be of, and how its device is told. */
export interface DissectOptions extends CodecContext {
  /** The profile to read it by; Modbus says nothing without one. */
  readonly profile?: DeviceProfile | undefined
  /** The station that is registered under a code in the dialect. */
  bindingFor(code: string): Binding | undefined
  /** The station of a payload of the gateway's own, which does not name it. */
  readonly own?: Station | undefined
}

/** A frame, or bytes that are none, at its place in what was given. */
export interface DissectedFrame {
  readonly offset: number
  readonly length: number
  /** Cover it, each byte once; offsets count from the first byte of all. */
  readonly fields: readonly Field[]
  readonly isWhole: boolean
}

/** A reading as the first of its datastream would be taken. */
export interface Foreseen {
  readonly reading: Reading
  readonly flag: QualityFlag
  readonly checks: readonly CheckName[]
  readonly timeliness: Timeliness
}

/** What the gateway would make of it. */
export interface StationOutcome {
  readonly received: Omit<Received, 'rejections'> | undefined
  /** The station's code in the dialect, and the station where one is registered under it. */
  readonly code: string | undefined
  readonly station: Station | undefined
  readonly readings: readonly Foreseen[]
  readonly rejections: readonly Rejection[]
  readonly unmapped: readonly string[]
}

export interface Dissection {
  readonly frames: readonly DissectedFrame[]
  readonly outcomes: readonly StationOutcome[]
}

/**
 * Takes bytes as the gateway would take them from a connection of their own, and explains each of them. The codecs do both: what is foreseen is what would
 * be journalled. Never throws.
 */
export function dissect(dialect: Dialect, bytes: Uint8Array, options: DissectOptions): Dissection {
  if (dialect === 'tocsin') return ofPayload(bytes, options)
  const { receivedAt, profile } = options
  const codec = codecOf(dialect, options)
  const frames: DissectedFrame[] = []
  let offset = 0
  for (const piece of piecesOf(dialect, bytes)) {
    frames.push(frameOf(dialect, piece, offset, codec, options))
    offset += piece.bytes.length
  }
  const outcomes = receivedOf(codec, profile, bytes, options).flatMap((received): StationOutcome[] => {
    const { rejections, ...rest } = received
    const parts = readingsOf(received, options.bindingFor, receivedAt)
    if (parts.length > 0) return parts.map((part) => outcomeOf(part, rest))
    const nobody = { code: undefined, station: undefined, readings: [], unmapped: [] }
    return [{ received: rest, ...nobody, rejections }]
  })
  return { frames, outcomes }
}

function codecOf(
  dialect: Exclude<Dialect, 'tocsin'>,
  { profile, station = '' }: DissectOptions,
): Codec<unknown> {
  if (profile?.protocol === dialect) return codecFor(profile, station)
  if (dialect === 'modbus-rtu' || dialect === 'modbus-tcp') {
    return modbus(dialect === 'modbus-tcp' ? 'tcp' : 'rtu', station, 1, []) as Codec<unknown>
  }
  return CODECS[dialect] as Codec<unknown>
}

/** A stream is cut as a connection's is, and half a frame at its end is given up; everything else is one frame. */
function piecesOf(dialect: Dialect, bytes: Uint8Array): readonly Piece[] {
  const framing = FRAMINGS[dialect]
  if (framing === undefined) return bytes.length === 0 ? [] : [{ bytes, fault: undefined }]
  let { pending, pieces } = cut(NOTHING_PENDING, bytes, framing, 0)
  for (let at = 2 * HALF_FRAME_AFTER; pending.bytes.length > 0; at += 2 * HALF_FRAME_AFTER) {
    const next = cut(pending, NO_BYTES, framing, at)
    pending = next.pending
    pieces = [...pieces, ...next.pieces]
  }
  return pieces
}

function frameOf(
  dialect: Dialect,
  { bytes, fault }: Piece,
  offset: number,
  codec: Codec<unknown>,
  context: CodecContext,
): DissectedFrame {
  // Behind garbage a frame was meant, perhaps: its fields are worth more than a line of unread bytes.
  const begins = fault === undefined ? 0 : latin(bytes).search(BEGINNINGS[dialect] ?? /^/)
  const from = Math.max(0, begins)
  const { fields, rejections } = codec.explain(bytes.subarray(from), context)
  const moved = (field: Field, by: number): Field => ({ ...field, offset: field.offset + by })
  const read = fields.filter(({ kind }) => kind === 'read').map((field) => moved(field, from))
  const cover = from === 0 ? fields : covering(bytes, read)
  return {
    offset,
    length: bytes.length,
    fields: cover.map((field) => moved(field, offset)),
    isWhole: fault === undefined && rejections.every(({ path }) => path !== '' || fields.length > 1),
  }
}

/** Everything that a connection on which nothing else comes makes of these bytes. */
function receivedOf(
  codec: Codec<unknown>,
  profile: DeviceProfile | undefined,
  bytes: Uint8Array,
  context: CodecContext,
): Received[] {
  let link = codec.opened
  const polled = profile === undefined ? undefined : modbusFor(profile, context.station ?? '')
  if (polled !== undefined && polled.protocol === codec.protocol) {
    // The device was asked for what it answers; where that cannot be told, for the first thing that it is asked.
    const [fn = 0, size = 0] = bytes.subarray(codec.protocol === 'modbus-tcp' ? 7 : 1)
    const { requests } = polled
    const asked =
      askedFor(requests, fn & 0x7f, size) ??
      requests.find(({ table }) => (table === 'holding' ? 3 : 4) === (fn & 0x7f)) ??
      requests[0]
    link = { ...polled.opened, asked, transaction: word(bytes, 0) }
  }
  const received: Received[] = []
  let { receivedAt } = context
  for (let chunk = bytes, rounds = 0; rounds < 100; rounds++) {
    const step = codec.receive(link, chunk, { ...context, receivedAt })
    link = step.link
    received.push(...step.received)
    // Only the half frame at the end is to grow old, not the time of what was read.
    chunk = NO_BYTES
    if (rounds > 0 && step.received.length === 0) break
    receivedAt += 2 * HALF_FRAME_AFTER
  }
  return received
}

function outcomeOf(
  { code, station, readings, rejections, unmapped }: StationReadings,
  received: StationOutcome['received'],
): StationOutcome {
  return { received, code, station, readings: foreseen(station, readings), rejections, unmapped }
}

/** As if nothing had come from the datastream before: what a value is compared with is not known here. */
const NOTHING_BEFORE: QualityMemory = {
  good: undefined,
  goodBefore: undefined,
  soundValue: Number.NaN,
  newestTime: Number.NEGATIVE_INFINITY,
  outlier: undefined,
  flat: undefined,
  warmUntil: Number.NEGATIVE_INFINITY,
}

function foreseen(station: Station | undefined, readings: readonly Reading[]): Foreseen[] {
  return readings.flatMap((reading) => {
    const name = reading.datastream.slice((station?.id.length ?? 0) + 1)
    const datastream = station?.datastreams.find((one) => one.name === name)
    if (station === undefined || datastream === undefined) return []
    const { phenomenonTime, receivedAt, value } = reading
    const lateness = latenessOfDatastream(station, datastream)
    const kind = timeliness(phenomenonTime, receivedAt, Number.NEGATIVE_INFINITY, lateness)
    const time = Math.min(phenomenonTime, receivedAt)
    return [{ reading, ...check(datastream, value, time, kind, NOTHING_BEFORE), timeliness: kind }]
  })
}

function ofPayload(bytes: Uint8Array, { own, receivedAt }: DissectOptions): Dissection {
  const text = utf8(bytes)
  const fields = explainPayload(bytes)
  const frames = [{ offset: 0, length: bytes.length, fields, isWhole: true }]
  if (own === undefined) return { frames, outcomes: [] }
  const { readings, rejections } = decodePayload(text ?? '', decodeProfile(own), receivedAt)
  const outcome = { received: undefined, code: own.id, station: own, rejections, unmapped: [] }
  return { frames, outcomes: [{ ...outcome, readings: foreseen(own, readings) }] }
}
