import { DAY, type DurationMs, HOUR, type Instant, MINUTE, SECOND } from '@tocsin/core'

/** Writes times of the site, 24 h, whatever zone the browser sits in. */
export interface TimeText {
  readonly timeZone: string
  /** `14:02:11` */
  time(at: Instant): string
  /** `14:02` */
  minute(at: Instant): string
  /** `11-24` */
  day(at: Instant): string
  /** `14:02:11`, with the day when it is not today's, with the year when it is not this year's. */
  moment(at: Instant, now: Instant): string
  /** The same to the minute: `14:02`. */
  shortMoment(at: Instant, now: Instant): string
  /** `2026-11-24 14:02:11` */
  full(at: Instant): string
}

const cache = new Map<string, TimeText>()

export function timeText(timeZone: string): TimeText {
  const known = cache.get(timeZone)
  if (known) return known
  // Swedish writes ISO dates; the pieces are the same in every language the console speaks.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const full = (at: Instant) => format.format(at)
  const moment = (at: Instant, now: Instant) => {
    const [then, today] = [full(at), full(now)]
    if (then.slice(0, 10) === today.slice(0, 10)) return then.slice(11)
    return then.slice(0, 4) === today.slice(0, 4) ? then.slice(5) : then
  }
  const text: TimeText = {
    timeZone,
    full,
    time: (at) => full(at).slice(11),
    minute: (at) => full(at).slice(11, 16),
    day: (at) => full(at).slice(5, 10),
    moment,
    shortMoment: (at, now) => moment(at, now).slice(0, -3),
  }
  cache.set(timeZone, text)
  return text
}

/** An age in its largest unit, rounded down: `0 s`, `41 s`, `3 min`, `2 h`, `5 d`. Understood in every language. */
export function shortAge(age: DurationMs): string {
  if (age < MINUTE) return `${Math.max(0, Math.floor(age / SECOND))} s`
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)} h`
  return `${Math.floor(age / DAY)} d`
}

/** A clock that runs since then: `0:41`, `12:05`, `1:02:05`; days beyond the second. */
export function elapsedText(age: DurationMs): string {
  if (age >= 2 * DAY) return shortAge(age)
  const seconds = Math.max(0, Math.floor(age / SECOND))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** The unit and number of an age, for texts that are spoken: 「3 分钟前」. */
export function agePart(age: DurationMs): { unit: 'second' | 'minute' | 'hour' | 'day'; count: number } {
  if (age < MINUTE) return { unit: 'second', count: Math.max(0, Math.floor(age / SECOND)) }
  if (age < HOUR) return { unit: 'minute', count: Math.floor(age / MINUTE) }
  if (age < 2 * DAY) return { unit: 'hour', count: Math.floor(age / HOUR) }
  return { unit: 'day', count: Math.floor(age / DAY) }
}

/** Milliseconds the zone is ahead of UTC at that time. */
export function zoneOffset(timeZone: string, at: Instant): DurationMs {
  const local = timeText(timeZone).full(at)
  return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(at / SECOND) * SECOND
}

/** `UTC+8`, `UTC+5:30` */
export function zoneName(timeZone: string, at: Instant): string {
  const minutes = Math.round(zoneOffset(timeZone, at) / MINUTE)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const sign = minutes < 0 ? '−' : '+'
  return `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
