import type { BoxWarningView, WarningView } from '@tocsin/contract'
import { type DurationMs, type Instant, type Level, MINUTE, SECOND } from '@tocsin/core'
import type { DeskSounds } from '../desk/desk-model.ts'
import { isQuiet } from '../warnings/quiet.ts'
import { standing } from '../warnings/warning-order.ts'

/** What is played; told apart by rhythm, not by pitch alone. */
export type Signal = 'red' | 'orange' | 'yellow' | 'cleared' | 'link-lost' | 'call' | 'knock'

/** Nobody may silence a console for longer in one go. */
export const LONGEST_MUTE: DurationMs = 2 * MINUTE

/** The desk knocks about what nobody there has seen, the graver the oftener; blue and yellow once. */
const KNOCKS: Record<Level, DurationMs | null> = {
  red: 15 * SECOND,
  orange: 30 * SECOND,
  yellow: null,
  blue: null,
}

/** Red rings until somebody comes; a lost link means nobody would hear of anything. Yellow sounds once, blue never. */
const REPEATS: Record<Exclude<Signal, 'knock'>, DurationMs | null> = {
  // Somebody at this very console is called.
  call: 6 * SECOND,
  red: 4 * SECOND,
  orange: 10 * SECOND,
  yellow: null,
  cleared: null,
  'link-lost': 30 * SECOND,
}

/** What has been heard so far. */
export interface Heard {
  /** When each signal was last played. */
  readonly lastAt: Readonly<Partial<Record<Signal, Instant>>>
  /** Raisings of yellow that have had their one tone: warning and when it was raised (raised again counts anew). */
  readonly yellows: ReadonlySet<string>
  /** The level that was knocked for last; null once all was seen. */
  readonly knocked: Level | null
  /** Warnings that were still breaching; null before the first look, so that nobody is told of what was over before. */
  readonly breaching: ReadonlySet<string> | null
}

export const NOTHING_HEARD: Heard = { lastAt: {}, yellows: new Set(), knocked: null, breaching: null }

export interface Surroundings {
  readonly open: readonly WarningView[]
  /** Warnings about the box itself that are open. */
  readonly box: readonly Pick<BoxWarningView, 'id' | 'urgent' | 'acknowledged'>[]
  readonly desk: DeskSounds
  readonly linkLost: boolean
  readonly mutedUntil: Instant | null
  /** More is raised than anybody can listen to: red and orange alone sound, and not as often. */
  readonly flood?: boolean
}

/** In a flood of warnings, between one sound and the next. */
const FLOOD_EVERY: DurationMs = 10 * SECOND

/** What to play now, and what will then have been heard. The gravest due signal alone: two at once would blur their rhythms. */
export function nextSignal(
  { open, box, desk, linkLost, mutedUntil, flood = false }: Surroundings,
  before: Heard,
  now: Instant,
): { signal: Signal | null; heard: Heard } {
  if (mutedUntil !== null && now < mutedUntil) return { signal: null, heard: before }
  // Another level, or something new after all was seen: it is knocked for anew.
  const looked = {
    ...before,
    breaching: new Set(open.filter((one) => one.clearedAt === null).map(({ id }) => id)),
  }
  const heard = desk.knock === null && before.knocked !== null ? { ...looked, knocked: null } : looked
  const over = [...(before.breaching ?? [])].some((id) => !heard.breaching.has(id))
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
  if (desk.calls.length > 0) wanted.push('call')
  if (desk.knock !== null && (KNOCKS[desk.knock] !== null || heard.knocked !== desk.knock))
    wanted.push('knock')
  if (has('orange') || unnoticed.some(({ urgent }) => urgent)) wanted.push('orange')
  if (!flood && yellows.some((one) => !heard.yellows.has(one))) wanted.push('yellow')
  if (!flood && over) wanted.push('cleared')
  if (linkLost) wanted.push('link-lost')
  for (const signal of wanted) {
    const repeat = flood && (signal === 'red' || signal === 'orange') ? FLOOD_EVERY : repeatOf(signal, desk)
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
        knocked: signal === 'knock' ? desk.knock : heard.knocked,
        breaching: heard.breaching,
      },
    }
  }
  return { signal: null, heard }
}

function repeatOf(signal: Signal, { knock }: DeskSounds): DurationMs | null {
  if (signal !== 'knock') return REPEATS[signal]
  return knock === null ? null : KNOCKS[knock]
}

function raising(warning: WarningView): string {
  return `${warning.id}@${warning.raisedAt}`
}
