import { type DurationMs, type Instant, MINUTE } from './time.ts'

/** No zone has ever changed its clocks but at a whole quarter of an hour. */
const QUARTER: DurationMs = 15 * MINUTE
/** Offsets remembered per zone, so that a schedule costs no formatting per reading. */
const MOST_REMEMBERED = 512

interface Zone {
  readonly format: Intl.DateTimeFormat
  readonly offsets: Map<number, DurationMs>
}

const zones = new Map<string, Zone>()

/** How far local time in an IANA zone is ahead of UTC at `time`. Throws RangeError when the zone is unknown: see `isZone`. */
export function localOffset(name: string, time: Instant): DurationMs {
  let zone = zones.get(name)
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
    zone = { format, offsets: new Map() }
    zones.set(name, zone)
  }
  const quarter = Math.floor(time / QUARTER)
  const known = zone.offsets.get(quarter)
  if (known !== undefined) return known
  if (zone.offsets.size >= MOST_REMEMBERED) zone.offsets.clear()
  const offset = readOffset(zone.format, quarter * QUARTER)
  zone.offsets.set(quarter, offset)
  return offset
}

/** `GMT`, `GMT+08:00`, `GMT-03:30`, or with seconds before there were zones. */
function readOffset(format: Intl.DateTimeFormat, time: Instant): DurationMs {
  const text = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)
  if (!match) throw new RangeError(`zone: cannot read the offset "${text}"`)
  const seconds = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -1 : 1) * seconds * 1000
}

/** True when the name is a zone that local times can be computed for. */
export function isZone(name: string): boolean {
  try {
    localOffset(name, 0)
    return true
  } catch {
    return false
  }
}
