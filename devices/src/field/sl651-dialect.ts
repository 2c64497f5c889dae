import { hex, type Instant, instantOfDigits, sl651Frame, sl651Report } from '@tocsin/core'
import { type Dialect, type Heard, ZONE } from './dialect.ts'

const KEEP_ALIVE = 0x2f
const TIMED = 0x32
const SET_CLOCK = 0x4a
const ETX = 0x03
const ENQ = 0x05
/** 7E7E, station, centre, password, function, length and STX; behind the body the end character and the check. */
const BEFORE = 14
const BEHIND = 3

const address = (station: string, fn: number) => ({
  encoding: 'hex' as const,
  centre: 1,
  station,
  password: 'A000',
  fn,
})

/** Serial number and sending time, as every body begins. */
function serialAndTime(serial: number, at: Instant): Uint8Array {
  // A frame of the codec begins its body with them; cutting them out spares a second way to write BCD.
  const frame = sl651Report(address('0000000001', TIMED), serial, at, [], ZONE)
  return frame.slice(BEFORE, BEFORE + 8)
}

/** SL 651-2014 in HEX/BCD, transmission mode M2: every report is acknowledged. */
export const SL651_DIALECT: Dialect = {
  protocol: 'sl651',
  profile: 'sl651-river',
  answerWithinMs: 10_000,
  code: (number) => String(10_000_000 + number).padStart(10, '0'),

  report(code, serial, at, { level, rainTotal, battery }) {
    const elements: [string, number][] = []
    if (rainTotal !== undefined) elements.push(['PT', Math.round(rainTotal * 10) / 10])
    if (level !== undefined) elements.push(['Z', Math.round(level * 1000) / 1000])
    if (battery !== undefined) elements.push(['VT', Math.round(battery * 100) / 100])
    const groups = [{ station: code, class: 'H', observedAt: at, elements }]
    const bytes = sl651Report(address(code, TIMED), serial, at, groups, ZONE)
    return { bytes, key: `${code}/32/${serial}` }
  },

  keepAlive: (code, serial, at) =>
    sl651Frame({ ...address(code, KEEP_ALIVE), direction: 'up' }, serialAndTime(serial, at), ETX),

  hear(bytes) {
    if (bytes.length < BEFORE) return undefined
    const length = (((bytes[11] ?? 0) & 0x0f) << 8) | (bytes[12] ?? 0)
    const end = BEFORE + length + BEHIND
    if (bytes.length < end) return undefined
    return { heard: heardOf(bytes.slice(0, end)), rest: bytes.slice(end) }
  },
}

function heardOf(frame: Uint8Array): Heard {
  const station = hex(frame.slice(2, 7))
  const fn = frame[10] ?? 0
  const serial = ((frame[BEFORE] ?? 0) << 8) | (frame[BEFORE + 1] ?? 0)
  // Only ENQ asks for something; the answer to a command is confirmed under the same function.
  if (fn === SET_CLOCK && frame.at(-BEHIND) === ENQ) {
    const to = instantOfDigits(hex(frame.slice(BEFORE + 2, BEFORE + 8)), ZONE)
    if (to === undefined) return { kind: 'other', bytes: frame }
    // The answer carries the station's address and its new time.
    const reply = sl651Report(address(station, SET_CLOCK), 0, to, [], ZONE)
    return { kind: 'set-clock', code: station, to, replies: [reply] }
  }
  return { kind: 'acknowledged', key: `${station}/${hex(Uint8Array.of(fn))}/${serial}` }
}
