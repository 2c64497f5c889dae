import { type Instant, localOffset } from '@tocsin/core'

/** A day and a time of the office's clock, `2026-07-01` and minutes after midnight, as an instant; undefined where that day has no such time. */
export function localInstant(timeZone: string, day: string, minute: number): Instant | undefined {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * 60_000
  if (Number.isNaN(wanted)) return undefined
  const first = wanted - localOffset(timeZone, wanted)
  // The offset of the moment itself may be another than that of the same time in UTC.
  for (const at of [first, wanted - localOffset(timeZone, first)]) {
    if (at + localOffset(timeZone, at) === wanted) return at
  }
  return undefined
}
