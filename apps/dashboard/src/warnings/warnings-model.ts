import type { WarningView } from '@tocsin/contract'
import { GRAVITY, type Instant, type Level } from '@tocsin/core'
import { isQuiet } from './quiet.ts'
import { standing } from './warning-order.ts'

export interface WarningsFilter {
  readonly level?: Level | undefined
  /** Only those that nobody is told of for now: shelved or suppressed. */
  readonly quiet?: boolean | undefined
}

/** What stands in the address of the list. */
export interface WarningsSearch extends WarningsFilter {
  readonly tab?: 'open' | 'closed' | undefined
}

/** What the list shows, and what a filter keeps from sight: hidden red and orange are always spoken of. */
export interface WarningsPage {
  readonly shown: readonly WarningView[]
  readonly hiddenGrave: number
  readonly hiddenLevel: Level | null
  /** How many of all are quiet. */
  readonly quiet: number
}

/** Open warnings are never filtered by time; whoever filters by level is told what that hides. */
export function warningsPage(
  sorted: readonly WarningView[],
  { level, quiet }: WarningsFilter,
  now: Instant,
): WarningsPage {
  const shown = sorted.filter(
    (warning) =>
      (level === undefined || standing(warning) === level) && (quiet !== true || isQuiet(warning, now)),
  )
  const hidden = sorted.filter(
    (warning) => !shown.includes(warning) && GRAVITY[standing(warning)] >= GRAVITY.orange,
  )
  return {
    shown: shown.length === sorted.length ? sorted : shown,
    quiet: sorted.filter((warning) => isQuiet(warning, now)).length,
    hiddenGrave: hidden.length,
    hiddenLevel: hidden[0] === undefined ? null : standing(hidden[0]),
  }
}
