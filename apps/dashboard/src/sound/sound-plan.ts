import type { BoxWarningView, WarningView } from '@tocsin/contract'
import { type DurationMs, type Instant, type Level, MINUTE, SECOND } from '@tocsin/core'
import { isQuiet } from '../warnings/quiet.ts'
import { standing } from '../warnings/warning-order.ts'

/** What is played; told apart by rhythm, not by pitch alone. */
export type Signal = 'red' | 'orange' | 'yellow' | 'link-lost'

/** Nobody may silence a console for longer in one go. */
export const LONGEST_MUTE: DurationMs = 2 * MINUTE

/** Red rings until somebody comes; a lost link means nobody would hear of anything. Yellow sounds once, blue never. */
const REPEATS: Record<Signal, DurationMs | null> = {
  red: 4 * SECOND,
  orange: 10 * SECOND,
  yellow: null,
  'link-lost': 30 * SECOND,
}

/** What has been heard so far. */
export interface Heard {
  /** When each signal was last played. */
  readonly lastAt: Readonly<Partial<Record<Signal, Instant>>>
  /** Raisings of yellow that have had their one tone: warning and when it was raised (raised again counts anew). */
  readonly yellows: ReadonlySet<string>
}

export const NOTHING_HEARD: Heard = { lastAt: {}, yellows: new Set() }

export interface Surroundings {
  readonly open: readonly WarningView[]
  /** Warnings about the box itself that are open. */
  readonly box: readonly Pick<BoxWarningView, 'id' | 'urgent' | 'acknowledged'>[]
  readonly linkLost: boolean
  readonly mutedUntil: Instant | null
}

/** What to play now, and what will then have been heard. The gravest due signal alone: two at once would blur their rhythms. */
export function nextSignal(
  { open, box, linkLost, mutedUntil }: Surroundings,
  heard: Heard,
  now: Instant,
): { signal: Signal | null; heard: Heard } {
  if (mutedUntil !== null && now < mutedUntil) return { signal: null, heard }
  const waiting = open.filter((one) => one.acknowledged === null && !isQuiet(one, now))
  const has = (level: Level) => waiting.some((warning) => standing(warning) === level)
  const unnoticed = box.filter(({ acknowledged }) => acknowledged === null)
  // That nobody is called sounds until somebody has taken note; whatever else is wrong with the box, once.
  const yellows = [
    ...waiting.filter((warning) => standing(warning) === 'yellow').map(raising),
    ...unnoticed.filter(({ urgent }) => !urgent).map(({ id }) => id),
  ]
  const wanted: Signal[] = []
  if (has('red')) wanted.push('red')
  if (has('orange') || unnoticed.some(({ urgent }) => urgent)) wanted.push('orange')
  if (yellows.some((one) => !heard.yellows.has(one))) wanted.push('yellow')
  if (linkLost) wanted.push('link-lost')
  for (const signal of wanted) {
    const repeat = REPEATS[signal]
    const last = heard.lastAt[signal]
    if (repeat !== null && last !== undefined && now - last < repeat) {
      // The graver one is between two of its calls; a lesser one would break its rhythm.
      if (signal === 'red') return { signal: null, heard }
      continue
    }
    return {
      signal,
      heard: {
        lastAt: { ...heard.lastAt, [signal]: now },
        yellows: signal === 'yellow' ? new Set(yellows) : heard.yellows,
      },
    }
  }
  return { signal: null, heard }
}

function raising(warning: WarningView): string {
  return `${warning.id}@${warning.raisedAt}`
}
