import {
  bindingOf,
  type Codec,
  type CodecContext,
  chirpstack,
  hex,
  hj212,
  type ModbusCodec,
  type ModbusLink,
  parseDeviceProfile,
  type Received,
  readingsOf,
  readReason,
  senml,
  sl323,
  sl651,
  szy206,
  thingsboard,
} from '@tocsin/core'
import { Chance } from './chance.ts'
import { AT, type FrameSource, MODBUS_RTU, MODBUS_TCP, SOURCES, ZONE } from './frames.ts'
import { chunks, stream } from './mutate.ts'

export type CodecName = keyof typeof SOURCES
export const CODEC_NAMES = Object.keys(SOURCES) as CodecName[]

const CODECS: Readonly<Record<CodecName, Codec<unknown>>> = {
  sl651: sl651 as Codec<unknown>,
  szy206: szy206 as Codec<unknown>,
  hj212: hj212 as Codec<unknown>,
  'modbus-rtu': MODBUS_RTU as Codec<unknown>,
  'modbus-tcp': MODBUS_TCP as Codec<unknown>,
  senml: senml as Codec<unknown>,
  chirpstack: chirpstack as Codec<unknown>,
  thingsboard: thingsboard('telemetry') as Codec<unknown>,
  sl323: sl323 as Codec<unknown>,
}

/** No case takes longer than this by far, not even beside other work. */
const HANGS_AFTER_MS = 2000
/** Values of one frame: the longest SL 651 report in packets has no more. */
const MOST_VALUES = 300_000
/** How long one connection lives: long enough to fill what it remembers. */
const CONNECTION = 200

const PROFILE = parseDeviceProfile({
  id: 'fuzz',
  name: { zh: '测试', en: 'Fuzz' },
  protocol: 'sl651',
  source: 'tests',
  channels: ['Z', 'PT', 'DRP', 'level1', 'a21005-Rtd', 'a', 'level', 'ch4'].map((element, index) => ({
    element,
    datastream: {
      name: `d${index}`,
      property: element === 'DRP' ? 'rainfall' : 'water-level',
      unit: 'm',
      intervalMs: 60_000,
      ...(element === 'DRP' ? { form: 'increment' } : {}),
    },
  })),
})

function binding() {
  if ('faults' in PROFILE) throw new Error(`the fuzz profile: ${JSON.stringify(PROFILE.faults)}`)
  const { profile } = PROFILE
  const datastreams = profile.channels.map(({ datastream }) => datastream)
  return bindingOf({ id: 'fuzz', name: 'Fuzz', area: 'fuzz', datastreams }, profile)
}

/** What is wrong with something received; undefined when nothing is. */
function fault(received: Received): string | undefined {
  if (received.values.length > MOST_VALUES) return `${received.values.length} values of one frame`
  for (const { element, value, time } of received.values) {
    if (value !== undefined && !Number.isFinite(value)) return `${element} is ${value}`
    if (time !== undefined && !Number.isFinite(time)) return `${element} is at ${time}`
  }
  if (received.purpose === 'refused' && received.rejections.length === 0) return 'refused without a reason'
  const unsaid = received.rejections.find(({ reason }) => readReason(reason) === undefined)
  if (unsaid !== undefined) return `a reason that is in no other language: "${unsaid.reason}"`
  if (received.rejections.length > 21) return `${received.rejections.length} rejections of one frame`
  if (received.purpose === 'refused' && received.values.length > 0)
    return 'values of a frame that was refused'
  return undefined
}

/** What is wrong with how bytes are explained, whole and frame by frame: each byte in one field, and the same refusal as the decoder's. */
function unexplained(codec: Codec<unknown>, bytes: Uint8Array, context: CodecContext): string | undefined {
  const opened = 'ask' in codec ? asked(codec as ModbusCodec, codec.opened) : codec.opened
  const { received } = codec.receive(opened, bytes, context)
  for (const frame of [bytes, ...received.map((one) => one.bytes)]) {
    const { fields, rejections } = codec.explain(frame, context)
    let end = 0
    for (const { offset, length, raw } of fields) {
      if (offset !== end || length < 1) return `a field at ${offset} where ${end} was expected`
      if (raw !== hex(frame.subarray(offset, offset + length))) return `a field at ${offset} of other bytes`
      end += length
    }
    if (end !== frame.length) return `fields of ${end} bytes in a frame of ${frame.length}`
    // What a connection has learnt before cannot be wrong with a frame by itself.
    const [alone, ...others] = codec.receive(opened, frame, context).received
    if (others.length > 0 || alone === undefined || alone.bytes.length !== frame.length) continue
    const isRead = alone.purpose !== 'refused'
    if (isRead && JSON.stringify(rejections) !== JSON.stringify(alone.rejections) && !('ask' in codec)) {
      return `explained with ${JSON.stringify(rejections)}, decoded with ${JSON.stringify(alone.rejections)}`
    }
    if (!isRead && rejections.length === 0 && !('ask' in codec)) return `refused, and explained as right`
  }
  return undefined
}

/**
 * Sends `runs` streams of mutated frames through a codec, on connections that live for some, with explaining and mapping to datastreams. Gives the
 * first failure: an exception, a hang, memory without bound, or something that nobody could use. The same seed tells the same streams.
 */
export function check(name: CodecName, runs: number, seed: number): string | undefined {
  const codec = CODECS[name]
  const source: FrameSource = SOURCES[name]
  const bound = binding()
  let link = codec.opened
  let receivedAt = AT
  for (let run = 0; run < runs; run++) {
    const chance = new Chance(seed + run * 7919)
    if (run % CONNECTION === 0) link = codec.opened
    if ('ask' in codec && chance.whole(4) > 0) link = asked(codec as ModbusCodec, link)
    let bytes: Uint8Array = new Uint8Array(0)
    const begun = performance.now()
    try {
      bytes = stream(source, chance)
      receivedAt += chance.pick([0, 10, 1000, 40_000])
      const context: CodecContext = { receivedAt, zone: ZONE, station: chance.pick([undefined, 'x']) }
      for (const chunk of source.isDocument === true ? [bytes] : chunks(bytes, chance)) {
        const step = codec.receive(link, chunk, context)
        link = step.link
        for (const received of step.received) {
          const wrong = fault(received)
          if (wrong !== undefined) return told(name, seed + run * 7919, bytes, wrong)
          for (const { readings } of readingsOf(received, () => bound, receivedAt)) {
            const odd = readings.find(
              ({ value, phenomenonTime }) => !Number.isFinite(value) || !Number.isFinite(phenomenonTime),
            )
            if (odd !== undefined)
              return told(
                name,
                seed + run * 7919,
                bytes,
                `a reading of ${odd.value} at ${odd.phenomenonTime}`,
              )
          }
        }
      }
      if (chance.whole(4) === 0) {
        const wrong = unexplained(codec, bytes, context)
        if (wrong !== undefined) return told(name, seed + run * 7919, bytes, wrong)
      }
    } catch (error) {
      return told(name, seed + run * 7919, bytes, (error as Error).stack ?? String(error))
    }
    const took = performance.now() - begun
    if (took > HANGS_AFTER_MS) return told(name, seed + run * 7919, bytes, `took ${Math.round(took)} ms`)
    if (run % CONNECTION === CONNECTION - 1) {
      const kept = sizeOf(link)
      if (kept > 16_000_000)
        return told(name, seed + run * 7919, bytes, `a connection remembers ${kept} bytes`)
    }
  }
  return undefined
}

function asked(codec: ModbusCodec, link: unknown): unknown {
  const [request] = codec.requests
  if (request === undefined) return link
  // Its transaction begins anew, so that the frames of the source answer it.
  return codec.ask({ ...(link as ModbusLink), transaction: 0 }, request).link
}

/** Bytes in what a connection remembers, roughly. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.byteLength
  if (value instanceof Map)
    return [...value].reduce((total, [key, inner]) => total + sizeOf(key) + sizeOf(inner), 64)
  if (typeof value === 'string') return 2 * value.length
  if (typeof value !== 'object' || value === null) return 8
  return Object.values(value).reduce((total: number, inner) => total + sizeOf(inner), 16)
}

function told(name: CodecName, seed: number, bytes: Uint8Array, wrong: string): string {
  return `${name}, seed ${seed}: ${wrong}\n${hex(bytes)}`
}
