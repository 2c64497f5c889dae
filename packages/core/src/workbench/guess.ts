import {
  type Framing,
  HJ212_FRAMING,
  latin,
  modbus,
  type Protocol,
  SL651_FRAMING,
  SZY206_FRAMING,
  utf8,
} from '../decode/index.ts'

/** A way to write readings: a protocol of stations, or the gateway's own JSON over MQTT. */
export type Dialect = Protocol | 'tocsin'

/** The protocols of streams, by how their frames are told from what lies between them. */
export const FRAMINGS: Partial<Record<Dialect, Framing>> = {
  sl651: SL651_FRAMING,
  hj212: HJ212_FRAMING,
  szy206: SZY206_FRAMING,
}

const SOH = '\x01'

/** How a frame of each begins, for bytes that are none and were meant as one. */
export const BEGINNINGS: Partial<Record<Dialect, RegExp>> = {
  sl651: new RegExp(`~~|(${SOH}|^01)(?=[0-9A-Fa-f]{12})`),
  hj212: /##\d/,
  szy206: /h[\s\S]h/,
}

/** Which dialect these bytes are most likely in; undefined when they look like none. */
export function guessDialect(bytes: Uint8Array): Dialect | undefined {
  const text = utf8(bytes)?.trim() ?? ''
  if (/^[[{]/.test(text)) return jsonDialect(text)
  const streams = Object.entries(FRAMINGS) as [Dialect, Framing][]
  const found = (kind: 'whole' | 'damaged') =>
    streams.find(([, framing]) => {
      for (let offset = 0; offset < Math.min(bytes.length, 256); offset++) {
        if (framing.recognise(bytes, offset).kind === kind) return true
      }
      return false
    })?.[0]
  const characters = latin(bytes.subarray(0, 4096))
  const looks = streams.find(([dialect]) => BEGINNINGS[dialect]?.test(characters))?.[0]
  return found('whole') ?? wholeModbus(bytes) ?? found('damaged') ?? looks ?? likeModbus(bytes)
}

/** Documents are told by their words, so that one with a slip in it is told as well. */
function jsonDialect(text: string): Dialect {
  if (/"(deviceInfo|devEui)"\s*:/.test(text)) return 'chirpstack'
  if (/"ST_[A-Z]+_R"|"rows"\s*:/.test(text)) return 'sl323'
  if (text.startsWith('[') && /"(bn|n|bt|bu|bver|v|vb|vs|u)"\s*:/.test(text)) return 'senml'
  if (/"values"\s*:/.test(text)) return 'tocsin'
  return 'thingsboard'
}

function wholeModbus(bytes: Uint8Array): Dialect | undefined {
  for (const transport of ['rtu', 'tcp'] as const) {
    if (transport === 'tcp' && (bytes[2] !== 0 || bytes[3] !== 0)) continue
    const { rejections } = modbus(transport, '', 0, []).explain(bytes, { receivedAt: 0, zone: 'UTC' })
    if (rejections.length === 0) return transport === 'tcp' ? 'modbus-tcp' : 'modbus-rtu'
  }
  return undefined
}

function likeModbus(bytes: Uint8Array): Dialect | undefined {
  const reads = (at: number) => [3, 4].includes((bytes[at] ?? 0) & 0x7f)
  if (bytes.length > 8 && bytes[2] === 0 && bytes[3] === 0 && reads(7)) return 'modbus-tcp'
  return bytes.length > 3 && reads(1) ? 'modbus-rtu' : undefined
}
