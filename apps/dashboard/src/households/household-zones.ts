import type { HouseholdBody, HouseholdView } from '@tocsin/contract'
import { TICKS, type Tick } from '@tocsin/core'
import { grouped } from '../people/grouped.ts'

export interface Standing {
  readonly households: number
  readonly persons: number
}

export interface Zone {
  readonly area: string
  readonly households: readonly HouseholdView[]
  readonly all: Standing
  readonly ticked: Readonly<Record<Tick, Standing>>
}

/** Households under the danger zones they lie in, each with its sums; zones by path, so that a village's stand together. */
export function zonesOf(
  households: readonly HouseholdView[],
  compare: (a: string, b: string) => number,
): Zone[] {
  const zones = grouped(households, ({ area }) => area)
  return [...zones]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([area, list]) => ({
      area,
      households: list.toSorted((a, b) => compare(a.name, b.name)),
      all: sum(list),
      ticked: Object.fromEntries(
        TICKS.map((tick) => [tick, sum(list.filter((one) => isTicked(one, tick)))]),
      ) as Record<Tick, Standing>,
    }))
}

function sum(list: readonly HouseholdView[]): Standing {
  return { households: list.length, persons: list.reduce((total, { persons }) => total + persons, 0) }
}

/** A tick that was taken back counts as not set. */
export function isTicked({ standing }: Pick<HouseholdView, 'standing'>, tick: Tick): boolean {
  return standing[tick]?.done === true
}

/** Who still has to be moved, for whoever asks only for them. */
export function notMoved(households: readonly HouseholdView[]): HouseholdView[] {
  return households.filter((one) => !isTicked(one, 'moved'))
}

export interface HouseholdDraft {
  readonly area: string
  readonly name: string
  readonly persons: string
  readonly specialNeeds: string
  readonly helper: string | null
  readonly destination: string
}

export function householdDraftOf(household: HouseholdView | undefined, area: string): HouseholdDraft {
  return {
    area: household?.area ?? area,
    name: household?.name ?? '',
    persons: household === undefined ? '' : String(household.persons),
    specialNeeds: household?.specialNeeds ?? '',
    helper: household?.helper ?? null,
    destination: household?.destination ?? '',
  }
}

/** What is sent; what is not a number of people is left to the gateway to refuse at its field. */
export function householdBodyOf(draft: HouseholdDraft): HouseholdBody {
  const [specialNeeds, destination] = [draft.specialNeeds.trim(), draft.destination.trim()]
  return {
    area: draft.area,
    name: draft.name.trim(),
    persons: draft.persons.trim() === '' ? Number.NaN : Number(draft.persons),
    ...(specialNeeds !== '' && { specialNeeds }),
    ...(draft.helper !== null && { helper: draft.helper }),
    ...(destination !== '' && { destination }),
  }
}
