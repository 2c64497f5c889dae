import type { WarningView } from '@tocsin/contract'
import { standing } from '../warnings/warning-order.ts'

/** One raising of one warning: a new breach or a higher level of the same warning is news again. */
export function raisingOf(warning: WarningView): string {
  return `${warning.id}@${warning.raisedAt}:${standing(warning)}`
}

/** The warnings nobody has been told of by voice. On arrival at the page: none, the page itself tells of those. */
export function announcements(
  open: readonly WarningView[],
  known: ReadonlySet<string> | undefined,
): WarningView[] {
  if (known === undefined) return []
  return open.filter((warning) => warning.acknowledged === null && !known.has(raisingOf(warning)))
}
