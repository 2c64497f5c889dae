import { describe, expect, it } from 'vitest'
import {
  bindingOf,
  type CodecContext,
  type DeviceProfile,
  fromHex,
  fromUtf8,
  hex,
  parseDeviceProfile,
} from '../decode/index.ts'
import type { Station } from '../model/index.ts'
import { type DissectOptions, dissect } from './dissect.ts'
import { type Dialect, guessDialect } from './guess.ts'
import { pastedFrame } from './pasted.ts'

const LEVEL = {
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: 300_000,
  span: [0, 12],
} as const
const STATION: Station = { id: 'bridge', name: '白河桥', area: 'lushan', datastreams: [LEVEL] }
const AT = Date.UTC(2020, 6, 24, 9, 24)
const CONTEXT: CodecContext = { receivedAt: AT, zone: 'Asia/Shanghai', station: 'bridge' }

function profileOf(protocol: string, channel: object, more: object = {}): DeviceProfile {
  const read = parseDeviceProfile({
    id: 'gauge',
    name: { zh: '水位计', en: 'gauge' },
    protocol,
    source: 'test',
    ...more,
    channels: [{ datastream: LEVEL, ...channel }],
  })
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return read.profile
}

const RIVER = profileOf('sl651', { element: 'Z' })

function taken(dialect: Dialect, bytes: Uint8Array, profile = RIVER, more: Partial<DissectOptions> = {}) {
  const binding = bindingOf(STATION, profile)
  return dissect(dialect, bytes, { ...CONTEXT, profile, bindingFor: () => binding, ...more })
}

const GOOD =
  '7E7E010010100001A00032002B02000C200724172349F1F1001010000148F0F0200724172320190001302219000040392300000550381212680383 97'
const bytesOf = (text: string) => pastedFrame(text)?.bytes ?? new Uint8Array()

describe('a frame on the workbench', () => {
  it('is explained byte by byte, and becomes the readings that the gateway would keep', () => {
    const { frames, outcomes } = taken('sl651', bytesOf(GOOD))
    expect(frames).toHaveLength(1)
    const level = frames[0]?.fields.find(({ name }) => name.zh === '瞬时河道水位、潮位')
    expect(level).toMatchObject({
      raw: '00000550',
      value: '0.55',
      unit: 'm',
      clause: 'SL 651-2014 table C.1',
    })
    const check = frames[0]?.fields.at(-1)
    expect(check).toMatchObject({ value: { zh: '正确' }, check: { found: '8397', expected: '8397' } })
    expect(outcomes).toMatchObject([
      {
        station: { id: 'bridge' },
        readings: [
          {
            reading: {
              datastream: 'bridge/level',
              value: 0.55,
              phenomenonTime: Date.UTC(2020, 6, 24, 9, 23),
            },
            flag: 'good',
            timeliness: 'new',
          },
        ],
        rejections: [],
      },
    ])
  })

  it('with a wrong checksum shows the one that is expected beside it, and brings nothing', () => {
    const { frames, outcomes } = taken('sl651', bytesOf(GOOD.replace('00000550', '00000551')))
    expect(frames[0]?.fields.at(-1)?.check).toEqual({
      found: '8397',
      expected: expect.not.stringMatching('8397'),
    })
    expect(frames[0]?.fields.find(({ name }) => name.en === 'water level')?.value).toBe('0.551')
    expect(outcomes).toMatchObject([
      { readings: [], rejections: [{ reason: expect.stringMatching(/^CRC is/) }] },
    ])
  })

  it('whose length is wrong says how many bytes are there, and shows what can be read', () => {
    const { frames, outcomes } = taken('sl651', bytesOf(GOOD.replace('002B', '0031')))
    const { fields = [] } = frames[0] ?? {}
    const length = fields.find(({ name }) => name.en === 'direction and length')
    expect(length?.value).toEqual({
      zh: '上行，正文 49 字节，实有 43 字节',
      en: 'up, text of 49 bytes, and 43 are there',
    })
    expect(fields.find(({ name }) => name.en === 'water level')?.value).toBe('0.55')
    expect(outcomes[0]?.rejections[0]?.reason).toMatch(/half a frame|length/)
  })

  it('is found behind garbage, beside another one, and cut in half', () => {
    const good = bytesOf(GOOD)
    const all = bytesOf(`00FF${hex(good)}${hex(good)}${hex(good.subarray(0, 40))}`)
    const { frames, outcomes } = taken('sl651', all)
    expect(frames.map(({ offset, length, isWhole }) => [offset, length, isWhole])).toEqual([
      [0, 2, false],
      [2, good.length, true],
      [2 + good.length, good.length, true],
      [2 + 2 * good.length, 40, false],
    ])
    expect(outcomes.flatMap(({ readings }) => readings)).toHaveLength(2)
    expect(frames[3]?.fields.find(({ name }) => name.en === 'station')?.value).toBe('0010100001')
  })

  it('of HJ 212 has its line end put back, and names the factor', () => {
    const profile = profileOf('hj212', { element: 'a21005-Rtd' })
    const text =
      '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80'
    const { frames } = taken('hj212', bytesOf(text), profile)
    expect(frames[0]?.fields.map(({ value }) => value)).toContainEqual({
      zh: '1062 设置实时数据间隔',
      en: '1062, interval set',
    })
    expect(frames[0]?.fields.find(({ name }) => name.en === 'password')?.value).toBe('…')
    const short = taken('hj212', bytesOf(text.replace('0101', '0099')), profile)
    expect(short.frames[0]?.fields.find(({ name }) => name.en === 'length')?.value).toEqual({
      zh: '99 字节，实有 101',
      en: '99 bytes, and 101 are there',
    })
  })

  it('of Modbus is read by the registers of its device profile', () => {
    const point = { table: 'holding', register: 0, type: 'i32', order: 'ABCD' }
    const profile = profileOf(
      'modbus-rtu',
      { element: 'level', point, scale: 0.001 },
      { modbus: { unit: 1, everyMs: 60_000 } },
    )
    const answer = fromHex('01030400 00007B BA10'.replaceAll(' ', '')) ?? new Uint8Array()
    const { frames, outcomes } = taken('modbus-rtu', answer, profile)
    expect(frames[0]?.fields.map(({ name }) => name.en)).toContain('level (register 0, i32 ABCD)')
    expect(outcomes[0]?.readings[0]?.reading.value).toBe(0.123)
    const other = taken('modbus-rtu', answer, profile, { profile: undefined })
    expect(other.frames[0]?.fields.map(({ name }) => name.en)).toContain('registers')
  })

  it('of the gateway’s own is judged for the station that sends it', () => {
    const text = '{"ts": 1595582580000, "values": {"level": 13, "rain": 1}, "note": "x"}'
    const { frames, outcomes } = taken('tocsin', fromUtf8(text), RIVER, { own: STATION })
    expect(frames[0]?.fields.filter(({ kind }) => kind !== 'between').map(({ name }) => name.zh)).toEqual([
      'ts 观测时间',
      'values.level 要素值',
      'values.rain 要素值',
      'note 不读',
    ])
    expect(outcomes[0]).toMatchObject({
      readings: [{ flag: 'fail', checks: ['gross-range'] }],
      rejections: [{ path: 'values.rain' }],
    })
  })

  it('that is no JSON shows what stands before the slip', () => {
    const { frames } = taken(
      'senml',
      fromUtf8('[{"bn":"urn:x:","n":"level","v":0.55,}]'),
      profileOf('senml', { element: 'level' }),
    )
    const { fields = [] } = frames[0] ?? {}
    expect(fields.map(({ raw, kind }) => [new TextDecoder().decode(fromHex(raw)), kind]).at(-1)).toEqual([
      ',}]',
      'between',
    ])
    expect(fields.filter(({ kind }) => kind !== 'between')).toHaveLength(3)
  })
})

describe('guessing what was pasted', () => {
  it.each<[Dialect, string]>([
    ['sl651', GOOD],
    ['sl651', GOOD.replace('8397', '0000')],
    ['szy206', '681A68B35303810D00C00059000000826110000001106000004508090A3516'],
    ['hj212', '##0101QN=2016;ST=32'],
    ['modbus-rtu', '01 03 04 00 00 00 7B BA 10'],
    ['modbus-rtu', '0x01,0x83,0x02,0xC0,0xF1'],
    ['modbus-tcp', '000100000007010304 0000007B'],
    ['senml', '[{"bn":"urn:x:","n":"level","v":0.55}]'],
    ['chirpstack', '{"deviceInfo":{"devEui":"0102030405060708"},"object":{}}'],
    ['thingsboard', '{"co": 3}'],
    ['tocsin', '{"ts":1,"values":{"level":3}}'],
    ['sl323', '{"table":"ST_RIVER_R","rows":[]}'],
  ])('%s of %s', (dialect, text) => {
    expect(guessDialect(bytesOf(text))).toBe(dialect)
  })

  it('takes hexadecimal as people write it, and control characters by name', () => {
    expect(hex(bytesOf('7e 7e\n01'))).toBe('7E7E01')
    expect(hex(bytesOf('<SOH>01\\x02\\r\\n'))).toBe('01303102' + '0D0A')
    expect(pastedFrame('  ')).toBeUndefined()
    expect(pastedFrame('雨量')?.bytes).toEqual(fromUtf8('雨量'))
  })
})
