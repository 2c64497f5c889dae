import type { Instant } from '@tocsin/core'

/** Writes a time as people of the office say it: 07-01 08:00. */
export function localMoment(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return `${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`
  }
}

/** Writes a time to the minute, with its year: 2026-07-01 08:00. */
export function localMinute(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  return (at) => format.format(at)
}
