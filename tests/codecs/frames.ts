import {
  chirpstackUplink,
  ELEMENTS,
  fromHex,
  fromLatin,
  fromUtf8,
  hj212Frame,
  joined,
  type ModbusCodec,
  modbus,
  registersAnswer,
  SERIES,
  type Sl651Group,
  senmlPack,
  sl651Body,
  sl651Frame,
  sl651Packets,
  sl651Report,
  szy206Frame,
  szy206LinkTest,
  szy206Report,
  thingsboardTelemetry,
  uploadContent,
} from '@tocsin/core'
import type { Chance } from './chance.ts'

export const ZONE = 'Asia/Shanghai'
export const AT = Date.UTC(2026, 6, 18, 1)

/** What makes frames of a protocol: right ones, and ones whose inside is wrong while the outside holds. */
export interface FrameSource {
  /** Whole documents come one at a time, and not in a stream. */
  readonly isDocument?: boolean
  /** A frame that a device may send. */
  right(chance: Chance): Uint8Array
  /** Any inside in a frame of which length and checksum are right, so that the decoder reads on to what is wrong in it. */
  around(chance: Chance, inside: Uint8Array): Uint8Array
}

const STATIONS = ['0010100001', '0012345678', '530381000013', 'FFFFFFFFFF']
const LETTERS = 'PHKZDTMGQIO'

function sl651Groups(chance: Chance): Sl651Group[] {
  return Array.from({ length: 1 + chance.whole(2) }, () => {
    const isSeries = chance.whole(6) === 0
    const element = () => {
      const { ascii, digits, decimals } = chance.pick(ELEMENTS)
      const size = Math.floor(chance.next() * 10 ** Math.min(digits, 9)) / 10 ** decimals
      const value = chance.whole(8) === 0 ? undefined : chance.whole(6) === 0 ? -size : size
      return [ascii, value] as const
    }
    const hour = () => {
      const { ascii, width, decimals } = chance.pick(SERIES)
      const most = width === 1 ? 255 : 65_535
      const values = Array.from({ length: 12 }, () =>
        chance.whole(4) === 0 ? undefined : chance.whole(most) / 10 ** decimals,
      )
      return [ascii, values] as const
    }
    const [name, value] = element()
    return {
      station: chance.pick(STATIONS),
      class: chance.pick([...LETTERS]),
      observedAt: AT - chance.whole(1000) * 60_000,
      elements: isSeries
        ? [[name, Array.from({ length: 1 + chance.whole(40) }, () => value)] as const]
        : Array.from({ length: chance.whole(8) }, () => (chance.whole(5) === 0 ? hour() : element())),
      stepMinutes: isSeries ? chance.pick([1, 5, 30, 60, 1440]) : undefined,
    }
  })
}

const SL651: FrameSource = {
  right(chance) {
    const groups = sl651Groups(chance)
    const encoding = chance.pick(['hex', 'hex', 'ascii'] as const)
    const fn = chance.pick([
      0x2f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x3a, 0x41, 0x45, 0x46, 0x4c, 0xe1,
    ])
    const address = {
      encoding,
      centre: chance.whole(256),
      station: chance.pick(STATIONS),
      password: 'A000',
      fn,
    }
    if (chance.whole(6) === 0) {
      const body = sl651Body(encoding, chance.whole(65_536), AT, groups, ZONE)
      return joined(...sl651Packets(address, body, 20 + chance.whole(200)))
    }
    return sl651Report(address, chance.whole(65_536), AT, groups, ZONE)
  },
  around(chance, inside) {
    const address = {
      encoding: chance.pick(['hex', 'ascii'] as const),
      direction: 'up' as const,
      centre: 1,
      station: chance.pick(STATIONS),
      password: '1234',
      fn: chance.whole(256),
    }
    const total = 1 + chance.whole(6)
    const packet = chance.whole(3) === 0 ? { total, sequence: chance.whole(total + 2) } : undefined
    const body = inside.length === 0 ? Uint8Array.of(0) : inside.subarray(0, 4000)
    return sl651Frame(address, body, chance.pick([0x03, 0x17]), packet)
  },
}

const SZY206: FrameSource = {
  right(chance) {
    const station = chance.pick(['5303810D00', '4406070001'])
    const at = AT - chance.whole(40 * 86_400) * 1000
    switch (chance.whole(4)) {
      case 0:
        return szy206LinkTest(station, chance.pick([0xf0, 0xf1, 0xf2] as const))
      case 1:
        return szy206Report(station, 1, [chance.whole(99_999) / 10], at, ZONE)
      case 2: {
        const level = () => (chance.whole(6) === 0 ? undefined : (chance.whole(2_000_000) - 1_000_000) / 1000)
        return szy206Report(station, 2, Array.from({ length: 1 + chance.whole(6) }, level), at, ZONE)
      }
      default:
        return szy206Report(station, 3, [chance.whole(1_000_000) / 1000, chance.whole(1_000_000)], at, ZONE)
    }
  },
  around(chance, inside) {
    const isSplit = chance.whole(3) === 0
    const control = (0x80 | chance.whole(64)) + (isSplit ? 0x40 : 0)
    const fn = chance.pick([0x02, 0x61, 0x81, 0x82, 0xb0, 0xc0, chance.whole(256)])
    const countdown = isSplit ? chance.whole(4) : undefined
    return szy206Frame({ control, countdown, station: '5303810D00', fn }, inside.subarray(0, 240))
  },
}

const HJ212: FrameSource = {
  right(chance) {
    const codes = ['a21005', 'a21026', 'a34004', 'w01018', '060']
    const factors = Object.fromEntries(
      Array.from({ length: chance.whole(6) }, () => [
        chance.pick(codes),
        {
          [chance.pick(['Rtd', 'Avg', 'Min', 'Max', 'Cou'])]: chance.whole(100_000) / 1000,
          Flag: chance.pick([...'NFMSDCTBPX']),
        },
      ]),
    )
    const head = {
      st: chance.pick(['21', '22', '31', '91']),
      cn: chance.pick(['2011', '2051', '2061', '2031', '1013', '9011', '9014', '3019', '1062']),
      pw: '123456',
      mn: chance.pick(['M1', 'Y80110010000010']),
      qn: chance.whole(3) === 0 ? undefined : '20260718090000123',
      flag: chance.whole(3) === 0 ? undefined : chance.whole(12),
      packet: chance.whole(4) === 0 ? { count: 3, number: 1 + chance.whole(3) } : undefined,
    }
    return hj212Frame(head, uploadContent(AT, ZONE, factors))
  },
  around(_chance, inside) {
    // The frame's own writer puts length and checksum around any text.
    const text = Array.from(inside.subarray(0, 900), (byte) => String.fromCharCode(byte)).join('')
    return hj212Frame({ st: '22', cn: '2011', pw: '1', mn: 'M1', flag: 7 }, text)
  },
}

const POINTS = [
  { name: 'a', table: 'holding', register: 0, type: 'u32', order: 'ABCD', sentinels: ['FFFFFFFF'] },
  { name: 'b', table: 'holding', register: 2, type: 'f32', order: 'CDAB', sentinels: [] },
  { name: 'c', table: 'holding', register: 4, type: 'i16', order: 'BADC', sentinels: ['7FFF'] },
  { name: 'd', table: 'holding', register: 5, type: 'bcd32', order: 'DCBA', sentinels: [] },
  { name: 'e', table: 'holding', register: 7, type: 'f64', order: 'ABCD', sentinels: [] },
  { name: 'f', table: 'holding', register: 11, type: 'i64', order: 'CDAB', sentinels: [] },
] as const

export const MODBUS_RTU: ModbusCodec = modbus('rtu', 'm1', 1, POINTS)
export const MODBUS_TCP: ModbusCodec = modbus('tcp', 'm1', 1, POINTS)

function modbusSource(transport: 'rtu' | 'tcp', codec: ModbusCodec): FrameSource {
  const [request] = codec.requests
  if (request === undefined) throw new Error('the points make one request')
  return {
    right(chance) {
      const data = Uint8Array.from({ length: 2 * request.count }, () => chance.whole(256))
      return registersAnswer(transport, request, data, 1)
    },
    around(_chance, inside) {
      return registersAnswer(transport, request, inside.subarray(0, 250), 1)
    },
  }
}

/** JSON values of every kind, and names that mean something somewhere. */
const JSON_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e300,
  2 ** 53 + 2,
  '',
  '1',
  'NaN',
  [],
  {},
  [[]],
  [{}],
  { v: 1 },
  '\u0000',
]
const JSON_NAMES =
  'bn bt bu bv bs bver n u v vs vb vd s t x_ ts values object time deviceInfo devEui fPort data batteryLevel constructor toString __proto__'.split(
    ' ',
  )

/** A JSON document in which one place, somewhere, has become another value, gained a name, or lost one. */
function otherJson(document: unknown, chance: Chance): unknown {
  if (typeof document !== 'object' || document === null || chance.whole(4) === 0)
    return chance.pick(JSON_VALUES)
  if (Array.isArray(document)) {
    const at = chance.whole(document.length + 1)
    if (at === document.length) return [...document, chance.pick(JSON_VALUES)]
    return document.with(at, otherJson(document[at], chance))
  }
  const entries = Object.entries(document)
  const at = chance.whole(entries.length + 1)
  const [name, value] = entries[at] ?? [chance.pick(JSON_NAMES), null]
  if (chance.whole(5) === 0) return Object.fromEntries(entries.filter((_, index) => index !== at))
  return Object.fromEntries([...entries, [name, otherJson(value, chance)]])
}

function jsonSource(right: (chance: Chance) => Uint8Array): FrameSource {
  return {
    isDocument: true,
    right,
    around(chance) {
      let document: unknown = JSON.parse(new TextDecoder().decode(right(chance)))
      for (let count = 1 + chance.whole(3); count > 0; count--) document = otherJson(document, chance)
      const text = JSON.stringify(document) ?? 'null'
      // What JSON.stringify never writes.
      return fromUtf8(chance.whole(8) === 0 ? text.replace(/\d+/, '1e999') : text)
    },
  }
}

const SENML = jsonSource((chance) =>
  senmlPack(
    'urn:dev:mac:0024befffe804ff1:',
    Array.from({ length: 1 + chance.whole(5) }, (_, index) => ({
      name: chance.pick(['level', 'rain', 'a.b']),
      unit: chance.pick(['m', 'mm', 'Cel']),
      value: chance.whole(10_000) / 100,
      time: AT + index * 1000,
    })),
  ),
)

const CHIRPSTACK = jsonSource((chance) =>
  chirpstackUplink('0102030405060708', {
    id: String(chance.whole(1e9)),
    time: '2026-07-18T09:34:15.775+00:00',
    fCnt: chance.whole(65_536),
    fPort: chance.whole(3),
    object: {
      tips: chance.whole(1000),
      level: { mm: chance.whole(10_000) / 10 },
      list: [1, 2, null, 'x', true],
    },
  }),
)

const THINGSBOARD = jsonSource((chance) =>
  thingsboardTelemetry(
    Array.from({ length: 1 + chance.whole(4) }, (_, index) => ({
      ts: AT + index,
      values: { ch4: chance.whole(1000) / 10, o2: 20.9 },
    })),
  ),
)

const SL323 = jsonSource((chance) => {
  const table = chance.pick(['ST_PPTN_R', 'ST_RIVER_R', 'ST_RSVR_R'])
  const number = () => chance.pick([chance.whole(10_000) / 100, String(chance.whole(1000)), null])
  const rows = Array.from({ length: 1 + chance.whole(8) }, (_, index) => ({
    STCD: chance.pick(['61905400', '61905401  ']),
    TM: `2026-07-18 0${chance.whole(10)}:${10 + index}:00`,
    DRP: number(),
    INTV: chance.pick(['0.05', 1, '24.00', 0.99, null]),
    Z: number(),
    Q: number(),
    RZ: number(),
    known: chance.whole(4) === 0,
  }))
  return fromUtf8(JSON.stringify({ table, rows }))
})

/** The frames of each codec. */
export const SOURCES = {
  sl651: SL651,
  szy206: SZY206,
  hj212: HJ212,
  'modbus-rtu': modbusSource('rtu', MODBUS_RTU),
  'modbus-tcp': modbusSource('tcp', MODBUS_TCP),
  senml: SENML,
  chirpstack: CHIRPSTACK,
  thingsboard: THINGSBOARD,
  sl323: SL323,
} as const satisfies Record<string, FrameSource>

/** Beginnings and ends of frames, to be put where they do not belong. */
export const MARKS: readonly Uint8Array[] = [
  fromHex('7E7E'),
  fromHex('7E7E7E'),
  fromHex('01'),
  fromHex('0216'),
  fromHex('F0F0'),
  fromHex('F1F1'),
  fromHex('F460'),
  fromHex('0418000005'),
  fromHex('FFFF'),
  fromHex('681A68'),
  fromHex('680168'),
  fromLatin('##'),
  fromLatin('##0012'),
  fromLatin('\r\n'),
  fromLatin('&&'),
  fromLatin(';CP=&&'),
  fromLatin('ST TT DRN05 Z M '),
  fromHex('0183'),
].map((mark) => mark as Uint8Array)
