import { describe, expect, it } from 'vitest'
import { DAY } from '../../model/index.ts'
import { fromHex, hex, joined } from '../bytes.ts'
import { type CodecContext, NO_BYTES, type Received } from '../codec.ts'
import { szy206, szy206Frame, szy206LinkTest, szy206Report } from './index.ts'

const AT = Date.UTC(2026, 6, 18, 1)
const CONTEXT: CodecContext = { receivedAt: AT, zone: 'Asia/Shanghai' }
const A = '5303810D00'
const bytes = (text: string): Uint8Array => fromHex(text) as Uint8Array
const receive = (...frames: Uint8Array[]): readonly Received[] =>
  szy206.receive(szy206.opened, joined(...frames), CONTEXT).received
const report = (kind: number, values: string) =>
  szy206Frame(
    { control: 0xb0 | kind, station: A, fn: 0xc0 },
    bytes(`${values}00000000 0000091800`.replaceAll(' ', '')),
  )
const said = (received: Received | undefined) =>
  received?.values.map(({ element, value, unit }) => [element, value, unit])
const reasons = (received: Received | undefined) =>
  received?.rejections.map(({ path, reason }) => `${path}: ${reason}`)

describe('SZY206', () => {
  it('reads rain, levels with their sign, flow with and without its volume', () => {
    expect(said(receive(report(1, '330100'))[0])).toEqual([['rain1', 13.3, 'mm']])
    expect(said(receive(report(2, '3412000034120080'))[0])).toEqual([
      ['level1', 1.234, 'm'],
      ['level2', -1.234, 'm'],
    ])
    expect(said(receive(report(2, '341200F0'))[0])).toEqual([['level1', -1.234, 'm']])
    expect(said(receive(report(3, '0059000000'))[0])).toEqual([['flow1', 5.9, 'm³/s']])
    expect(said(receive(report(3, '00590000008261100000'))[0])).toEqual([
      ['flow1', 5.9, 'm³/s'],
      ['volume1', 106_182, 'm³'],
    ])
  })

  it('says that the order of composite values is not known, and confirms all the same', () => {
    const [received] = receive(report(14, '07330100'))
    expect(received?.values).toEqual([])
    expect(reasons(received)?.[0]).toMatch(/^composite: 4 bytes .* \(SZY206-2016 data of kind 14\)$/)
    expect(received?.answer).toBeDefined()
  })

  it('keeps the other values when one has no decimal digits', () => {
    const [received] = receive(report(2, '3A12000034120000'))
    expect(said(received)).toEqual([
      ['level1', undefined, 'm'],
      ['level2', 1.234, 'm'],
    ])
    expect(reasons(received)).toEqual(['level1: no decimal digits (SZY206-2016 data of kind 2, BCD)'])
  })

  it('answers log-in, log-out and keep-alive', () => {
    const notes = ([0xf0, 0xf1, 0xf2] as const).map((code) => receive(szy206LinkTest(A, code))[0])
    expect(notes.map((received) => [received?.purpose, received?.note])).toEqual([
      ['link', '登录 log-in'],
      ['link', '退出登录 log-out'],
      ['link', '在线保持 keep-alive'],
    ])
    expect(hex(notes[0]?.answer ?? NO_BYTES)).toMatch(/^68086830 ?5303810D000200..16$/)
  })

  it('takes the month that brings the time tag nearest to the receipt', () => {
    for (const days of [-14, -1, 0, 1, 14]) {
      const sent = AT + days * DAY
      expect(receive(szy206Report(A, 2, [1], sent, CONTEXT.zone))[0]?.sentAt).toBe(sent)
    }
  })

  it('takes the time of receipt where the tag is none, and says so', () => {
    const [received] = receive(
      szy206Frame({ control: 0xb2, station: A, fn: 0xc0 }, bytes('34120000000000000000000000')),
    )
    expect(received?.values[0]).toMatchObject({ value: 1.234, time: undefined })
    expect(reasons(received)).toEqual([
      'Tp: no time of day and date; the time of receipt is taken (SZY206-2016 time tag Tp)',
    ])
  })

  it('puts a report together that came in several frames, and confirms each', () => {
    const part = (countdown: number, data: string) =>
      szy206Frame({ control: 0xf2, countdown, station: A, fn: 0xc0 }, bytes(data))
    const received = receive(part(2, '3412'), part(1, '0000000000000000091800'))
    expect(received.map(({ values, answer }) => [values.length, answer !== undefined])).toEqual([
      [0, true],
      [1, true],
    ])
    expect(said(received[1])).toEqual([['level1', 1.234, 'm']])
    const broken = receive(part(3, '3412'), part(1, '0000000000000000091800'))
    expect(reasons(broken[1])).toEqual([
      ': frame with 1 left behind one with 3; the report is given up (SZY206-2016 control field, DIVS)',
    ])
  })

  it('refuses a picture, which has a head of its own, and confirms it', () => {
    const picture = bytes(`680168B0${A}610400FFD8FFE0`)
    const [received] = receive(joined(picture, [0, 0x16]))
    expect(received?.rejections[0]?.reason).toMatch(/^CS is/)
    const check = Number.parseInt(
      /computed ([0-9A-F]{2})/.exec(received?.rejections[0]?.reason ?? '')?.[1] ?? '',
      16,
    )
    const [right] = receive(joined(picture, [check, 0x16]))
    expect(reasons(right)).toEqual([': a picture is not kept (SZY206-2016 AFN 61H)'])
    expect(right?.answer).toBeDefined()
  })
})
