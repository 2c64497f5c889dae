import type { HouseholdView } from '@tocsin/contract'
import { TICKS } from '@tocsin/core'

/** Households and persons of a list: all, and those told, moved and returned in this round. */
export function totalsOf(list: readonly HouseholdView[]) {
  const sum = (some: readonly HouseholdView[]) => ({
    households: some.length,
    persons: some.reduce((total, { persons }) => total + persons, 0),
  })
  const [told, moved, returned] = TICKS.map((tick) =>
    sum(list.filter(({ standing }) => standing[tick] !== null)),
  )
  const none = sum([])
  return { ...sum(list), told: told ?? none, moved: moved ?? none, returned: returned ?? none }
}
