import type { WarningView } from '@tocsin/contract'
import { GRAVITY, LEVELS, type Level } from '@tocsin/core'

/**
 * The level a warning is shown, sorted and sounded by: what nobody has acknowledged must not shrink from sight when its level falls.
 */
export function standing(warning: Pick<WarningView, 'acknowledged' | 'level' | 'gravest'>): Level {
  return warning.acknowledged === null ? warning.gravest : warning.level
}

/** Gravest first; within a level those nobody has, then those still breaching, then the newest. */
export function byUrgency(a: WarningView, b: WarningView): number {
  return (
    GRAVITY[standing(b)] - GRAVITY[standing(a)] ||
    Number(a.acknowledged !== null) - Number(b.acknowledged !== null) ||
    Number(a.clearedAt !== null) - Number(b.clearedAt !== null) ||
    b.raisedAt - a.raisedAt ||
    (a.id < b.id ? -1 : 1)
  )
}

export interface LevelCount {
  readonly level: Level
  readonly open: number
  readonly unacknowledged: number
  /** When the one that has waited longest without anybody was raised. */
  readonly oldestUnacknowledgedAt: number | null
  readonly oldestAt: number | null
}

/** How many are open and how many of them nobody has, by level, gravest first. */
export function countByLevel(warnings: readonly WarningView[]): LevelCount[] {
  return LEVELS.map((level) => {
    const ofLevel = warnings.filter((warning) => standing(warning) === level)
    const waiting = ofLevel.filter(({ acknowledged }) => acknowledged === null)
    return {
      level,
      open: ofLevel.length,
      unacknowledged: waiting.length,
      oldestUnacknowledgedAt: earliest(waiting),
      oldestAt: earliest(ofLevel),
    }
  })
}

function earliest(warnings: readonly WarningView[]): number | null {
  return warnings.length === 0 ? null : Math.min(...warnings.map(({ raisedAt }) => raisedAt))
}

/** What nobody has and the bar speaks of: what still breaches before what has cleared, the graver before the newer. */
export function newestUnacknowledged(warnings: readonly WarningView[]): WarningView | undefined {
  return warnings
    .filter(({ acknowledged }) => acknowledged === null)
    .sort(
      (a, b) =>
        Number(a.clearedAt !== null) - Number(b.clearedAt !== null) ||
        GRAVITY[standing(b)] - GRAVITY[standing(a)] ||
        b.raisedAt - a.raisedAt,
    )[0]
}

/** Where a warning stands: cleared and acknowledged are two facts. */
export type Standing = 'unacknowledged' | 'acknowledged' | 'cleared-unacknowledged' | 'closed'

export function stateOf(warning: WarningView): Standing {
  if (warning.state === 'closed') return 'closed'
  if (warning.acknowledged !== null) return 'acknowledged'
  return warning.clearedAt === null ? 'unacknowledged' : 'cleared-unacknowledged'
}
