import { type DurationMs, type Instant, SECOND } from '../../model/index.ts'
import { NO_BYTES } from '../codec.ts'
import { type Reason, say } from '../reasons.ts'

/** How long the packets of a report may stand still before those that are missing are asked for. */
export const PACKETS_AFTER: DurationMs = 30 * SECOND
/** 6.3.1.2 c: a packet is sent again at most twice. */
const MOST_REPEATS = 2
/** Reports in packets at the same time on one connection: more than the stations behind one relay send at once. */
const MOST_ASSEMBLIES = 16
/** Bytes kept of one report; a picture is not kept at all. */
const MOST_BYTES = 512 * 1024
/** How long a report that is whole is remembered, to answer its last packet again. */
const REMEMBERED: DurationMs = 60 * SECOND

/** The packets of one report that have come so far (transmission mode M3). */
export interface Assembly {
  /** Station and function: a station sends one report of a kind at a time. */
  readonly key: string
  readonly total: number
  /** Body of each packet by its number, without count and number. */
  readonly parts: ReadonlyMap<number, Uint8Array>
  readonly bytes: number
  readonly lastAt: Instant
  /** How often each missing packet was asked for. */
  readonly asked: ReadonlyMap<number, number>
  /** The last packet has come: those that are missing then will not come by themselves. */
  readonly ended: boolean
}

export interface Packets {
  readonly open: readonly Assembly[]
  readonly done: readonly { readonly key: string; readonly total: number; readonly at: Instant }[]
}

export const NO_PACKETS: Packets = { open: [], done: [] }

export interface Packet {
  readonly key: string
  readonly total: number
  readonly sequence: number
  readonly body: Uint8Array
  readonly isLast: boolean
  /** False for a picture, of which only the arrival counts. */
  readonly keep: boolean
}

/** What comes of a packet, or of time that has passed. */
export type PacketOutcome =
  | { readonly kind: 'waiting' }
  /** All are there: the body as it was before it was cut. */
  | { readonly kind: 'whole'; readonly body: Uint8Array }
  /** The acknowledgement was lost: to be confirmed again, nothing else. */
  | { readonly kind: 'confirmed-before' }
  | { readonly kind: 'missing'; readonly sequence: number }
  | { readonly kind: 'given-up'; readonly reason: Reason }

const CLAUSE = 'SL 651-2014 6.3.1.2 c'

/** Takes a packet of a report. */
export function takePacket(
  packets: Packets,
  packet: Packet,
  now: Instant,
): { packets: Packets; outcome: PacketOutcome } {
  const { key, total, sequence, body, isLast, keep } = packet
  if (sequence < 1 || sequence > total) {
    const reason = say('packet-number', { packet: sequence, packets: total }, 'SL 651-2014 6.5.3, table 22')
    return { packets, outcome: { kind: 'given-up', reason } }
  }
  const known = packets.open.find((assembly) => assembly.key === key && assembly.total === total)
  const before = packets.done.find(
    (done) => done.key === key && done.total === total && now - done.at <= REMEMBERED,
  )
  if (known === undefined && before !== undefined && sequence !== 1)
    return { packets, outcome: { kind: 'confirmed-before' } }
  const others = packets.open.filter((assembly) => assembly.key !== key)
  const part = keep ? body : NO_BYTES
  const parts = new Map(known?.parts)
  const bytes = (known?.bytes ?? 0) + part.length - (parts.get(sequence)?.length ?? 0)
  if (bytes > MOST_BYTES) {
    const reason = say('packets-too-large', { bytes: MOST_BYTES }, CLAUSE)
    return { packets: { ...packets, open: others }, outcome: { kind: 'given-up', reason } }
  }
  parts.set(sequence, part)
  const ended = isLast || (known?.ended ?? false)
  if (parts.size === total) {
    const whole = joinedParts(parts, total, bytes)
    const done = [...packets.done.filter((one) => one.key !== key), { key, total, at: now }].slice(
      -MOST_ASSEMBLIES,
    )
    return { packets: { open: others, done }, outcome: { kind: 'whole', body: whole } }
  }
  const assembly: Assembly = {
    key,
    total,
    parts,
    bytes,
    lastAt: now,
    asked: known?.asked ?? new Map(),
    ended,
  }
  const open = [...others, assembly].slice(-MOST_ASSEMBLIES)
  if (!ended) return { packets: { ...packets, open }, outcome: { kind: 'waiting' } }
  return askFor(assembly, { ...packets, open }, now)
}

/** Lets time pass: reports that stand still are asked for what is missing, one packet each. */
export function packetsDue(
  packets: Packets,
  now: Instant,
): { packets: Packets; due: { key: string; total: number; outcome: PacketOutcome }[] } {
  let after = packets
  const due: { key: string; total: number; outcome: PacketOutcome }[] = []
  for (const assembly of packets.open) {
    if (now - assembly.lastAt < PACKETS_AFTER) continue
    const { packets: next, outcome } = askFor(assembly, after, now)
    after = next
    due.push({ key: assembly.key, total: assembly.total, outcome })
  }
  return { packets: after, due }
}

/** Asks for the first packet that is missing (each is asked for alone); gives up when it was asked for often enough. */
function askFor(
  assembly: Assembly,
  packets: Packets,
  now: Instant,
): { packets: Packets; outcome: PacketOutcome } {
  let sequence = 1
  while (assembly.parts.has(sequence)) sequence++
  const asked = assembly.asked.get(sequence) ?? 0
  const others = packets.open.filter((one) => one.key !== assembly.key)
  if (asked >= MOST_REPEATS) {
    const told = { packet: sequence, packets: assembly.total, times: asked, others: assembly.parts.size }
    const reason = say('packet-missing', told, CLAUSE)
    return { packets: { ...packets, open: others }, outcome: { kind: 'given-up', reason } }
  }
  const waiting = { ...assembly, lastAt: now, asked: new Map(assembly.asked).set(sequence, asked + 1) }
  return { packets: { ...packets, open: [...others, waiting] }, outcome: { kind: 'missing', sequence } }
}

function joinedParts(parts: ReadonlyMap<number, Uint8Array>, total: number, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes)
  let offset = 0
  for (let sequence = 1; sequence <= total; sequence++) {
    const part = parts.get(sequence) ?? NO_BYTES
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
