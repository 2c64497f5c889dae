import { type DurationMs, HOUR, type Instant, MINUTE } from './time.ts'
import { localOffset } from './zone.ts'

/** A season: from a day to a day, both included, every year (`05-01`) or once (`2026-05-01`). May reach over New Year. */
export interface Season {
  readonly from: string
  readonly to: string
}

/** Hours of the day, `from` included and `to` not (`22:00` to `06:00` reaches over midnight), on days 1 (Monday) to 7. */
export interface Hours {
  readonly from: string
  readonly to: string
  /** The days on which they begin. Default: every day. */
  readonly days?: readonly number[] | undefined
}

/** When a rule may raise, in local time: within one of the seasons and one of the hours, where any are given. */
export interface Schedule {
  /** IANA zone, such as `Asia/Shanghai`. */
  readonly zone: string
  readonly seasons?: readonly Season[] | undefined
  readonly hours?: readonly Hours[] | undefined
}

/** True when the schedule lets a rule raise at `time`; without a schedule always. */
export function inSchedule(schedule: Schedule | undefined, time: Instant): boolean {
  if (schedule === undefined) return true
  const local = localTime(schedule.zone, time)
  return inSeason(schedule, local) && inHours(schedule, local)
}

/** A schedule's times are whole minutes. */
const STEP: DurationMs = MINUTE
const LONGEST_LOOK_DAYS = 400

/**
 * When the schedule next opens or closes, after `time`; undefined when not within a year. It looks at local midnights and at the minutes that
 * the hours name, nothing between; in a day in which the clocks change at every minute, since a named one may be skipped, or come twice.
 */
export function nextChange(schedule: Schedule, time: Instant): Instant | undefined {
  const { zone, hours = [] } = schedule
  const named = hours.flatMap(({ from, to }) => [minutesOf(from) ?? 0, minutesOf(to) ?? 0])
  const minutes = [...new Set([0, ...named.map((minute) => minute % MINUTES_OF_DAY)])]
  const open = inSchedule(schedule, time)
  for (let day = 0; day < LONGEST_LOOK_DAYS; day++) {
    const from = time + day * DAY_MS
    const steady = localOffset(zone, from) === localOffset(zone, from + DAY_MS)
    const candidates = steady ? comingUp(zone, minutes, from) : everyMinute(from)
    for (const at of candidates) if (inSchedule(schedule, at) !== open) return at
  }
  return undefined
}

/** When the clock next shows each of these minutes of the day, within a day after `from` in which it is not changed. Sorted. */
function comingUp(zone: string, minutes: readonly number[], from: Instant): Instant[] {
  const now = localTime(zone, from).msOfDay
  return minutes
    .map((minute) => from + DAY_MS - ((((now - minute * MINUTE) % DAY_MS) + DAY_MS) % DAY_MS))
    .sort((a, b) => a - b)
}

/** Every minute of the day after `from`. */
function everyMinute(from: Instant): Instant[] {
  const first = Math.floor(from / STEP) * STEP + STEP
  return Array.from({ length: MINUTES_OF_DAY }, (_, index) => first + index * STEP)
}

/** When the schedule next lets a rule raise, after `time`; undefined when not within two years, or when it does now. */
export function nextOpening(schedule: Schedule, time: Instant): Instant | undefined {
  const change = nextChange(schedule, time)
  return change !== undefined && inSchedule(schedule, change) ? change : undefined
}

interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  /** 1 is Monday. */
  readonly weekday: number
  readonly weekdayBefore: number
  readonly msOfDay: number
}

const DAY_MS = 24 * HOUR
const MINUTES_OF_DAY = 24 * 60

/** What calendar and clock show at `time` in an IANA zone. Throws RangeError when the zone is unknown. */
export function localTime(zone: string, time: Instant): LocalTime {
  const local = time + localOffset(zone, time)
  const days = Math.floor(local / DAY_MS)
  // 1970-01-01 was a Thursday.
  const weekday = ((((days + 3) % 7) + 7) % 7) + 1
  return {
    ...civil(days),
    weekday,
    weekdayBefore: weekday === 1 ? 7 : weekday - 1,
    msOfDay: local - days * DAY_MS,
  }
}

/** Year, month and day of a count of days since 1970-01-01 (proleptic Gregorian, by eras of 400 years from March). */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

function inSeason({ seasons }: Schedule, { year, month, day }: LocalTime): boolean {
  if (seasons === undefined || seasons.length === 0) return true
  const ofYear = month * 100 + day
  const dated = year * 10_000 + ofYear
  return seasons.some(({ from, to }) => {
    const [start, end] = [dayNumber(from) ?? 0, dayNumber(to) ?? 0]
    if (start > 10_000) return dated >= start && dated <= end
    return start <= end ? ofYear >= start && ofYear <= end : ofYear >= start || ofYear <= end
  })
}

function inHours({ hours }: Schedule, { msOfDay, weekday, weekdayBefore }: LocalTime): boolean {
  if (hours === undefined || hours.length === 0) return true
  const minute = msOfDay / MINUTE
  return hours.some(({ from, to, days }) => {
    const [start, end] = [minutesOf(from) ?? 0, minutesOf(to) ?? 0]
    const on = (day: number) => days === undefined || days.length === 0 || days.includes(day)
    if (start < end) return on(weekday) && minute >= start && minute < end
    return (on(weekday) && minute >= start) || (on(weekdayBefore) && minute < end)
  })
}

/** `05-01` as 501, `2026-05-01` as 20260501; undefined when it is no such day. */
export function dayNumber(text: string): number | undefined {
  const match = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(text)
  if (!match) return undefined
  const [year, month, day] = [Number(match[1] ?? 0), Number(match[2]), Number(match[3])]
  const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  if (longest === undefined || day < 1 || day > longest) return undefined
  return year * 10_000 + month * 100 + day
}

/** `22:30` as minutes since midnight; `24:00` is the end of the day; undefined when it is no time of day. */
export function minutesOf(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(text)
  if (!match) return undefined
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return Number(match[2]) > 59 || minutes > 24 * 60 ? undefined : minutes
}
