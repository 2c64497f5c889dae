import type { QueryClient } from '@tanstack/react-query'
import type { WarningEventView, WarningView, WarningWithEvents } from '@tocsin/contract'
import { keys } from '../api/queries.ts'

/** The open warnings after one more event about one of them. */
export function withWarning(open: readonly WarningView[], changed: WarningView): WarningView[] {
  const others = open.filter(({ id }) => id !== changed.id)
  return changed.state === 'open' ? [...others, changed] : others
}

/** Puts what the socket said into what HTTP answered; the detail page reads its timeline again. */
export function applyWarning(client: QueryClient, warning: WarningView, event?: WarningEventView): void {
  client.setQueryData<WarningView[]>(keys.openWarnings, (open) => open && withWarning(open, warning))
  // An answer that was on its way when this happened would take the list back to before it.
  if (client.isFetching({ queryKey: keys.openWarnings }) > 0) {
    void client.invalidateQueries({ queryKey: keys.openWarnings })
  }
  client.setQueryData<WarningWithEvents>(keys.warning(warning.id), (known) => {
    if (known === undefined) return undefined
    const isNew = event !== undefined && !known.events.some(({ id }) => id === event.id)
    return { ...warning, events: isNew ? [...known.events, event] : known.events }
  })
  void client.invalidateQueries({ queryKey: keys.warning(warning.id) })
  if (warning.state === 'closed') void client.invalidateQueries({ queryKey: keys.closedWarnings })
}
