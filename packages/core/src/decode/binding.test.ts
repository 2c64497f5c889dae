import { describe, expect, it } from 'vitest'
import type { Station } from '../model/index.ts'
import { bindingOf, readingsOf } from './binding.ts'
import type { ElementValue, Received } from './codec.ts'
import { parseDeviceProfile } from './device-profile.ts'
import { say } from './reasons.ts'

const AT = 1_764_000_000_000
const document = {
  id: 'gauge',
  name: { zh: '水位站', en: 'Gauge' },
  protocol: 'sl651',
  source: 'SL 651-2014 table C.1',
  channels: [
    { element: 'Z', datastream: { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 } },
    {
      element: 'DRP',
      datastream: { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
    },
    {
      element: 'raw',
      scale: 0.1,
      sentinels: [65_535],
      datastream: { name: 'flow', property: 'flow', unit: 'm³/s', intervalMs: 300_000 },
    },
  ],
}
const parsed = parseDeviceProfile(document)
if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
const { profile } = parsed
const station: Station = {
  id: 'bridge',
  name: 'Bridge',
  area: 'lushan',
  datastreams: profile.channels.map(({ datastream }) => datastream),
}
const binding = bindingOf(station, profile)

function read(values: readonly Partial<ElementValue>[], more: Partial<Received> = {}, bound = binding) {
  const received: Received = {
    bytes: new Uint8Array(),
    purpose: 'readings',
    station: '001',
    values: values.map((value) => ({ station: '001', element: 'Z', time: AT, value: undefined, ...value })),
    rejections: [],
    ...more,
  }
  return readingsOf(received, (code) => (code === '001' ? bound : undefined), AT + 1000)
}

const NONE = say('no-value', { mark: 'FFH' })

describe('giving values to datastreams', () => {
  it('takes the time of the device, and that of the receipt where it gave none', () => {
    expect(read([{ value: 1.25 }, { value: 1.5, time: undefined }])[0]?.readings).toEqual([
      { datastream: 'bridge/level', phenomenonTime: AT, receivedAt: AT + 1000, value: 1.25 },
      { datastream: 'bridge/level', phenomenonTime: AT + 1000, receivedAt: AT + 1000, value: 1.5 },
    ])
  })

  it('refuses an increment without a time: sent again it would count as a second tip', () => {
    const [of] = read([{ element: 'DRP', value: 0.5, time: undefined }])
    expect(of?.readings).toEqual([])
    expect(of?.rejections[0]?.reason).toMatch(/^no time; an increment needs its time/)
  })

  it('turns a unit that the protocol gives into the datastream\u2019s, and refuses one that it cannot', () => {
    expect(read([{ value: 125, unit: 'cm' }])[0]?.readings[0]?.value).toBe(1.25)
    const [of] = read([{ value: 125, unit: 'ft' }])
    expect(of?.readings).toEqual([])
    expect(of?.rejections[0]).toMatchObject({
      reason: 'in ft; expected m, or a scale in the device profile',
      datastream: 'bridge/level',
    })
  })

  it('scales without the noise of binary fractions, and adds the base of the place', () => {
    expect(read([{ element: 'raw', value: 3 }])[0]?.readings[0]?.value).toBe(0.3)
    const based = bindingOf(station, profile, { level: 100.1 })
    expect(read([{ value: 12.3 }], {}, based)[0]?.readings[0]?.value).toBe(112.4)
  })

  it('names the sensor whose newest value is none, and not one with a gap further back', () => {
    const gap = read([{ value: undefined, reason: NONE }, { value: 1 }])[0]
    expect(gap?.rejections).toEqual([
      { path: 'Z', reason: '1 of 2 values: FFH says that there is no value', excerpt: '' },
    ])
    const now = read([{ value: 1 }, { value: undefined, reason: NONE }])[0]
    expect(now?.rejections[0]?.datastream).toBe('bridge/level')
    const sentinel = read([{ element: 'raw', value: 65_535 }])[0]
    expect(sentinel?.readings).toEqual([])
    expect(sentinel?.rejections[0]?.reason).toBe('65535 says that there is no value (device profile gauge)')
  })

  it('lists the elements that no datastream wants', () => {
    expect(read([{ element: 'VT', value: 12 }, { value: 1 }])[0]).toMatchObject({ unmapped: ['VT'] })
  })

  it('journals no test report, and no value of what is no report', () => {
    const [test] = read([{ value: 1 }], { purpose: 'test' })
    expect(test).toMatchObject({
      readings: [],
      rejections: [{ reason: 'a test report with 1 values; shown and not judged' }],
    })
    expect(read([{ value: 1 }], { purpose: 'other' })[0]).toMatchObject({ readings: [], rejections: [] })
  })

  it('keeps stations of one frame apart, the unregistered one included', () => {
    const both = read([{ value: 1 }, { station: '002', value: 2 }])
    expect(
      both.map(({ code, station: of, readings, rejections }) => [
        code,
        of?.id,
        readings.length,
        rejections.length,
      ]),
    ).toEqual([
      ['001', 'bridge', 1, 0],
      ['002', undefined, 0, 1],
    ])
  })
})

describe('a device profile', () => {
  const f = (name: string, change: object, ...expected: string[]) =>
    it(`says what is wrong: ${name}`, () => {
      const result = parseDeviceProfile({ ...document, ...change })
      expect('faults' in result ? result.faults.map(({ path, reason }) => `${path}: ${reason}`) : []).toEqual(
        expected,
      )
    })
  const [level, rain] = document.channels
  f(
    'no protocol',
    { protocol: 'x' },
    'protocol: "x"; expected one of sl651, szy206, hj212, modbus-rtu, modbus-tcp, senml, chirpstack, thingsboard, sl323',
  )
  f('no channels', { channels: [] }, 'channels: an array; expected an array of at least one channel')
  f(
    'a scale of 0',
    { channels: [{ ...level, scale: 0 }] },
    'channels[0].scale: "0"; expected any number but 0',
  )
  f(
    'the same datastream twice',
    { channels: [level, level] },
    'channels: "level"; expected each datastream once',
  )
  f(
    'rain without its form',
    { channels: [{ ...rain, datastream: { ...rain?.datastream, form: undefined } }] },
    'channels[0].datastream.form: missing; expected increment or counter',
  )
  f(
    'Modbus without its settings',
    {
      protocol: 'modbus-rtu',
      channels: [{ ...level, point: { table: 'coil', register: -1, type: 'u8', order: 'AB' } }],
    },
    'modbus.unit: missing; expected 0 to 255',
    'modbus.everyMs: missing; expected milliseconds from 1000',
    'channels[0].point.table: "coil"; expected holding or input',
    'channels[0].point.register: "-1"; expected 0 to 65535',
    'channels[0].point.type: "u8"; expected one of u16, i16, u32, i32, u64, i64, f32, f64, bcd16, bcd32',
    'channels[0].point.order: "AB"; expected one of ABCD, CDAB, BADC, DCBA',
  )

  it('is no text', () => {
    expect(parseDeviceProfile('x')).toEqual({ faults: [{ path: '', reason: '"x"; expected an object' }] })
  })
})
