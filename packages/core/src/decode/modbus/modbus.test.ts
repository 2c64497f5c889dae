import { describe, expect, it } from 'vitest'
import { fromHex, hex, joined } from '../bytes.ts'
import type { CodecContext, Received } from '../codec.ts'
import { exceptionAnswer, type ModbusPoint, modbus, registersAnswer, registerValue } from './index.ts'

const AT = Date.UTC(2026, 6, 18, 1)
const CONTEXT: CodecContext = { receivedAt: AT, zone: 'UTC' }
const point = (more: Partial<ModbusPoint>): ModbusPoint => ({
  name: 'p',
  table: 'holding',
  register: 0,
  type: 'u16',
  order: 'ABCD',
  sentinels: [],
  ...more,
})
const bytes = (text: string): Uint8Array => fromHex(text) as Uint8Array

describe('registers', () => {
  const f = (name: string, raw: string, more: Partial<ModbusPoint>, expected: number | string) =>
    it(name, () => expect(registerValue(bytes(raw), point(more))).toBe(expected))
  f('are big-endian by default', '0000007B', { type: 'u32' }, 123)
  f('may have their words swapped', '007B0000', { type: 'u32', order: 'CDAB' }, 123)
  f('may have their bytes swapped', '00007B00', { type: 'u32', order: 'BADC' }, 123)
  f('may be little-endian', '7B000000', { type: 'u32', order: 'DCBA' }, 123)
  f('may be negative', 'FFF1', { type: 'i16' }, -15)
  f('may be a single, read to its seven digits', '4144CCCD', { type: 'f32' }, 12.3)
  f('may be a double', '400C000000000000', { type: 'f64' }, 3.5)
  f('may be 64 bits in swapped words', '007B000000000000', { type: 'i64', order: 'CDAB' }, 123)
  f('may be decimal digits', '1234', { type: 'bcd16' }, 1234)
  f('are no decimal digits', '12A4', { type: 'bcd16' }, 'no decimal digits')
  f(
    'say that there is no value',
    '7FFF',
    { type: 'i16', sentinels: ['7FFF'] },
    '7FFFH says that there is no value',
  )
  f(
    'know their sentinel in any order',
    'FF7F',
    { type: 'i16', order: 'BADC', sentinels: ['7fff'] },
    '7FFFH says that there is no value',
  )
  f('are no number', '7FC00000', { type: 'f32' }, 'NaN, no number')
})

describe.each(['rtu', 'tcp'] as const)('polling over %s', (transport) => {
  const device = modbus(transport, 'radar', 3, [
    point({ name: 'rain', type: 'u32' }),
    point({ name: 'level', register: 4 }),
    point({ name: 'far', register: 200 }),
    point({ name: 'input', table: 'input', register: 1 }),
  ])
  const asked = () => device.ask(device.opened, device.requests[0] as (typeof device.requests)[number])
  const told = (answer: Uint8Array, link = asked().link): readonly Received[] =>
    device.receive(link, answer, CONTEXT).received
  const [request] = device.requests
  if (request === undefined) throw new Error('points make requests')
  const good = registersAnswer(transport, request, bytes('0000007B000000000FA0'), 1)

  it('asks for what lies near in one request', () => {
    expect(device.requests.map(({ table, register, count }) => [table, register, count])).toEqual([
      ['holding', 0, 5],
      ['holding', 200, 1],
      ['input', 1, 1],
    ])
    expect(hex(asked().bytes)).toBe(transport === 'rtu' ? '030300000005842B' : '000100000006030300000005')
  })

  it('reads the answer as true now', () => {
    const [received] = told(good)
    expect(
      received?.values.map(({ station, element, value, time }) => [station, element, value, time]),
    ).toEqual([
      ['radar', 'rain', 123, AT],
      ['radar', 'level', 4000, AT],
    ])
  })

  it('says what an exception means', () => {
    const [received] = told(exceptionAnswer(transport, request, 2, 1))
    expect(received).toMatchObject({ purpose: 'other', values: [] })
    expect(received?.rejections[0]?.reason).toBe('exception 2: illegal data address (MODBUS V1.1b3 7)')
  })

  it('takes no answer twice, and none that nobody asked for', () => {
    const received = told(joined(good, good))
    expect(received.map(({ purpose }) => purpose)).toEqual(['readings', 'refused'])
    expect(told(good, device.opened)[0]?.rejections[0]?.reason).toMatch(/nobody asked for/)
  })

  it('refuses an answer of another length', () => {
    const [received] = told(registersAnswer(transport, request, bytes('0000'), 1))
    expect(received?.purpose).toBe('refused')
    expect(received?.rejections[0]?.reason).toMatch(/expected 10 \(MODBUS V1\.1b3 6\.3\)/)
  })
})

describe('Modbus RTU', () => {
  const device = modbus('rtu', 'x', 1, [point({ type: 'u32' })])

  it('skips the echo of its own request, as some converters give it back', () => {
    const { link, bytes: sent } = device.ask(
      device.opened,
      device.requests[0] as (typeof device.requests)[number],
    )
    const { received } = device.receive(link, joined(sent, bytes('0103040000007BBA10')), CONTEXT)
    expect(received.map(({ purpose }) => purpose)).toEqual(['refused', 'readings'])
    expect(received[1]?.values[0]?.value).toBe(123)
  })
})
