import type { Area, Household } from '@tocsin/core'
import type { CellFault } from '../tables/sheet.ts'
import { masked } from './address.ts'
import type { Directory, Registered } from './directory.ts'
import { householdFaults } from './household-faults.ts'
import type { ListedHousehold } from './household-sheet.ts'
import type { HouseholdStore, StandingHousehold } from './household-store.ts'
import { atCell, type ImportOutcome, type ImportRow, shownChanges } from './import-outcome.ts'

export interface HouseholdImport {
  readonly directory: Directory
  readonly store: HouseholdStore
  readonly areas: readonly Area[]
}

/**
 * Saves a list of households: new ones, and what is different of those that are there. What is not on the list stays. To be called in a
 * transaction, which is to be rolled back when there are faults, or when it was only a look.
 */
export function importHouseholds(list: readonly ListedHousehold[], context: HouseholdImport): ImportOutcome {
  const { directory, store, areas } = context
  const faults: CellFault[] = []
  const known = store.list()
  const persons = directory.persons()
  const byPath = new Map(areas.map((area) => [area.path, area]))
  const people = {
    area: (path: string) => byPath.get(path),
    person: (id: string) => persons.find((person) => person.id === id),
  }
  const rows = list.flatMap((listed, index): ImportRow[] => {
    const cell = faultAt(listed, faults)
    const before = matchOf(listed, known)
    if (before === 'unknown')
      return cell('id', `there is no household ${listed.id}`, 'an id of an export, or nothing')
    if (before === 'several') {
      return cell(
        'name',
        `${listed.area} has several households ${listed.name}`,
        'the id (编号) of the one that is meant',
      )
    }
    const twin = list.findIndex((other) => isSame(other, listed))
    if (twin < index)
      return cell('name', `${listed.name} stands in row ${list[twin]?.row} already`, 'each household once')
    const people_ = listed.persons ?? before?.persons
    if (people_ === undefined) return cell('persons', 'it does not say how many people', '0 to 1000')
    const helper = helperOf(listed, before, persons, directory)
    if (typeof helper === 'object') return cell('helper', helper.message, helper.expected)
    const specialNeeds = listed.specialNeeds === undefined ? before?.specialNeeds : listed.specialNeeds
    const destination = listed.destination === undefined ? before?.destination : listed.destination
    const household: Omit<Household, 'id'> = {
      area: listed.area,
      name: listed.name,
      persons: people_,
      ...(specialNeeds ? { specialNeeds } : {}),
      ...(helper === undefined ? {} : { helper }),
      ...(destination ? { destination } : {}),
    }
    const wrong = householdFaults(household, people)
    if (wrong.length > 0) {
      faults.push(
        ...wrong.map((fault) => atCell(fault, listed.place(fault.path === 'helper' ? 'helper' : 'zone'))),
      )
      return []
    }
    const shown = (one: Omit<Household, 'id'>) => ({
      area: one.area,
      name: one.name,
      persons: one.persons,
      specialNeeds: one.specialNeeds ?? null,
      helper: one.helper === undefined ? null : (directory.nameOf(one.helper) ?? one.helper),
      destination: one.destination ?? null,
    })
    const changes = shownChanges(before && shown(before), shown(household))
    const outcome = before === undefined ? 'new' : changes.length > 0 ? 'changed' : 'unchanged'
    if (outcome !== 'unchanged') store.save(before?.id, household)
    return [{ row: listed.row, outcome, id: before?.id ?? null, name: listed.name, changes }]
  })
  return { rows, faults }
}

function faultAt(listed: ListedHousehold, faults: CellFault[]) {
  return (
    column: Parameters<ListedHousehold['place']>[0],
    message: string,
    expected: string,
  ): ImportRow[] => {
    faults.push({ ...listed.place(column), message, expected })
    return []
  }
}

function matchOf(
  listed: ListedHousehold,
  known: readonly StandingHousehold[],
): StandingHousehold | undefined | 'unknown' | 'several' {
  if (listed.id !== undefined) return known.find(({ id }) => id === listed.id) ?? 'unknown'
  const named = known.filter(({ area, name }) => area === listed.area && name === listed.name)
  return named.length > 1 ? 'several' : named[0]
}

function isSame(one: ListedHousehold, other: ListedHousehold): boolean {
  if (one.id !== undefined || other.id !== undefined) return one.id === other.id
  return one.area === other.area && one.name === other.name
}

/** The helper by name, told apart by number, then by who is responsible nearest to the household. */
function helperOf(
  { helper, helperPhone, area }: ListedHousehold,
  before: StandingHousehold | undefined,
  persons: readonly Registered[],
  directory: Directory,
): string | undefined | { readonly message: string; readonly expected: string } {
  if (helper === undefined) return before?.helper
  if (helper === null) return undefined
  const named = persons.filter(({ id, name }) => id === helper || name === helper)
  const byNumber = named.filter(({ channels }) =>
    channels.some(({ id }) => {
      const address = directory.addressOf(id)
      return typeof address === 'string' && (address === helperPhone || masked(address) === helperPhone)
    }),
  )
  const near = named.filter(({ roles }) =>
    roles.some((role) => area === role.area || area.startsWith(`${role.area}/`)),
  )
  const candidates = [byNumber, near, named].find((some) => some.length === 1) ?? named
  if (candidates.length === 1) return candidates[0]?.id
  if (candidates.length === 0) {
    return {
      message: `there is no person ${helper}`,
      expected: 'somebody in the directory: import persons first',
    }
  }
  const ids = candidates.map(({ id }) => id).join(', ')
  return { message: `${helper} may be ${ids}`, expected: 'one of them by the id, or with the number' }
}
