import type { WarningView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { isQuiet } from '../warnings/quiet.ts'
import { standing } from '../warnings/warning-order.ts'

/** One raising of one warning: a new breach, a higher level, or an acknowledgement that lapsed makes the same warning news again. */
export function raisingOf(warning: WarningView): string {
  return `${warning.id}@${warning.lapsed?.lapsedAt ?? warning.raisedAt}:${standing(warning)}`
}

/** The warnings nobody has been told of by voice, the quiet ones aside. On arrival at the page: none, the page itself tells of those. */
export function announcements(
  open: readonly WarningView[],
  known: ReadonlySet<string> | undefined,
  now: Instant,
): WarningView[] {
  if (known === undefined) return []
  return open.filter(
    (warning) => warning.acknowledged === null && !isQuiet(warning, now) && !known.has(raisingOf(warning)),
  )
}
