import { hex, szy206LinkTest, szy206Report } from '@tocsin/core'
import { type Dialect, ZONE } from './dialect.ts'

const LEVEL = 2

/** SZY206-2016: self-reports of a water level. Its time tag has no year. */
export const SZY206_DIALECT: Dialect = {
  protocol: 'szy206',
  profile: 'szy206-level',
  answerWithinMs: 10_000,
  code: (number) => `53${String(number).padStart(8, '0')}`,

  report(code, _serial, at, { level = 0 }) {
    return {
      bytes: szy206Report(code, LEVEL, [Math.round(level * 1000) / 1000], at, ZONE),
      key: `${code}/C0`,
    }
  },

  keepAlive: (code) => szy206LinkTest(code, 0xf2),

  hear(bytes) {
    if (bytes.length < 3) return undefined
    const end = 3 + (bytes[1] ?? 0) + 2
    if (bytes.length < end) return undefined
    const frame = bytes.slice(0, end)
    const key = `${hex(frame.slice(4, 9))}/${hex(frame.slice(9, 10))}`
    return { heard: { kind: 'acknowledged', key }, rest: bytes.slice(end) }
  },
}
