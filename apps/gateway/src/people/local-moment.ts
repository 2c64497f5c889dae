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
