import { readingsTopic } from '@tocsin/contract'
import type { Instant, StationId } from '@tocsin/core'
import { generate } from 'mqtt-packet'

/** Digits of a value as it is written into a packet: `1.234`. */
const VALUE_DIGITS = 5
const TIME_PLACEHOLDER = '1000000000000'
const VALUE_PLACEHOLDER = '1.000'
const ZERO = 48
const DUP = 0x08

/** The publishes of one connection, encoded once: a slot for each that may be under way, patched in place before it is sent. */
export interface Slots {
  readonly bytes: Buffer
  readonly slotBytes: number
}

/** Where in a slot the times and values stand. */
interface Layout {
  readonly packet: Buffer
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** One station's QoS 1 publish of `items` items with a value per datastream, and where to patch it. */
export function publishLayout(id: StationId, datastreams: readonly string[], items: number): Layout {
  const values = datastreams.map((name) => `${JSON.stringify(name)}:${VALUE_PLACEHOLDER}`).join(',')
  const item = `{"ts":${TIME_PLACEHOLDER},"values":{${values}}}`
  const payload = items === 1 ? item : `[${Array.from({ length: items }, () => item).join(',')}]`
  const packet = generate({
    cmd: 'publish',
    topic: readingsTopic(id),
    payload,
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
  })
  const at = packet.length - Buffer.byteLength(payload)
  const places = (pattern: RegExp, skip: number): number[] =>
    [...payload.matchAll(pattern)].map(({ index }) => at + index + skip)
  return { packet, times: places(/"ts":/g, 5), values: places(/:1\.000/g, 1) }
}

/** Copies the packet into `count` slots. Slot n has message id n + 1, which is free again when its PUBACK has come. */
export function slotsOf({ packet }: Layout, id: StationId, count: number): Slots {
  const bytes = Buffer.alloc(packet.length * count)
  const idAt = messageIdAt(packet, id)
  for (let slot = 0; slot < count; slot++) {
    packet.copy(bytes, slot * packet.length)
    bytes.writeUInt16BE(slot + 1, slot * packet.length + idAt)
  }
  return { bytes, slotBytes: packet.length }
}

function messageIdAt(packet: Buffer, id: StationId): number {
  // Fixed header: a byte, then the remaining length, whose bytes but the last have the top bit set.
  let at = 1
  while (((packet[at] as number) & 0x80) !== 0) at++
  return at + 1 + 2 + Buffer.byteLength(readingsTopic(id))
}

/**
 * Writes times and values into a slot: item n gets `ts + n`, every value follows from it, from 1.000 to 9.999, so that whoever
 * knows the time knows the value (see valueAt).
 */
export function patch(slots: Slots, slot: number, layout: Layout, ts: Instant): void {
  const { bytes, slotBytes } = slots
  const start = slot * slotBytes
  // Not a redelivery (yet).
  bytes[start] = (bytes[start] as number) & ~DUP
  const perItem = layout.values.length / layout.times.length
  for (const [item, offset] of layout.times.entries()) {
    let rest = ts + item
    for (let digit = 12; digit >= 0; digit--) {
      const next = Math.floor(rest / 10)
      bytes[start + offset + digit] = ZERO + (rest - next * 10)
      rest = next
    }
    const thousandths = thousandthsAt(ts + item)
    for (let index = item * perItem; index < (item + 1) * perItem; index++) {
      const at = start + (layout.values[index] as number)
      bytes[at] = ZERO + Math.floor(thousandths / 1000)
      bytes[at + 2] = ZERO + (Math.floor(thousandths / 100) % 10)
      bytes[at + 3] = ZERO + (Math.floor(thousandths / 10) % 10)
      bytes[at + VALUE_DIGITS - 1] = ZERO + (thousandths % 10)
    }
  }
}

/** Marks a slot as sent again [MQTT-3.3.1-1]. */
export function markDuplicate({ bytes, slotBytes }: Slots, slot: number): void {
  bytes[slot * slotBytes] = (bytes[slot * slotBytes] as number) | DUP
}

/** The value that the load generator reports for a time, in every datastream. */
export function valueAt(ts: Instant): number {
  return thousandthsAt(ts) / 1000
}

function thousandthsAt(ts: Instant): number {
  return 1000 + (ts % 9000)
}

export function connectPacket(id: StationId, secret: string): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: id,
    keepalive: 0,
    username: id,
    password: Buffer.from(secret),
  })
}
