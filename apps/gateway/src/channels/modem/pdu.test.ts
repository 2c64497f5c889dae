import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Assembly } from './assembly.ts'
import { decodeReceived, type ReceivedPdu } from './received.ts'
import { encodeSubmit, MOST_PARTS, partsOf } from './submit.ts'

const NOON = Date.UTC(2026, 6, 1, 4)

describe('a message to be sent', () => {
  it('is UCS-2 to a number in swapped half-octets, octet for octet', () => {
    // 31: SUBMIT with report and validity; 0B 91: +8613812341234; 08: UCS-2; 47: six hours; 04: two characters.
    expect(encodeSubmit('+8613812341234', '水位', 7)).toEqual([
      { length: 19, pdu: '0031000D91683118321432F4000847046C344F4D' },
    ])
    expect(encodeSubmit('10086', '1', 7)[0]?.pdu).toBe('00310005810180F6000847020031')
  })
  it('goes in parts of 67 characters with their header when it has more than 70', () => {
    expect(encodeSubmit('10086', '水'.repeat(70), 7)).toHaveLength(1)
    const parts = encodeSubmit('10086', '水'.repeat(71), 0xab)
    expect(parts.map(({ pdu }) => pdu.slice(0, 40))).toEqual([
      `00710005810180F60008478C050003AB0201${'6C34'}`.slice(0, 40),
      `00710005810180F60008470E050003AB0202${'6C34'}`.slice(0, 40),
    ])
  })
  it('is never cut within a character', () => {
    const parts = partsOf(`${'a'.repeat(66)}😀${'b'.repeat(10)}`)
    expect(parts).toEqual(['a'.repeat(66), `😀${'b'.repeat(10)}`])
    expect(partsOf('水'.repeat(67 * MOST_PARTS))).toHaveLength(MOST_PARTS)
  })
  it('needs a number', () => {
    for (const number of ['', '大队部', '+', '12', '1'.repeat(21), '138;ATD110']) {
      expect(() => encodeSubmit(number, 'x', 1)).toThrow(RangeError)
    }
  })
})

describe('a message that came in', () => {
  it('is read in the alphabet of telephones', () => {
    // The example of the PDU tutorials: "How are you?" from +31641600986.
    expect(
      decodeReceived('07911356131313F3040B911346610089F60000208062917314800CC8F71D14969741F977FD07'),
    ).toEqual({
      kind: 'message',
      from: '+31641600986',
      at: Date.UTC(2002, 7, 26, 17, 37, 41),
      text: 'How are you?',
      part: null,
    })
  })
  it('is read in UCS-2, with the offset of Beijing', () => {
    expect(decodeReceived('00040D91683118321432F400086270102100002308' + '0033002000320033')).toMatchObject({
      from: '+8613812341234',
      at: NOON,
      text: '3 23',
    })
  })
  it('tells a sender with a name', () => {
    expect(
      decodeReceived('0004' + '07D0' + 'C2B09C0E' + '0000' + '62701021000023' + '01' + '31'),
    ).toMatchObject({
      text: '1',
    })
  })
  it('is refused, not misread, when it is no PDU', () => {
    for (const pdu of ['', 'xyz', '0', '00', '0004', '07911356131313F3', 'FF00', '0001000000']) {
      expect(() => decodeReceived(pdu)).toThrow(RangeError)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeReceived(Buffer.from(bytes).toString('hex'))
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 3000, seed: 5 },
    )
  })
})

describe('a delivery report', () => {
  const report = (code: string) =>
    decodeReceived(`0006${'2A'}0D91683118321432F46270102100002362701021100023${code}`) as Extract<
      ReceivedPdu,
      { kind: 'report' }
    >
  it('names the message by the reference the modem gave it', () => {
    expect(report('00')).toMatchObject({ reference: 42, to: '+8613812341234', state: 'delivered' })
  })
  it('is final, or not yet, by its code', () => {
    expect(['01', '20', '30', '46', '63'].map((code) => report(code).state)).toEqual([
      'delivered',
      'trying',
      'trying',
      'failed-permanently',
      'failed',
    ])
  })
  it('is refused where its sender has more digits than an address may', () => {
    const from = (digits: number) =>
      `00${'04'}${digits.toString(16).padStart(2, '0')}91${'21'.repeat(Math.ceil(digits / 2))}0000627010210000230131`
    expect(decodeReceived(from(20))).toMatchObject({ from: `+${'12'.repeat(10)}` })
    expect(() => decodeReceived(from(21))).toThrow('an address of 21 digits; at most 20 expected')
    expect(() => decodeReceived(from(254))).toThrow(RangeError)
  })
})

describe('parts of a message', () => {
  const part = (number: number, total: number, text: string, reference = 9, from = '+86138') =>
    ({ kind: 'message', from, at: NOON + number, text, part: { reference, total, number } }) as const

  it('are put together in their order, whatever order they come in', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 4 })),
        (order, twice) => {
          const assembly = new Assembly()
          const early = [...order.slice(0, 3), ...twice.filter((number) => number !== order[3])]
          early.forEach((number, slot) => {
            expect(assembly.add(part(number, 4, `${number}`), slot, NOON)).toBeNull()
          })
          const whole = assembly.add(part(order[3] as number, 4, `${order[3]}`), 99, NOON)
          expect(whole?.text).toBe('1234')
          expect(whole?.slots).toEqual([...early.keys(), 99])
        },
      ),
    )
  })
  it('of two senders, or two messages, are kept apart', () => {
    const assembly = new Assembly()
    assembly.add(part(1, 2, 'a'), 1, NOON)
    assembly.add(part(1, 2, 'b', 9, '+86139'), 2, NOON)
    assembly.add(part(1, 2, 'c', 10), 3, NOON)
    expect(assembly.add(part(2, 2, 'A'), 4, NOON)).toMatchObject({ text: 'aA', slots: [1, 4] })
  })
  it('are given without the missing one after an hour', () => {
    const assembly = new Assembly()
    assembly.add(part(2, 3, '23'), 5, NOON)
    expect(assembly.overdue(NOON + 3_599_999)).toEqual([])
    expect(assembly.overdue(NOON + 3_600_000)).toEqual([
      { from: '+86138', at: NOON + 2, text: '…23…', slots: [5] },
    ])
    expect(assembly.overdue(NOON + 3_600_000)).toEqual([])
  })
})
