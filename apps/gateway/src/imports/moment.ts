import { type DurationMs, type Instant, localOffset } from '@tocsin/core'

/** A time that could be read, or why not. */
export type Moment =
  | { readonly ok: true; readonly at: Instant }
  | { readonly ok: false; readonly message: string }

export type MomentReader = (text: string, zone: string | undefined) => Moment

const LATEST = 8.64e15
const refuse = (message: string): Moment => ({ ok: false, message })
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/

/** What a pattern's parts are called, and how they are written. */
const PARTS = {
  YYYY: '(\\d{4})',
  YY: '(\\d{2})',
  MM: '(\\d{1,2})',
  DD: '(\\d{1,2})',
  HH: '(\\d{1,2})',
  mm: '(\\d{2})',
  ss: '(\\d{2})',
}

/** Reads times of a format: `iso`, `epoch-ms`, `epoch-s` or a pattern. Undefined when the pattern names no day. */
export function momentReader(format: string): MomentReader | undefined {
  if (format === 'iso') return readIso
  if (format === 'epoch-ms' || format === 'epoch-s') {
    const scale = format === 'epoch-s' ? 1000 : 1
    return (text) => {
      const at = /^-?\d{1,16}(\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * scale) : Number.NaN
      return Math.abs(at) <= LATEST ? { ok: true, at } : refuse(`"${text}" is no ${format}`)
    }
  }
  const order: string[] = []
  const source = format.replaceAll(/YYYY|YY|MM|DD|HH|mm|ss|[\\^$.*+?()[\]{}|]/g, (part) => {
    if (!(part in PARTS)) return `\\${part}`
    order.push(part)
    return PARTS[part as keyof typeof PARTS]
  })
  const year = order.some((part) => part.startsWith('YY'))
  if (!year || !order.includes('MM') || !order.includes('DD') || new Set(order).size < order.length)
    return undefined
  const expression = new RegExp(`^${source}$`)
  return (text, zone) => {
    const match = expression.exec(text)
    if (match === null) return refuse(`"${text}" is not written as ${format}`)
    const part = (name: string) => (order.includes(name) ? Number(match[order.indexOf(name) + 1]) : 0)
    const full = order.includes('YYYY') ? part('YYYY') : 2000 + part('YY')
    return placed(text, [full, part('MM'), part('DD'), part('HH'), part('mm'), part('ss')], 0, zone)
  }
}

function readIso(text: string, zone: string | undefined): Moment {
  const match = ISO.exec(text)
  if (match === null) return refuse(`"${text}" is no time such as 2026-07-01T08:00+08:00`)
  const numbers = match.slice(1, 7).map((part) => Number(part ?? 0))
  const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000)
  const offset = match[8]?.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  return placed(text, numbers, fraction, offset ?? zone)
}

/** A time of a zone's clock as an instant; refused where that clock never showed it, or showed it twice. */
function placed(
  text: string,
  numbers: readonly number[],
  fraction: number,
  zone: string | undefined,
): Moment {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, fraction)
  const read = new Date(wall)
  // 24:00 ends a day in many tables; everything else that runs over is a mistake.
  const runsOver = hour === 24 && minute === 0 && second === 0 ? 0 : Number(hour > 23)
  const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12
  if (Number.isNaN(read.getTime()) || !isDay || runsOver > 0 || minute > 59 || second > 59) {
    return refuse(`"${text}" is no time that there is`)
  }
  if (zone === undefined) return refuse(`"${text}" says no zone, and none is given`)
  const fixed = offsetOf(zone)
  if (fixed !== undefined) return { ok: true, at: wall - fixed }
  const offsets = new Set([localOffset(zone, wall - 86_400_000), localOffset(zone, wall + 86_400_000)])
  const found = [...offsets].filter((offset) => localOffset(zone, wall - offset) === offset)
  if (found.length === 1) return { ok: true, at: wall - (found[0] as number) }
  return refuse(
    found.length === 0
      ? `"${text}" was left out in ${zone}, where clocks were set forward`
      : `"${text}" came twice in ${zone}, where clocks were set back`,
  )
}

function offsetOf(zone: string): DurationMs | undefined {
  if (zone === 'Z') return 0
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(zone)
  if (match === null) return undefined
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}
