import type { TelephoneTaskView } from '@tocsin/contract'

/** The one to be dialled next by this person: what they have in hand, or else the first that nobody has. */
export function taskInHand(
  tasks: readonly TelephoneTaskView[],
  held: string | undefined,
  /** The user who looks. */
  me: string | undefined,
): TelephoneTaskView | undefined {
  return (
    tasks.find(({ key }) => key === held) ??
    tasks.find(({ takenBy }) => takenBy !== null && takenBy.id === me) ??
    tasks.find(({ takenBy }) => takenBy === null)
  )
}

/** A number of households as it is typed; undefined when it is none. */
export function householdCount(typed: string): number | undefined {
  const digits = typed.trim()
  const count = Number(digits)
  return /^\d+$/.test(digits) && count <= 100_000 ? count : undefined
}

/** True of a call that asks for an answer; the others only tell that it is over. */
export function asks({ purpose }: Pick<TelephoneTaskView, 'purpose'>): boolean {
  return purpose === 'call' || purpose === 'higher-level'
}
