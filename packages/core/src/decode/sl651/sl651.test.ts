import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../model/index.ts'
import { fromHex, fromLatin, hex, joined, latin } from '../bytes.ts'
import { type CodecContext, NO_BYTES, type Received } from '../codec.ts'
import {
  type Sl651Address,
  sl651,
  sl651Body,
  sl651Frame,
  sl651Packets,
  sl651Report,
  sl651SetClock,
} from './index.ts'

const ZONE = 'Asia/Shanghai'
const AT = Date.UTC(2026, 6, 18, 1)
const CONTEXT: CodecContext = { receivedAt: AT, zone: ZONE }
const STATION: Omit<Sl651Address, 'direction'> = {
  encoding: 'hex',
  centre: 1,
  station: '0012345678',
  password: 'A000',
  fn: 0x32,
}

function receive(...frames: readonly (Uint8Array | number)[]): Received[] {
  let link = sl651.opened
  let receivedAt = AT
  const received: Received[] = []
  for (const frame of frames) {
    if (typeof frame === 'number') receivedAt += frame
    const step = sl651.receive(link, typeof frame === 'number' ? NO_BYTES : frame, { ...CONTEXT, receivedAt })
    link = step.link
    received.push(...step.received)
  }
  return received
}

/** A frame around the groups of a body, in hexadecimal. */
const frame = (fn: number, groups: string, head: Partial<Sl651Address> = {}): Uint8Array =>
  sl651Frame(
    { ...STATION, fn, direction: 'up', ...head },
    joined(fromHex('0007260718090000') ?? [], fromHex(groups) ?? []),
    0x03,
  )
const ascii = (fn: number, groups: string): Uint8Array =>
  sl651Frame(
    { ...STATION, fn, direction: 'up', encoding: 'ascii' },
    fromLatin(`0007260718090000${groups}`),
    0x03,
  )
const ST = 'F1F1001234567848'
const TT = 'F0F02607180900'
const said = (received: Received | undefined) =>
  received?.values.map(
    ({ element, value, time }) => `${element} ${value} ${((time ?? Number.NaN) - AT) / MINUTE}`,
  )
const reasons = (received: Received | undefined) =>
  received?.rejections.map(({ path, reason }) => `${path}: ${reason}`)

describe('an SL 651 body', () => {
  it('reads negative values, and one that is missing', () => {
    const [received] = receive(frame(0x32, `${ST}${TT}3923FF0123450211FF253812FFFF`))
    expect(said(received)).toEqual(['Z -12.345 0', 'AI -2.5 0', 'VT undefined 0'])
  })

  it('keeps what stands before an identifier that is reserved, and says so', () => {
    const [received] = receive(frame(0x32, `${ST}${TT}39230000123479110102030405`))
    expect(said(received)).toEqual(['Z 1.234 0'])
    expect(reasons(received)).toEqual([
      'group 4: 7 bytes from here on cannot be read; what stands before them is kept (SL 651-2014 6.6.3.2, table C.1)',
    ])
    expect(received?.answer).toBeDefined()
  })

  it('keeps the other elements when one has no decimal digits', () => {
    const [received] = receive(frame(0x32, `${ST}${TT}3923000A12343812 1268`.replaceAll(' ', '')))
    expect(said(received)).toEqual(['Z undefined 0', 'VT 12.68 0'])
    expect(reasons(received)).toEqual(['Z: no decimal digits (SL 651-2014 6.6.3.3)'])
  })

  it('passes over an identifier of the user that follows the rule', () => {
    const [received] = receive(frame(0x32, `${ST}${TT}FF01110203 3923 00001234`.replaceAll(' ', '')))
    expect(said(received)).toEqual(['Z 1.234 0'])
  })

  it('reads several stations and several times in one body', () => {
    const other = 'F1F1001234567950F0F02607180855'
    const [received] = receive(
      frame(0x32, `${ST}${TT}392300001234F0F026071808302019000015${other}2619000040`),
    )
    expect(
      received?.values.map(({ station, element, time }) => [station, element, ((time ?? 0) - AT) / MINUTE]),
    ).toEqual([
      ['0012345678', 'Z', 0],
      ['0012345678', 'PJ', -30],
      ['0012345679', 'PT', -5],
    ])
  })

  it('reads a uniform series from its first time in its step, missing ones included', () => {
    const [received] = receive(frame(0x31, `${ST}${TT}0418000005392300001000FFFFFFFF00001200`))
    expect(said(received)).toEqual(['Z 1 0', 'Z undefined 5', 'Z 1.2 10'])
    expect(received?.values[1]?.reason).toBe('FFH says that there is no value (SL 651-2014 6.6.4.4)')
  })

  it('does not place values whose observation time is none', () => {
    const [received] = receive(frame(0x32, `${ST}F0F02613320900392300001234`))
    expect(received?.values).toEqual([])
    expect(reasons(received)).toEqual([
      'TT: no date and time of day; the values behind it cannot be placed (SL 651-2014 6.6.2.8)',
    ])
  })

  it('keeps the time of a clock that is ten years off: the quality checks judge it', () => {
    const [received] = receive(frame(0x32, `${ST}F0F01607180900392300001234`))
    expect(received?.values[0]?.time).toBe(Date.UTC(2016, 6, 18, 1))
  })

  it('refuses a picture and confirms it, so that it is not sent for ever', () => {
    const [received] = receive(frame(0x36, `${ST}${TT}F3F3FFD8FFE000`))
    expect(received).toMatchObject({ purpose: 'other', values: [] })
    expect(reasons(received)).toEqual(['PIC: a picture is not kept (SL 651-2014 6.6.4.9)'])
    expect(received?.answer).toBeDefined()
  })

  it('keeps what a person typed in as a note, and reads it where it has the form of the standard', () => {
    const [note] = receive(frame(0x35, `F2F2${hex(fromLatin('Q1.234 '))}`))
    expect(note).toMatchObject({ purpose: 'other', note: 'Q1.234 ', values: [] })
    const [typed] = receive(frame(0x35, `F2F2${hex(fromLatin('ST 0012345678 H TT 2607180830 Z 2.30 '))}`))
    expect(typed?.purpose).toBe('readings')
    expect(said(typed)).toEqual(['Z 2.3 -30'])
  })

  it('gives test reports a purpose of their own', () => {
    const [received] = receive(frame(0x30, `${ST}${TT}392300001234`))
    expect(received?.purpose).toBe('test')
  })

  it('names the code of a station that is no hydrological one in full (6.2.3.2)', () => {
    const [received] = receive(frame(0x32, `F1F1530381000D48${TT}392300001234`, { station: '530381000013' }))
    expect(received?.station).toBe('530381000013')
    expect(received?.values[0]?.station).toBe('530381000013')
  })

  it('is refused when it is too short for its serial number', () => {
    const short = sl651Frame({ ...STATION, direction: 'up' }, Uint8Array.of(0, 7), 0x03)
    const [received] = receive(short)
    expect(reasons(received)).toEqual([
      'body: 2 bytes; expected serial number and sending time (SL 651-2014 6.6.1, table 24)',
    ])
    expect(received?.answer).toBeUndefined()
  })
})

describe('an ASCII body of SL 651', () => {
  it('reads classes that are also identifiers of elements', () => {
    for (const letter of ['H', 'Z', 'Q', 'P']) {
      const [received] = receive(ascii(0x32, `ST 0012345678 ${letter} TT 2607180900 Z 1.250 VT 12.6 `))
      expect(said(received)).toEqual(['Z 1.25 0', 'VT 12.6 0'])
    }
  })

  it('reads a uniform series of several elements, with M for what is missing', () => {
    const [received] = receive(
      ascii(0x31, 'ST 0012345678 H TT 2607180900 DRN05 Z PN05 1.000 0.2 M 0.4 1.200 M '),
    )
    expect(said(received)).toEqual([
      'Z 1 0',
      'Z undefined 5',
      'Z 1.2 10',
      'PN05 0.2 0',
      'PN05 0.4 5',
      'PN05 undefined 10',
    ])
  })

  it('reads the rain of an hour', () => {
    const [received] = receive(
      ascii(0x34, 'ST 0012345678 P TT 2607180805 DRP 0500000014FFFFFFFFFF0000 TT 2607180900 PT 4.0 '),
    )
    expect(said(received)?.slice(0, 6)).toEqual([
      'DRP 0.5 -55',
      'DRP 0 -50',
      'DRP 0 -45',
      'DRP 0 -40',
      'DRP 2 -35',
      'DRP undefined -30',
    ])
    expect(said(received)?.at(-1)).toBe('PT 4 0')
  })

  it('passes over an unknown identifier with its data and reads on', () => {
    const [received] = receive(ascii(0x32, 'ST 0012345678 H TT 2607180900 XYZ 17 Z 1.250 '))
    expect(said(received)).toEqual(['Z 1.25 0'])
    expect(reasons(received)).toEqual([
      'XYZ: no identifier of table C.1; passed over with its data (SL 651-2014 table C.1)',
    ])
  })

  it('answers in ASCII', () => {
    const [received] = receive(ascii(0x32, 'ST 0012345678 H TT 2607180900 Z 1.250 '))
    const answer = latin(received?.answer ?? NO_BYTES)
    expect([answer.charCodeAt(0), answer.charCodeAt(answer.length - 5)]).toEqual([0x01, 0x04])
    expect(answer.slice(1, 23)).toBe('001234567801A000328010')
  })
})

describe('a report in several packets (M3)', () => {
  const group = {
    station: '0012345678',
    class: 'H',
    observedAt: AT,
    stepMinutes: 5,
    elements: [['Z', Array.from({ length: 60 }, (_, index) => index / 1000)]] as const,
  }
  const address = { ...STATION, fn: 0x31 }
  const packets = sl651Packets(address, sl651Body('hex', 7, AT, [group], ZONE), 100)

  it('is read once all have come, and confirmed once with the count', () => {
    expect(packets.length).toBe(3)
    const received = receive(...packets)
    expect(received).toHaveLength(1)
    expect(received[0]?.values).toHaveLength(60)
    // SYN, count 3, number 3, serial number 7, time, EOT.
    expect(hex(received[0]?.answer ?? NO_BYTES)).toMatch(
      /^7E7E001234567801A00031800B160030030007260718090000 ?04/,
    )
  })

  it('is read in any order', () => {
    const [first, second, third] = packets as [Uint8Array, Uint8Array, Uint8Array]
    expect(receive(second, first, third)[0]?.values).toHaveLength(60)
  })

  it('asks with NAK for the one that is missing, at most twice, and confirms when it comes', () => {
    const [first, second, third] = packets as [Uint8Array, Uint8Array, Uint8Array]
    const [asked, whole] = receive(first, third, second)
    expect(hex(asked?.answer ?? NO_BYTES)).toMatch(/^7E7E001234567801A00031800B160030020000260718090000 ?15/)
    expect(whole?.values).toHaveLength(60)
    const silent = receive(first, third, 31 * SECOND, 31 * SECOND, 31 * SECOND)
    expect(silent.map(({ note, purpose }) => note ?? purpose)).toEqual([
      'packet 2 of 3 is missing; asked for again',
      'packet 2 of 3 is missing; asked for again',
      'refused',
    ])
    expect(reasons(silent.at(-1))).toEqual([
      'packet: packet 2 of 3 never came, asked for 2 times; 2 packets given up (SL 651-2014 6.3.1.2 c)',
    ])
  })

  it('is confirmed again when the confirmation was lost, and not read again', () => {
    const received = receive(...packets, packets[2] as Uint8Array)
    expect(received.map(({ values }) => values.length)).toEqual([60, 0])
    expect(received[1]?.answer).toBeDefined()
  })

  it('refuses a number beyond the count', () => {
    const beyond = sl651Frame({ ...address, direction: 'up' }, Uint8Array.of(1, 2, 3), 0x17, {
      total: 2,
      sequence: 3,
    })
    expect(reasons(receive(beyond)[0])).toEqual([
      'packet: packet 3 of 2; expected 1 to the count (SL 651-2014 6.5.3, table 22)',
    ])
  })

  it('is one of several stations behind one modem', () => {
    const other = sl651Packets(
      { ...address, station: '0012345679' },
      sl651Body('hex', 8, AT, [{ ...group, station: '0012345679' }], ZONE),
      100,
    )
    const mixed = packets.flatMap((packet, index) => [packet, other[index] as Uint8Array])
    expect(receive(...mixed).map(({ station }) => station)).toEqual(['0012345678', '0012345679'])
  })
})

describe('writing SL 651', () => {
  it('writes the frame of the standard text back byte for byte', () => {
    const report = sl651Report(
      { encoding: 'hex', centre: 1, station: '0010100001', password: 'A000', fn: 0x32 },
      12,
      Date.UTC(2020, 6, 24, 9, 23, 49),
      [
        {
          station: '0010100001',
          class: 'H',
          observedAt: Date.UTC(2020, 6, 24, 9, 23),
          elements: [
            ['PJ', 13],
            ['PN05', 4],
            ['Z', 0.55],
            ['VT', 12.68],
          ],
        },
      ],
      ZONE,
    )
    expect(hex(report)).toBe(
      '7E7E010010100001A00032002B02000C200724172349F1F1001010000148F0F020072417232019000130221900004039230000055038121268038397',
    )
  })

  it('sets a clock by the sending time of the command, with serial number 0 and ENQ', () => {
    const command = sl651SetClock(STATION, AT, ZONE)
    expect(hex(command)).toMatch(/^7E7E001234567801A0004A8008020000260718090000 ?05/)
  })

  it('refuses what has no form', () => {
    const write = (value: number) =>
      sl651Report(
        STATION,
        1,
        AT,
        [{ station: '0012345678', class: 'H', observedAt: AT, elements: [['Z', value]] }],
        ZONE,
      )
    expect(() => write(12_345.678)).toThrow('N(7,3)')
    expect(() => sl651Report({ ...STATION, station: '12' }, 1, AT, [], ZONE)).toThrow(
      'expected 10 or 12 digits',
    )
  })
})
