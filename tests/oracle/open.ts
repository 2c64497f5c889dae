import { HOUR, type Instant, type Schedule } from '@tocsin/core'

/** The zones of the stories have one offset the year round. */
const OFFSETS: Readonly<Record<string, number>> = { 'Asia/Shanghai': 8 * HOUR, UTC: 0 }

/** True when the schedule lets a rule raise: every day and minute compared as the text that it is. */
export function open(schedule: Schedule | undefined, time: Instant): boolean {
  if (schedule === undefined) return true
  const offset = OFFSETS[schedule.zone]
  if (offset === undefined) throw new Error(`oracle: it does not know the zone ${schedule.zone}`)
  const [day = '', clock = ''] = new Date(time + offset).toISOString().split('T')
  const weekday = (dayBefore = 0) => new Date(time + offset - dayBefore * 24 * HOUR).getUTCDay() || 7
  const within = (text: string, from: string, to: string) =>
    from <= to ? text >= from && text <= to : text >= from || text <= to
  const inSeason = (schedule.seasons ?? []).some(({ from, to }) =>
    within(from.length === day.length ? day : day.slice(5), from, to),
  )
  const inHours = (schedule.hours ?? []).some(({ from, to, days = [1, 2, 3, 4, 5, 6, 7] }) => {
    const minute = clock.slice(0, 5)
    if (from < to) return days.includes(weekday()) && minute >= from && minute < to
    return (days.includes(weekday()) && minute >= from) || (days.includes(weekday(1)) && minute < to)
  })
  return (
    ((schedule.seasons ?? []).length === 0 || inSeason) && ((schedule.hours ?? []).length === 0 || inHours)
  )
}
