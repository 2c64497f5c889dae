import { DAY, HOUR, type Instant, localOffset, localTime, MINUTE, SECOND } from '../model/index.ts'
import { daysFromEpoch, daysInMonth } from './instant.ts'

/** A date and a time of day as a device writes them, without a zone. */
export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/**
 * The instant of a local time in an IANA zone; undefined when no such date or time of day exists. A time that a change to summer time skips is
 * taken as if the clock had not been changed yet.
 */
export function instantOf(local: LocalTime, zone: string): Instant | undefined {
  const { year, month, day, hour, minute, second } = local
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const wall = daysFromEpoch(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND
  const near = wall - localOffset(zone, wall)
  return wall - localOffset(zone, near)
}

/**
 * The instant of local digits: `YYMMDDHHmm` or `YYMMDDHHmmSS` with `centuryDigits` 0 (the year is 20YY), or `YYYYMMDDHHmmSS` with 2. Undefined
 * when they are no such time.
 */
export function instantOfDigits(digits: string, zone: string, centuryDigits: 0 | 2 = 0): Instant | undefined {
  if (
    !/^\d+$/.test(digits) ||
    (digits.length !== 10 + centuryDigits && digits.length !== 12 + centuryDigits)
  ) {
    return undefined
  }
  const at = (index: number) => Number(digits.slice(centuryDigits + index, centuryDigits + index + 2))
  return instantOf(
    {
      year: centuryDigits === 0 ? 2000 + at(0) : Number(digits.slice(0, 4)),
      month: at(2),
      day: at(4),
      hour: at(6),
      minute: at(8),
      second: digits.length === 12 + centuryDigits ? at(10) : 0,
    },
    zone,
  )
}

/** The local date and time of an instant in a zone, to the second. */
export function wallClock(time: Instant, zone: string): LocalTime {
  const { year, month, day, msOfDay } = localTime(zone, time)
  return {
    year,
    month,
    day,
    hour: Math.floor(msOfDay / HOUR),
    minute: Math.floor(msOfDay / MINUTE) % 60,
    second: Math.floor(msOfDay / SECOND) % 60,
  }
}

/** `YYYYMMDDHHmmSS` of an instant in a zone. */
export function localDigits(time: Instant, zone: string): string {
  const { year, month, day, hour, minute, second } = wallClock(time, zone)
  return `${String(year).padStart(4, '0')}${[month, day, hour, minute, second].map(two).join('')}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** Local digits (`YYMMDDHHmm`, `YYMMDDHHmmSS`, `YYYYMMDDHHmmSS`) as people write a time; as they stand where they are none. */
export function digitsMeaning(digits: string): string {
  if (!/^(\d{10}|\d{12}|\d{14})$/.test(digits)) return digits
  const full = digits.length === 14 ? digits : `20${digits}`
  const at = (from: number) => full.slice(from, from + 2)
  const seconds = full.length > 12 ? `:${at(12)}` : ''
  return `${full.slice(0, 4)}-${at(4)}-${at(6)} ${at(8)}:${at(10)}${seconds}`
}
