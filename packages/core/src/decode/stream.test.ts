import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../model/index.ts'
import { fromHex, fromLatin, hex, joined, latin } from './bytes.ts'
import type { Codec, CodecContext, Received } from './codec.ts'
import { NO_BYTES } from './codec.ts'
import { hj212, hj212Frame } from './hj212/index.ts'
import { sl651 } from './sl651/index.ts'
import { szy206 } from './szy206/index.ts'

const AT = Date.UTC(2026, 6, 18, 1)
const CONTEXT: CodecContext = { receivedAt: AT, zone: 'Asia/Shanghai' }
const bytes = (text: string): Uint8Array => fromHex(text) as Uint8Array

/** Sends pieces one after another on one connection. */
function told<Link>(codec: Codec<Link>, ...pieces: readonly (Uint8Array | number)[]): Received[] {
  let link = codec.opened
  let receivedAt = AT
  const received: Received[] = []
  for (const piece of pieces) {
    if (typeof piece === 'number') receivedAt += piece
    const step = codec.receive(link, typeof piece === 'number' ? NO_BYTES : piece, { ...CONTEXT, receivedAt })
    link = step.link
    received.push(...step.received)
  }
  return received
}

const say = ({ purpose, station, values, rejections }: Received) =>
  purpose === 'refused'
    ? `refused: ${rejections.map(({ reason }) => reason).join('; ')}`
    : `${station} ${purpose} ${values.length}`

const SL651 = bytes(
  '7E7E010010100001A00032002B02000C200724172349F1F1001010000148F0F020072417232019000130221900004039230000055038121268038397',
)
const SZY206 = bytes('681A68B35303810D00C00059000000826110000001106000004508090A3516')
const HJ212 = hj212Frame(
  { st: '22', cn: '2011', pw: '123456', mn: 'Y80110010000010', qn: '20260718090000000', flag: 5 },
  'DataTime=20260718090000;a21005-Rtd=1.2,a21005-Flag=N',
)

const PROTOCOLS: readonly {
  readonly name: string
  readonly codec: Codec<unknown>
  readonly frame: Uint8Array
  readonly good: string
  /** Where the length stands that is made wrong. */
  readonly lengthAt: number
  readonly clause: RegExp
}[] = [
  {
    name: 'SL 651',
    codec: sl651 as Codec<unknown>,
    frame: SL651,
    good: '0010100001 readings 4',
    lengthAt: 12,
    clause: /SL 651-2014 6\.2\.3\.1/,
  },
  {
    name: 'SZY206',
    codec: szy206 as Codec<unknown>,
    frame: SZY206,
    good: '5303810D00 readings 2',
    lengthAt: 1,
    clause: /SZY206-2016/,
  },
  {
    name: 'HJ 212',
    codec: hj212 as Codec<unknown>,
    frame: HJ212,
    good: 'Y80110010000010 readings 1',
    lengthAt: 5,
    clause: /HJ 212-2017 6\.3\.1/,
  },
]

describe.each(PROTOCOLS)('a stream of $name', ({ codec, frame, good, lengthAt, clause }) => {
  const half = Math.floor(frame.length / 2)

  it('gives a frame that comes byte by byte once it is whole', () => {
    expect(told(codec, ...Array.from(frame, (byte) => Uint8Array.of(byte))).map(say)).toEqual([good])
  })

  it('gives two frames that come in one segment, and two that are cut in the middle of the second', () => {
    expect(told(codec, joined(frame, frame)).map(say)).toEqual([good, good])
    expect(told(codec, joined(frame, frame.subarray(0, half)), frame.subarray(half)).map(say)).toEqual([
      good,
      good,
    ])
  })

  it('skips garbage before the header, and says how it began', () => {
    const garbage = fromLatin('\u0000\u00ffAT+CSQ 7E\r\n')
    const received = told(codec, joined(garbage, frame))
    expect(received.map(({ purpose }) => purpose)).toEqual(['refused', 'readings'])
    expect(received[0]?.bytes.length).toBe(garbage.length)
    expect(received[0]?.rejections[0]?.reason).toMatch(/^no frame of /)
  })

  it('gives up half a frame when a whole one follows it', () => {
    const received = told(codec, frame.subarray(0, half), frame)
    expect(received.map(({ purpose }) => purpose)).toEqual(['refused', 'readings'])
    expect(hex(received[0]?.bytes ?? NO_BYTES)).toBe(hex(frame.subarray(0, half)))
  })

  it('gives up half a frame that nobody finishes within a minute', () => {
    expect(told(codec, frame.subarray(0, half), 59 * SECOND)).toEqual([])
    const [given] = told(codec, frame.subarray(0, half), 2 * MINUTE)
    expect(given && say(given)).toContain('half a frame; the rest never came')
  })

  it('refuses a wrong checksum, sends nothing back and goes on with the next frame', () => {
    const broken = frame.slice()
    broken[half] = (broken[half] as number) ^ 1
    const received = told(codec, joined(broken, frame))
    expect(received.map(({ purpose }) => purpose)).toEqual(['refused', 'readings'])
    expect(received[0]?.answer).toBeUndefined()
    expect(received[0]?.rejections[0]?.reason).toMatch(/^(CRC|CS) is /)
    expect(received[0]?.rejections[0]?.reason).toMatch(clause)
  })

  it.each([1, -1])('refuses a length that is wrong by %i, and goes on with the next frame', (by) => {
    const broken = frame.slice()
    broken[lengthAt] = (broken[lengthAt] as number) + by
    const received = told(codec, broken, frame)
    expect(received.at(-1)?.purpose).toBe('readings')
    expect(received.filter(({ purpose }) => purpose === 'readings')).toHaveLength(1)
    expect(received[0]?.purpose).toBe('refused')
    expect(received[0]?.rejections[0]?.reason).toMatch(clause)
  })

  it('keeps no more than a frame of bytes that never become one', () => {
    let link = codec.opened
    for (let round = 0; round < 200; round++) {
      link = codec.receive(link, joined(frame.subarray(0, half), new Uint8Array(1000)), CONTEXT).link
    }
    expect((link as { pending: { bytes: Uint8Array } }).pending.bytes.length).toBeLessThan(70_000)
  })
})

describe('answers', () => {
  it('confirm an SL 651 report with its function and serial number, EOT, or ESC to keep the station on line', () => {
    const [received] = told(sl651, SL651)
    expect(hex(received?.answer ?? NO_BYTES)).toMatch(/^7E7E001010000101A00032800802000C26071809000004/)
    const { received: kept } = sl651.receive(sl651.opened, SL651, { ...CONTEXT, stayOnline: true })
    expect(hex(kept[0]?.answer ?? NO_BYTES)).toMatch(/^7E7E001010000101A00032800802000C2607180900001B/)
  })

  it('are not sent to an SL 651 keep-alive', () => {
    const [received] = told(sl651, bytes('7E7E01001234567812342F0008020003591011155111036BCA'))
    expect(received?.purpose).toBe('link')
    expect(received?.answer).toBeUndefined()
  })

  it('are those of HJ 212 that Flag asks for', () => {
    const answered = (flag: number | undefined, cn: string, qn: string | undefined = '20260718090000000') => {
      const head = { st: '22', cn, pw: '123456', mn: 'M1', qn, flag }
      const [received] = told(hj212, hj212Frame(head, 'DataTime=20260718090000;a21005-Rtd=1.2'))
      return latin(received?.answer ?? NO_BYTES).slice(6, -6)
    }
    expect(answered(5, '2011')).toBe('QN=20260718090000000;ST=91;CN=9014;PW=123456;MN=M1;Flag=4;CP=&&&&')
    expect(answered(9, '2051')).toBe('QN=20260718090000000;ST=91;CN=9014;PW=123456;MN=M1;Flag=8;CP=&&&&')
    expect(answered(5, '1013')).toContain('CN=9013')
    expect(answered(4, '2011')).toBe('')
    expect(answered(undefined, '2011')).toBe('')
    expect(answered(1, '2051')).toBe('ST=91;CN=9014;CP=&&QN=20260718090000000;CN=2051&&')
    // An answer is not answered, or two gateways would talk for ever.
    expect(answered(5, '9014')).toBe('')
  })

  it('confirm an SZY206 frame by its own head and one zero byte', () => {
    const [received] = told(szy206, SZY206)
    expect(hex(received?.answer ?? NO_BYTES)).toBe('680868335303810D00C0003E16')
  })
})

describe('values that are none', () => {
  it('are held back where HJ 212 flags the instrument, and kept where it is above its range', () => {
    const values = (flag: string) => {
      const head = { st: '22', cn: '2011', pw: '1', mn: 'M1', flag: 4 }
      const [received] = told(
        hj212,
        hj212Frame(head, `DataTime=20260718090000;a21005-Rtd=1.2,a21005-Flag=${flag}`),
      )
      return received?.values.map(({ value, reason }) => value ?? reason)
    }
    expect(values('N')).toEqual([1.2])
    expect(values('T')).toEqual([1.2])
    expect(values('S')).toEqual([1.2])
    expect(values('D')).toEqual(['flag D: faulty (HJ 212-2017 data flags)'])
    expect(values('C')).toEqual(['flag C: being calibrated (HJ 212-2017 data flags)'])
  })

  it('take the data time of the first packet where a split HJ 212 report has it only there', () => {
    const packet = (number: number, content: string) =>
      hj212Frame(
        {
          st: '22',
          cn: '2051',
          pw: '1',
          mn: 'M1',
          qn: '20260718090000000',
          flag: 7,
          packet: { count: 2, number },
        },
        content,
      )
    const received = told(hj212, packet(1, 'DataTime=20260718085000;a21005-Avg=1'), packet(2, 'a21026-Avg=2'))
    expect(received.map(({ values }) => values.map(({ element, time }) => [element, time]))).toEqual([
      [['a21005-Avg', Date.UTC(2026, 6, 18, 0, 50)]],
      [['a21026-Avg', Date.UTC(2026, 6, 18, 0, 50)]],
    ])
  })
})
