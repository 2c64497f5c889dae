import type { Instant } from '@tocsin/core'
import { timeText, zoneOffset } from '../time/format.ts'

/** A moment as `<input type="datetime-local">` holds it, in the zone of the site. */
export function toLocalInput(at: Instant, timeZone: string): string {
  return timeText(timeZone).full(at).slice(0, 16).replace(' ', 'T')
}

/** Undefined: nothing that is a time. */
export function fromLocalInput(typed: string, timeZone: string): Instant | undefined {
  const wall = Date.parse(`${typed}Z`)
  if (Number.isNaN(wall)) return undefined
  // The offset at the moment itself: twice, for where the clocks change.
  const near = wall - zoneOffset(timeZone, wall)
  return wall - zoneOffset(timeZone, near)
}
