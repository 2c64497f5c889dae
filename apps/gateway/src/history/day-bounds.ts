import { HOUR, type Instant } from '@tocsin/core'
import { localInstant } from '../people/local-instant.ts'

/** A day of the calendar: `2026-07-01`. */
export type CalendarDay = string

const ONE_DAY = 24 * HOUR

/**
 * The beginnings of the days from `first` to `last`, both included, and the end of the last; undefined where they are none. A day begins at
 * `startHour` of the office's clock: at 8 the hydrological one. What is rolled up is so by whole hours: in a zone that is half an hour off,
 * a day begins at the next whole one.
 */
export function dayBounds(
  zone: string,
  first: CalendarDay,
  last: CalendarDay,
  startHour: number,
  most: number,
): Instant[] | undefined {
  const [from, to] = [calendarTime(first), calendarTime(last)]
  if (from === undefined || to === undefined || to < from || (to - from) / ONE_DAY >= most) return undefined
  const bounds: Instant[] = []
  for (let day = from; day <= to + ONE_DAY; day += ONE_DAY) {
    const name = new Date(day).toISOString().slice(0, 10)
    // A day on which clocks skip that hour begins an hour later.
    const at = localInstant(zone, name, startHour * 60) ?? localInstant(zone, name, (startHour + 1) * 60)
    if (at === undefined) return undefined
    bounds.push(Math.ceil(at / HOUR) * HOUR)
  }
  return bounds
}

function calendarTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time
}
