import {
  type Codec,
  chirpstack,
  chirpstackUplink,
  ELEMENTS,
  fromLatin,
  hj212,
  hj212Frame,
  modbus,
  REGISTER_TYPES,
  type Received,
  readingsOf,
  registerBytes,
  registersAnswer,
  registersOf,
  registerValue,
  SERIES,
  type Sl651Group,
  senml,
  senmlPack,
  sl651,
  sl651Body,
  sl651Packets,
  sl651Report,
  szy206,
  szy206Report,
  thingsboard,
  thingsboardTelemetry,
  uploadContent,
  WORD_ORDERS,
} from '@tocsin/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODEC_NAMES, check } from '../codecs/check.ts'

const ZONE = 'Asia/Shanghai'
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300)
const MINUTE = 60_000
// Whole minutes in the century that two digits of a year can say.
const minute = fc
  .integer({ min: Date.UTC(2000, 0, 2) / MINUTE, max: Date.UTC(2099, 11, 30) / MINUTE })
  .map((at) => at * MINUTE)
const station = fc.oneof(
  fc.integer({ min: 1, max: 99_999_999 }).map((code) => `00${String(code).padStart(8, '0')}`),
  fc.integer({ min: 1, max: 65_535 }).map((number) => `530381${String(number).padStart(6, '0')}`),
)

/** Everything that one connection makes of these bytes, cut at the places given. */
function received<Link>(
  codec: Codec<Link>,
  bytes: Uint8Array,
  receivedAt: number,
  cuts: readonly number[] = [],
): Received[] {
  let link = codec.opened
  const all: Received[] = []
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  for (let index = 1; index < places.length; index++) {
    const chunk = bytes.subarray(places[index - 1], places[index])
    const step = codec.receive(link, chunk, { receivedAt, zone: ZONE, station: 'x' })
    link = step.link
    all.push(...step.received)
  }
  return all
}

/** A value that an element can have, to its last place. */
const elementValue = (digits: number, decimals: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 10 ** Math.min(digits, 9) - 1 }), fc.boolean())
    .map(([whole, negative]) => (negative && whole > 0 ? -whole : whole) / 10 ** decimals)

const element = fc
  .constantFrom(...ELEMENTS)
  .chain(({ ascii, digits, decimals }) =>
    fc.tuple(fc.constant(ascii), fc.option(elementValue(digits, decimals), { nil: undefined, freq: 8 })),
  )
const series = fc.constantFrom(...SERIES).chain(({ ascii, width, decimals }) =>
  fc.tuple(
    fc.constant(ascii),
    fc.array(
      fc.option(
        fc.integer({ min: 0, max: width === 1 ? 254 : 65_534 }).map((whole) => whole / 10 ** decimals),
        { nil: undefined },
      ),
      {
        minLength: 12,
        maxLength: 12,
      },
    ),
  ),
)

describe('what SL 651 writes it reads', () => {
  const group: fc.Arbitrary<Sl651Group> = fc.record({
    station,
    class: fc.constantFrom(...'PHKZDTMGQIO'),
    observedAt: minute,
    elements: fc.array(fc.oneof(element, element, series), { maxLength: 6 }),
  })
  const expected = (groups: readonly Sl651Group[]) =>
    groups.flatMap(({ station: code, observedAt, elements }) =>
      elements.flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((one, index) => [
          code,
          name,
          observedAt + index * 5 * MINUTE,
          one,
        ]),
      ),
    )

  it.each(['hex', 'ascii'] as const)('in %s, whatever pieces it comes in', (encoding) => {
    fc.assert(
      fc.property(
        station,
        fc.array(group, { minLength: 1, maxLength: 3 }),
        minute,
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (code, groups, sentAt, serial, cuts) => {
          const address = { encoding, centre: 7, station: code, password: 'BEEF', fn: 0x32 }
          const [one, ...others] = received(
            sl651,
            sl651Report(address, serial, sentAt, groups, ZONE),
            sentAt,
            cuts,
          )
          expect(others).toEqual([])
          expect(one?.rejections).toEqual([])
          expect([one?.station, one?.sentAt]).toEqual([code, sentAt])
          expect(one?.values.map((value) => [value.station, value.element, value.time, value.value])).toEqual(
            expected(groups),
          )
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('as a uniform series in packets', () => {
    const values = fc.array(fc.option(elementValue(7, 3), { nil: undefined }), {
      minLength: 1,
      maxLength: 100,
    })
    fc.assert(
      fc.property(
        station,
        minute,
        fc.constantFrom(1, 5, 30, 60, 180, 1440),
        values,
        fc.integer({ min: 9, max: 90 }),
        fc.constantFrom('hex', 'ascii'),
        (code, at, stepMinutes, levels, size, encoding) => {
          // One length serves all values: negative ones have the sign byte, and so have the others then.
          const group: Sl651Group = {
            station: code,
            class: 'H',
            observedAt: at,
            elements: [['Z', levels]],
            stepMinutes,
          }
          const address = { encoding, centre: 1, station: code, password: '0000', fn: 0x31 } as const
          const packets = sl651Packets(address, sl651Body(encoding, 1, at, [group], ZONE), size)
          let link = sl651.opened
          const whole: Received[] = []
          for (const packet of packets) {
            const step = sl651.receive(link, packet, { receivedAt: at, zone: ZONE })
            link = step.link
            whole.push(...step.received)
          }
          expect(whole).toHaveLength(1)
          expect(whole[0]?.values.map(({ value, time }) => [value, time])).toEqual(
            levels.map((level, index) => [level, at + index * stepMinutes * MINUTE]),
          )
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('what the other protocols write they read', () => {
  it('SZY206, whose time has neither month nor year', () => {
    const second = fc.integer({ min: Date.UTC(2010, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 })
    const level = fc.option(fc.integer({ min: -69_999_999, max: 79_999_999 }), { nil: undefined })
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 20 }),
        second,
        fc.integer({ min: -13 * 86_400, max: 13 * 86_400 }),
        (levels, at, delay) => {
          const values = levels.map((millimetres) =>
            millimetres === undefined ? undefined : millimetres / 1000,
          )
          const [one] = received(
            szy206,
            szy206Report('5303810D00', 2, values, at * 1000, ZONE),
            (at + delay) * 1000,
          )
          expect(one?.values.map(({ value, time }) => [value ?? undefined, time])).toEqual(
            values.map((value) => [Object.is(value, -0) ? 0 : value, at * 1000]),
          )
          expect(one?.rejections).toEqual([])
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('HJ 212', () => {
    const factor = fc.tuple(
      fc.stringMatching(/^[a-z]\d{5}$/),
      fc.constantFrom('Rtd', 'Avg', 'Min', 'Max', 'Cou'),
      fc.integer({ min: -1e6, max: 1e6 }),
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(factor, { selector: ([code]) => code, maxLength: 12 }),
        minute,
        fc.array(fc.nat(), { maxLength: 4 }),
        (factors, at, cuts) => {
          const content = uploadContent(
            at,
            ZONE,
            Object.fromEntries(
              factors.map(([code, kind, whole]) => [code, { [kind]: whole / 1000, Flag: 'N' }]),
            ),
          )
          const [one, ...others] = received(
            hj212,
            hj212Frame({ st: '22', cn: '2011', pw: '1', mn: 'M1', flag: 4 }, content),
            at,
            cuts,
          )
          expect(others).toEqual([])
          expect(one?.values.map(({ element: name, value, time }) => [name, value, time])).toEqual(
            factors.map(([code, kind, whole]) => [`${code}-${kind}`, whole / 1000, at]),
          )
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('Modbus registers of every type in every order', () => {
    const bounds: Record<string, [bigint, bigint]> = {
      u16: [0n, 65_535n],
      i16: [-32_768n, 32_767n],
      u32: [0n, 4_294_967_295n],
      i32: [-2_147_483_648n, 2_147_483_647n],
      u64: [0n, 9_007_199_254_740_991n],
      i64: [-9_007_199_254_740_991n, 9_007_199_254_740_991n],
      bcd16: [0n, 9999n],
      bcd32: [0n, 99_999_999n],
    }
    const typed = fc.constantFrom(...REGISTER_TYPES).chain((type) => {
      const [min, max] = bounds[type] ?? [0n, 0n]
      const value =
        type === 'f32'
          ? fc.float({ noNaN: true, noDefaultInfinity: true })
          : type === 'f64'
            ? fc.double({ noNaN: true, noDefaultInfinity: true })
            : fc.bigInt({ min, max }).map(Number)
      return fc.tuple(fc.constant(type), value)
    })
    fc.assert(
      fc.property(
        typed,
        fc.constantFrom(...WORD_ORDERS),
        fc.constantFrom('rtu', 'tcp'),
        fc.array(fc.nat(), { maxLength: 3 }),
        ([type, written], order, transport, cuts) => {
          // Minus zero is read as zero.
          const value = written + 0
          const point = { name: 'p', table: 'input', register: 10, type, order, sentinels: [] } as const
          const raw = registerBytes(written, point)
          expect(raw).toHaveLength(2 * registersOf(type))
          const read = registerValue(raw, point)
          // A single is read to its seven digits.
          if (type === 'f32') expect(Math.fround(read as number)).toBe(value)
          else expect(read).toBe(value)
          const device = modbus(transport, 'm', 3, [point])
          const [request] = device.requests
          if (request === undefined) throw new Error('a point makes a request')
          const { link } = device.ask(device.opened, request)
          const [one] = received(
            { ...device, opened: link },
            registersAnswer(transport, request, raw, 1),
            0,
            cuts,
          )
          expect(one?.values[0]?.value).toBe(read)
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('SenML, ChirpStack and ThingsBoard', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 8 }), minute, (numbers, at) => {
        const plain = numbers.map((value) => (Object.is(value, -0) ? 0 : value))
        const pack = senmlPack(
          'urn:x:',
          plain.map((value, index) => ({ name: `n${index}`, unit: 'm', value, time: at })),
        )
        expect(
          received(senml, pack, at)[0]?.values.map(({ station: code, element: name, value, time }) => [
            code,
            name,
            value,
            time,
          ]),
        ).toEqual(plain.map((value, index) => ['urn:x', `n${index}`, value, at]))
        const object = { list: plain }
        const uplink = chirpstackUplink('0102030405060708', {
          id: '1',
          time: new Date(at).toISOString(),
          fCnt: 1,
          fPort: 2,
          object,
        })
        expect(
          received(chirpstack, uplink, at)[0]?.values.map(({ element: name, value, time, port }) => [
            name,
            value,
            time,
            port,
          ]),
        ).toEqual(plain.map((value, index) => [`list.${index}`, value, at, 2]))
        const values = Object.fromEntries(plain.map((value, index) => [`k${index}`, value]))
        const telemetry = thingsboardTelemetry([{ ts: at, values }])
        expect(
          received(thingsboard('telemetry'), telemetry, 0)[0]?.values.map(
            ({ element: name, value, time }) => [name, value, time],
          ),
        ).toEqual(plain.map((value, index) => [`k${index}`, value, at]))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('a codec', () => {
  it.each(CODEC_NAMES)(
    '%s survives mutated frames without an exception, a hang or memory without bound',
    (name) => {
      expect(check(name, Math.max(2000, RUNS), 20_260_718)).toBeUndefined()
    },
  )

  it('answers nobody twice over: what a gateway sends is refused by a gateway', () => {
    for (const codec of [sl651, szy206] as const) {
      const report =
        codec === sl651
          ? sl651Report(
              { encoding: 'hex', centre: 1, station: '0012345678', password: '1234', fn: 0x32 },
              1,
              0,
              [],
              ZONE,
            )
          : szy206Report('5303810D00', 2, [1], 0, ZONE)
      const [first] = received(codec as Codec<unknown>, report, 0)
      const [second] = received(codec as Codec<unknown>, first?.answer ?? fromLatin(''), 0)
      expect(second?.purpose).toBe('refused')
      expect(second?.answer).toBeUndefined()
    }
  })

  it('leaves values of an unregistered code unread, with the code in the reason', () => {
    const [one] = received(
      sl651,
      sl651Report(
        { encoding: 'hex', centre: 1, station: '0012345678', password: '1234', fn: 0x32 },
        1,
        0,
        [],
        ZONE,
      ),
      0,
    )
    if (one === undefined) throw new Error('a report is one frame')
    expect(readingsOf(one, () => undefined, 0)).toMatchObject([
      {
        code: '0012345678',
        station: undefined,
        readings: [],
        rejections: [{ reason: 'no station is registered under the code 0012345678' }],
      },
    ])
  })
})
