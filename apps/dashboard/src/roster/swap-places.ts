import type { ShiftView } from '@tocsin/contract'
import { DUTIES, type Duty, type Instant } from '@tocsin/core'

export interface Place {
  readonly key: string
  readonly shift: ShiftView
  readonly duty: Duty
}

/** Where somebody stands in other shifts that are not over: what they can give in exchange. */
export function placesOf(
  shifts: readonly ShiftView[],
  person: string,
  except: string,
  now: Instant,
): Place[] {
  return shifts
    .filter(({ id, to }) => id !== except && to > now)
    .toSorted((a, b) => a.from - b.from)
    .flatMap((shift) =>
      DUTIES.filter((duty) => shift[duty] === person).map((duty) => ({
        key: `${shift.id} ${duty}`,
        shift,
        duty,
      })),
    )
}
