import { useQuery } from '@tanstack/react-query'
import { HOUR } from '@tocsin/core'
import { shiftsQuery } from '../api/directory-queries.ts'
import { useTimed } from '../time/ticker.ts'

/** How far ahead the check of the roster looks, in milliseconds. */
const AHEAD = 72 * HOUR

/** Whether nobody at all has a shift in the next 72 hours: the check finds no gap at a desk that has no roster. Undefined while unknown. */
export function useRosterEmpty(): boolean | undefined {
  const from = useTimed((now) => Math.floor(now / HOUR) * HOUR)
  const shifts = useQuery(shiftsQuery(from, from + AHEAD)).data
  return shifts && shifts.length === 0
}
