import { hj212Frame, hj212Reply, instantOfDigits, latin, requestNumber, uploadContent } from '@tocsin/core'
import { type Dialect, type Heard, ZONE } from './dialect.ts'

/** HJ 212-2017: real-time data of an air station, with the acknowledgement asked for. */
export const HJ212_DIALECT: Dialect = {
  protocol: 'hj212',
  profile: 'hj212-air',
  answerWithinMs: 10_000,
  code: (number) => `TOCSIN${String(number).padStart(18, '0')}`,

  report(code, serial, at, { gases = { a21005: 0.8 } }) {
    const factors = Object.fromEntries(
      Object.entries(gases).map(([factor, value]) => [factor, { Rtd: value, Flag: 'N' }]),
    )
    // The number of a request is its time; two of one station in a millisecond are told apart by the serial.
    const qn = requestNumber(at - (at % 1000) + (serial % 1000), ZONE)
    const head = { st: '22', cn: '2011', pw: '123456', mn: code, qn, flag: 5 }
    return { bytes: hj212Frame(head, uploadContent(at, ZONE, factors)), key: `${code}/${qn}` }
  },

  keepAlive: () => undefined,

  hear(bytes) {
    const end = bytes.indexOf(0x0a)
    if (end < 0) return undefined
    return { heard: heardOf(bytes.slice(0, end + 1)), rest: bytes.slice(end + 1) }
  },
}

function heardOf(frame: Uint8Array): Heard {
  const text = latin(frame)
  const field = (name: string) => new RegExp(`[^A-Za-z]${name}=([^;&]*)`).exec(text)?.[1] ?? ''
  const [mn, qn, cn] = [field('MN'), field('QN'), field('CN')]
  if (cn === '1012') {
    const to = instantOfDigits(field('SystemTime'), ZONE, 2)
    if (to === undefined) return { kind: 'other', bytes: frame }
    const request = { qn, pw: field('PW'), mn }
    return {
      kind: 'set-clock',
      code: mn,
      to,
      replies: [hj212Reply(request, '9011', 1), hj212Reply(request, '9012', 1)],
    }
  }
  return cn === '9014' ? { kind: 'acknowledged', key: `${mn}/${qn}` } : { kind: 'other', bytes: frame }
}
