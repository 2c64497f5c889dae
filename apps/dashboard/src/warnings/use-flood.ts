import type { WarningView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { keys, queryClient } from '../api/queries.ts'
import { useTimed } from '../time/ticker.ts'
import { type Flood, floodOf, NO_FLOOD } from './warning-groups.ts'

let last: Flood = NO_FLOOD
/** What was raised lately and is closed by now counts as well. */
const raised = new Map<string, Instant>()

/** The flood as it stands now, for this seat. */
export function currentFlood(now: Instant): Flood {
  for (const { id, raisedAt } of queryClient.getQueryData<WarningView[]>(keys.openWarnings) ?? []) {
    raised.set(id, raisedAt)
  }
  last = floodOf([...raised.values()], now, last.on)
  if (!last.on && last.count === 0) raised.clear()
  return last
}

export function useFlood(): Flood {
  const on = useTimed((now) => currentFlood(now).on)
  const count = useTimed((now) => currentFlood(now).count)
  return { on, count }
}
