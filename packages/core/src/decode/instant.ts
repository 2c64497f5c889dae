import type { Instant } from '../model/index.ts'

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))$/

/**
 * Reads ISO 8601 with an offset (RFC 3339) as an instant. Undefined when it is not one, names a day that does not
 * exist, or has no offset: a local time without its zone cannot be placed.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = ISO.exec(text)
  if (!match) return undefined
  const part = (index: number) => Number(match[index] ?? 0)
  const [year, month, day] = [part(1), part(2), part(3)]
  const [hour, minute, second] = [part(4), part(5), part(6)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  // A leap second (60) is the first instant of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const offsetHours = part(10)
  const offsetMinutes = part(11)
  if (offsetHours > 23 || offsetMinutes > 59) return undefined
  const milliseconds = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
  const offset = (match[9] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000
  return (
    daysFromEpoch(year, month, day) * 86_400_000 +
    hour * 3_600_000 +
    minute * 60_000 +
    second * 1000 +
    milliseconds -
    offset
  )
}

/** How many days a month of the Gregorian calendar has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, by counting 400-year eras from March. */
export function daysFromEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
