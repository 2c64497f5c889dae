import type { Instant } from '@tocsin/core'

/** Writes times of the office as its forms do: 2026-07-01 22:04:05. Null, what did not happen, is nothing. */
export function officeTime(timeZone: string): (at: Instant | null) => string {
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
  return (at) => (at === null ? '' : format.format(at))
}
