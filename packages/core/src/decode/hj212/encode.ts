import type { Instant } from '../../model/index.ts'
import { fromLatin, joined } from '../bytes.ts'
import { crcHj212 } from '../checksum.ts'
import { localDigits } from '../local-time.ts'

/** Who speaks to whom in a frame of HJ 212. */
export interface Hj212Head {
  readonly st: string
  readonly cn: string
  readonly pw: string
  readonly mn: string
  /** Undefined in uploads of HJ/T 212-2005. */
  readonly qn?: string | undefined
  readonly flag?: number | undefined
  readonly packet?: { readonly count: number; readonly number: number } | undefined
}

/** Writes the frame around a data segment. Throws RangeError when it is longer than four digits can say, or no Latin text. */
export function frameOf(segment: string): Uint8Array {
  const data = fromLatin(segment)
  if (data.length > 9999) throw new RangeError(`segment: ${data.length} bytes; expected at most 9999`)
  const check = crcHj212(data).toString(16).toUpperCase().padStart(4, '0')
  return joined(fromLatin(`##${String(data.length).padStart(4, '0')}`), data, fromLatin(`${check}\r\n`))
}

/** Writes a frame from its head and the content of CP. */
export function hj212Frame(head: Hj212Head, content: string): Uint8Array {
  const { st, cn, pw, mn, qn, flag, packet } = head
  const fields = [
    ...(qn === undefined ? [] : [`QN=${qn}`]),
    `ST=${st}`,
    `CN=${cn}`,
    `PW=${pw}`,
    `MN=${mn}`,
    ...(flag === undefined ? [] : [`Flag=${flag}`]),
    ...(packet === undefined ? [] : [`PNUM=${packet.count}`, `PNO=${packet.number}`]),
  ]
  return frameOf(`${fields.join(';')};CP=&&${content}&&`)
}

/** The request number of an instant: local time to the millisecond. */
export function requestNumber(time: Instant, zone: string): string {
  const milliseconds = ((time % 1000) + 1000) % 1000
  return `${localDigits(time, zone)}${String(Math.floor(milliseconds)).padStart(3, '0')}`
}

/** Command 1012: sets the clock of a device, which answers 9011 and 9012. */
export function hj212SetClock(
  device: { readonly st: string; readonly pw: string; readonly mn: string },
  now: Instant,
  zone: string,
): Uint8Array {
  const head = { ...device, cn: '1012', qn: requestNumber(now, zone), flag: 5 }
  return hj212Frame(head, `SystemTime=${localDigits(now, zone)}`)
}

/** The content of an upload: its time, then each factor's values, as `a21005: { Rtd: 1.2, Flag: 'N' }`. */
export function uploadContent(
  time: Instant,
  zone: string,
  factors: Readonly<Record<string, Readonly<Record<string, number | string>>>>,
): string {
  const items = Object.entries(factors).map(([code, values]) =>
    Object.entries(values)
      .map(([kind, value]) => `${code}-${kind}=${value}`)
      .join(','),
  )
  return [`DataTime=${localDigits(time, zone)}`, ...items].join(';')
}

/** A device's answers to a command: 9011 says that it is accepted, 9012 how it went (1 for well). For simulators. */
export function hj212Reply(
  request: { readonly qn: string; readonly pw: string; readonly mn: string },
  cn: '9011' | '9012',
  code: number,
): Uint8Array {
  return hj212Frame({ ...request, st: '91', cn, flag: 4 }, `${cn === '9011' ? 'QnRtn' : 'ExeRtn'}=${code}`)
}
