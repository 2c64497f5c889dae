import { describe, expect, it } from 'vitest'
import { fromUtf8 } from './bytes.ts'
import { chirpstack } from './chirpstack.ts'
import type { Codec, Received } from './codec.ts'
import { senml } from './senml.ts'
import { thingsboard } from './thingsboard.ts'

const AT = 1_764_000_005_000
const read = (codec: Codec<undefined>, text: string, station?: string): Received | undefined =>
  codec.receive(undefined, fromUtf8(text), { receivedAt: AT, zone: 'UTC', station }).received[0]
const said = (received: Received | undefined) =>
  received?.values.map(({ station, element, value, time, unit }) => [station, element, value, time, unit])
const reasons = (received: Received | undefined) =>
  received?.rejections.map(({ path, reason }) => `${path}: ${reason}`)

describe('SenML', () => {
  it('resolves base name, time, unit and value, which hold until they are set anew', () => {
    const pack =
      '[{"bn":"urn:x:","bt":1764000000,"bu":"m","bv":10,"n":"a","v":0.5},{"n":"b","t":-60,"v":1},{"bv":0,"bu":"mm","n":"c","v":2}]'
    expect(said(read(senml, pack))).toEqual([
      ['urn:x', 'a', 10.5, 1_764_000_000_000, 'm'],
      ['urn:x', 'b', 11, 1_763_999_940_000, 'm'],
      ['urn:x', 'c', 2, 1_764_000_000_000, 'mm'],
    ])
  })

  it('takes small times as seconds from now, and none as now', () => {
    expect(said(read(senml, '[{"n":"urn:x:a","v":1},{"n":"urn:x:a","v":2,"t":-5}]'))).toEqual([
      ['urn:x', 'a', 1, AT, undefined],
      ['urn:x', 'a', 2, AT - 5000, undefined],
    ])
  })

  it('refuses the whole pack for a label that must be understood, or a later version', () => {
    expect(reasons(read(senml, '[{"n":"a","v":1,"x_":2}]'))).toEqual([
      '[0].x_: "x_" must be understood and is not (RFC 8428 4.4)',
    ])
    expect(read(senml, '[{"n":"a","v":1,"x_":2}]')).toMatchObject({ purpose: 'refused', values: [] })
    expect(reasons(read(senml, '[{"bver":11,"n":"a","v":1}]'))).toEqual([
      '[0].bver: version 11; expected 10 or less (RFC 8428 4.1)',
    ])
  })

  it('takes no number that JSON can write and no computer can hold, also where it is the sum of two', () => {
    const received = read(
      senml,
      '[{"n":"a","bv":1e999},{"n":"b","v":1e308,"bv":1e308},{"n":"c","bv":0,"v":2}]',
    )
    expect(reasons(received)).toEqual([
      '[0].bv: too large to be a number; expected a number (RFC 8428 4.1)',
      '[1].v: too large to be a number; expected a number (RFC 8428 4.2)',
    ])
    expect(said(received)?.map(([, element, value]) => [element, value])).toEqual([
      ['b', undefined],
      ['c', 2],
    ])
  })

  it('keeps the good records of a pack, and names what the others lack', () => {
    const received = read(
      senml,
      '[{"bn":"urn:x:","n":"a","v":1},7,{"n":"b"},{"n":"c","vs":"high"},{"n":"d","v":1,"vb":true},{"n":"é","v":1}]',
    )
    expect(said(received)?.map(([, element, value]) => [element, value])).toEqual([
      ['a', 1],
      ['c', undefined],
    ])
    expect(reasons(received)).toEqual([
      '[1]: a number; expected a record (RFC 8428 4)',
      '[2]: no value; expected one of v, vs, vb, vd, s (RFC 8428 4.2)',
      '[3].vs: a string; expected a number (RFC 8428 4.2)',
      '[4]: v, vb; expected one of them (RFC 8428 4.2)',
      '[5].n: no name; expected letters, digits and - : . / _ only (RFC 8428 4.5.1)',
    ])
  })
})

describe('ChirpStack', () => {
  const uplink = (more: string) =>
    `{"time":"2025-11-24T16:00:00Z","deviceInfo":{"devEui":"0102030405060708"},"fCnt":1,${more}}`

  it('names numbers by their path, and gives each the port', () => {
    const received = read(
      chirpstack,
      uplink('"fPort":2,"object":{"level":{"mm":550},"tips":[1,null],"ok":true,"name":"x"}'),
    )
    expect(received?.values.map(({ element, value, port, time }) => [element, value, port, time])).toEqual([
      ['level.mm', 550, 2, 1_764_000_000_000],
      ['tips.0', 1, 2, 1_764_000_000_000],
      ['tips.1', undefined, 2, 1_764_000_000_000],
      ['ok', 1, 2, 1_764_000_000_000],
    ])
  })

  it('takes a port that is left out as 0, as Proto-JSON leaves out zeros', () => {
    expect(read(chirpstack, uplink('"object":{"a":1}'))?.values[0]?.port).toBe(0)
  })

  it('says that a codec is missing where only raw bytes come', () => {
    expect(reasons(read(chirpstack, uplink('"data":"AHsCJg=="')))).toEqual([
      'object: missing; expected what the codec of the ChirpStack device profile decodes (ChirpStack v4 integration, UplinkEvent)',
    ])
  })

  it('reads the battery of a status event, and takes a join for what it is', () => {
    const status = '{"deviceInfo":{"devEui":"0102030405060708"},"margin":10,"batteryLevel":87.5}'
    expect(read(chirpstack, status)?.values.map(({ element, value }) => [element, value])).toEqual([
      ['batteryLevel', 87.5],
      ['margin', 10],
    ])
    expect(
      read(chirpstack, '{"deviceInfo":{"devEui":"0102030405060708"},"devAddr":"00189440"}')?.purpose,
    ).toBe('link')
  })

  it('refuses what is no event', () => {
    expect(read(chirpstack, '{"object":{"a":1}}')).toMatchObject({ purpose: 'refused', values: [] })
    expect(reasons(read(chirpstack, '[1]'))).toEqual([
      ': an array; expected an event (ChirpStack v4 integration, UplinkEvent)',
    ])
  })
})

describe('ThingsBoard', () => {
  it('reads telemetry with and without a time, one item or many', () => {
    const payload = '[{"ts":1764000000000,"values":{"a":1}},{"b":2,"c":{"d":3}}]'
    expect(said(read(thingsboard('telemetry'), payload, 'gas-1'))).toEqual([
      ['gas-1', 'a', 1, 1_764_000_000_000, undefined],
      ['gas-1', 'b', 2, undefined, undefined],
      ['gas-1', 'c.d', 3, undefined, undefined],
    ])
  })

  it('reads attributes, where text is nothing unusual', () => {
    const received = read(thingsboard('attributes'), '{"firmware":"1.2","battery":12.6}', 'gas-1')
    expect(said(received)).toEqual([['gas-1', 'battery', 12.6, undefined, undefined]])
    expect(received?.rejections).toEqual([])
  })

  it('reads the telemetry of a gateway, device by device', () => {
    const payload = '{"A":[{"ts":1,"values":{"a":1}}],"B":[{"ts":2,"values":{"a":2}}],"C":7}'
    const received = read(thingsboard('gateway'), payload)
    expect(said(received)?.map(([station, , value]) => [station, value])).toEqual([
      ['A', 1],
      ['B', 2],
    ])
    expect(reasons(received)).toEqual([
      'C: a number; expected an array (ThingsBoard device API, gateway telemetry)',
    ])
  })

  it('does not take text for a number', () => {
    const received = read(thingsboard('telemetry'), '{"a":"1.5","b":2}', 'x')
    expect(said(received)?.map(([, element, value]) => [element, value])).toEqual([
      ['a', undefined],
      ['b', 2],
    ])
    expect(reasons(received)).toEqual(['a: a string; expected a number (ThingsBoard device API, telemetry)'])
  })
})

describe('a JSON codec', () => {
  it.each([
    ['no UTF-8', Uint8Array.of(0xc3, 0x28)],
    ['no JSON', fromUtf8('level=3')],
  ])('refuses %s', (reason, bytes) => {
    const [received] = senml.receive(undefined, bytes, { receivedAt: AT, zone: 'UTC' }).received
    expect(received).toMatchObject({ purpose: 'refused', values: [] })
    expect(reasons(received)).toEqual([`: ${reason} (RFC 8428)`])
  })

  it('explains each value by its path', () => {
    const { fields } = senml.explain(fromUtf8('[{"n":"urn:x:a","v":1}]'), { receivedAt: AT, zone: 'UTC' })
    expect(fields.map(({ name, value, clause }) => [name.en, value, clause])).toEqual([
      ['between', '', ''],
      ['[0].n name', 'urn:x:a', 'RFC 8428 table 1'],
      ['between', '', ''],
      ['[0].v value', '1', 'RFC 8428 table 1'],
      ['between', '', ''],
    ])
  })
})
