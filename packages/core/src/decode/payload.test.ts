import { describe, expect, it } from 'vitest'
import type { Station } from '../model/index.ts'
import { parseInstant } from './instant.ts'
import { decodePayload, decodeProfile } from './payload.ts'

const bridge: Station = {
  id: 'bridge',
  name: 'Bridge',
  area: 'lushan/xincun',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
    { name: 'total', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'counter' },
  ],
}
const profile = decodeProfile(bridge)
const RECEIVED = 1_764_000_000_500
const decode = (text: string) => decodePayload(text, profile, RECEIVED)
const reasons = (text: string) => decode(text).rejections.map(({ path, reason }) => `${path}: ${reason}`)

describe('decoding a readings payload', () => {
  it('reads one object with several values', () => {
    const { readings, rejections } = decode('{"ts":1764000000000,"values":{"level":3.21,"rain":0.2}}')
    expect(rejections).toEqual([])
    expect(readings).toEqual([
      { datastream: 'bridge/level', phenomenonTime: 1764000000000, receivedAt: RECEIVED, value: 3.21 },
      { datastream: 'bridge/rain', phenomenonTime: 1764000000000, receivedAt: RECEIVED, value: 0.2 },
    ])
  })

  it('reads an array in its order, with ISO times', () => {
    const { readings } = decode(
      '[{"ts":"2025-11-25T00:00:00+08:00","values":{"level":1}},{"ts":"2025-11-24T16:05:00.250Z","values":{"level":2}}]',
    )
    expect(readings.map(({ phenomenonTime, value }) => [phenomenonTime, value])).toEqual([
      [Date.UTC(2025, 10, 24, 16), 1],
      [Date.UTC(2025, 10, 24, 16, 5, 0, 250), 2],
    ])
  })

  it('takes receivedAt for a level without a time, and refuses an increment without one', () => {
    const { readings } = decode('{"values":{"level":3,"rain":0.2,"total":17}}')
    expect(readings.map(({ datastream, phenomenonTime }) => [datastream, phenomenonTime])).toEqual([
      ['bridge/level', RECEIVED],
      ['bridge/total', RECEIVED],
    ])
    expect(reasons('{"values":{"rain":0.2}}')).toEqual([
      'ts: missing; an increment needs its time, or a redelivery would count as a second tip',
    ])
  })

  it('keeps the good part of a mixed array', () => {
    const { readings, rejections } = decode(
      '[{"ts":1,"values":{"level":1}},7,{"ts":2,"values":{"level":"2.1"}},{"ts":3,"values":{"level":3,"speed":4}}]',
    )
    expect(readings.map(({ value }) => value)).toEqual([1, 3])
    expect(rejections).toEqual([
      { path: '[1]', reason: 'a number; expected {"ts": …, "values": {…}}', excerpt: '7' },
      {
        path: '[2].values.level',
        reason: 'a string; expected a number',
        excerpt: '2.1',
        // That sensor is there, and says something that is no number.
        datastream: 'bridge/level',
      },
      {
        path: '[3].values.speed',
        reason: 'no such datastream; this station has: level, rain, total',
        excerpt: '4',
      },
    ])
  })

  const f = (name: string, payload: string, ...expected: string[]) =>
    it(`says why: ${name}`, () => {
      expect(decode(payload).readings).toEqual([])
      expect(reasons(payload)).toEqual(expected)
    })
  f('not JSON', 'level=3.2', ': not JSON; expected {"ts": …, "values": {…}} or an array of them')
  f(
    'NaN is not JSON',
    '{"ts":1,"values":{"level":NaN}}',
    ': not JSON; expected {"ts": …, "values": {…}} or an array of them',
  )
  f('nothing at all', '', ': not JSON; expected {"ts": …, "values": {…}} or an array of them')
  f(
    '1e999',
    '{"ts":1,"values":{"level":1e999}}',
    'values.level: too large to be a number; expected a finite one',
  )
  f('null for a value', '{"ts":1,"values":{"level":null}}', 'values.level: null; expected a number')
  f('no values', '{"ts":1}', 'values: missing; expected an object of numbers by datastream name')
  f(
    'values as an array',
    '{"ts":1,"values":[1]}',
    'values: an array; expected an object of numbers by datastream name',
  )
  f('empty values', '{"ts":1,"values":{}}', 'values: empty; expected at least one value')
  f('an empty array', '[]', ': an empty array; expected at least one item')
  f(
    'a local time',
    '{"ts":"2025-11-25T00:00:00","values":{"level":1}}',
    'ts: not a time; expected epoch milliseconds, or ISO 8601 with an offset',
  )
  f(
    'an endless time',
    '{"ts":1e300,"values":{"level":1}}',
    'ts: not a time; expected epoch milliseconds, or ISO 8601 with an offset',
  )
  f(
    'a prototype key',
    '{"ts":1,"values":{"__proto__":1}}',
    'values.__proto__: no such datastream; this station has: level, rain, total',
  )
  f(
    '1,001 items',
    JSON.stringify(Array(1001).fill({ ts: 1, values: { level: 1 } })),
    ': 1001 items; expected at most 1000 in one payload',
  )

  it('takes exactly 1,000 items', () => {
    expect(decode(JSON.stringify(Array(1000).fill({ ts: 1, values: { level: 1 } }))).readings).toHaveLength(
      1000,
    )
  })

  it('lists twenty rejections of a frame and counts the rest', () => {
    const listed = reasons(JSON.stringify(Array(50).fill(null)))
    expect(listed).toHaveLength(21)
    expect(listed.at(-1)).toBe(': and 30 more in the same frame')
  })

  it('cuts what it quotes, and shows no control characters', () => {
    const [rejection] = decode(`\u0000\u001b[2J${'x'.repeat(500)}`).rejections
    expect(rejection?.excerpt).toHaveLength(121)
    expect(rejection?.excerpt).not.toMatch(/\p{Cc}/u)
  })
  it('is cut without leaving half a character', () => {
    for (const before of [118, 119, 120]) {
      const [rejection] = decode(`${'x'.repeat(before)}\u{1f30a}`).rejections
      expect(rejection?.excerpt).not.toMatch(/\p{Cs}/u)
    }
  })

  it('survives deep nesting', () => {
    expect(decode('['.repeat(200_000)).rejections).toHaveLength(1)
  })
})

describe('reading ISO 8601', () => {
  const f = (text: string, expected: number | undefined) =>
    it(`${text} is ${expected === undefined ? 'refused' : new Date(expected).toISOString()}`, () => {
      expect(parseInstant(text)).toBe(expected)
    })
  f('1970-01-01T00:00:00Z', 0)
  f('2024-02-29T23:59:60Z', Date.UTC(2024, 2, 1))
  f('2016-01-04T05:30:00.5-03:30', Date.UTC(2016, 0, 4, 9, 0, 0, 500))
  f('1969-12-31T23:59:59.999Z', -1)
  f('2025-02-29T00:00:00Z', undefined)
  f('2025-13-01T00:00:00Z', undefined)
  f('2025-01-01T24:00:00Z', undefined)
  f('2025-01-01', undefined)
})
