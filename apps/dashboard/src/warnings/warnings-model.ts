import type { WarningView } from '@tocsin/contract'
import { GRAVITY, type Level } from '@tocsin/core'
import { standing } from './warning-order.ts'

export interface WarningsFilter {
  readonly level?: Level | undefined
}

/** What the list shows, and what a filter keeps from sight: hidden red and orange are always spoken of. */
export interface WarningsPage {
  readonly shown: readonly WarningView[]
  readonly hiddenGrave: number
  readonly hiddenLevel: Level | null
}

/** Open warnings are never filtered by time; whoever filters by level is told what that hides. */
export function warningsPage(sorted: readonly WarningView[], { level }: WarningsFilter): WarningsPage {
  const shown = level === undefined ? sorted : sorted.filter((warning) => standing(warning) === level)
  const hidden = sorted.filter(
    (warning) => !shown.includes(warning) && GRAVITY[standing(warning)] >= GRAVITY.orange,
  )
  return {
    shown,
    hiddenGrave: hidden.length,
    hiddenLevel: hidden[0] === undefined ? null : standing(hidden[0]),
  }
}
