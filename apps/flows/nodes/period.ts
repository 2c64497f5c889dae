import type { Message, NodeConfig } from '../src/red.ts'
import { textOf } from './config-words.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The hydrological day (水文日) ends at 08:00. */
const DAY_ENDS_AT = 8

/**
 * The period that is asked for, epoch ms: `message.from` and `message.to` where they are given, else the last hydrological day that is over, or the
 * last so many hours.
 */
export function periodOf(
  config: NodeConfig,
  message: Message,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): { from: number; to: number } {
  const { from, to } = message
  if (typeof from === 'number' && typeof to === 'number') return { from, to }
  if (config['period'] !== 'day') {
    const hours = Number(textOf(config, 'hours') || 24)
    if (!(hours > 0 && hours <= 24 * 400))
      throw new Error(`"${textOf(config, 'hours')}" is no number of hours`)
    return { from: now - hours * HOUR, to: now }
  }
  const end = lastTime(DAY_ENDS_AT, now, timeZone)
  return { from: lastTime(DAY_ENDS_AT, end - 1, timeZone), to: end }
}

/** The newest moment not after `now` at which clocks in the zone showed this full hour. */
function lastTime(hour: number, now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
  // Offsets from UTC are whole quarters of an hour.
  const QUARTER = HOUR / 4
  for (let at = Math.floor(now / QUARTER) * QUARTER; at > now - DAY - 2 * HOUR; at -= QUARTER) {
    const [hours, minutes] = format.format(at).split(':').map(Number)
    if (hours === hour && minutes === 0) return at
  }
  throw new Error(`no ${hour}:00 within a day in ${timeZone}`)
}
