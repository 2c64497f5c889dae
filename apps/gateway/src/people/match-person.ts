import type { PersonId } from '@tocsin/core'
import type { CellFault, Place } from '../tables/sheet.ts'
import { maskOf } from './address.ts'
import type { Directory, Registered } from './directory.ts'
import type { ListedPerson } from './person-sheet.ts'

/** Those that are there before a list comes. */
export interface Known {
  readonly byId: ReadonlyMap<PersonId, Registered>
  readonly byName: ReadonlyMap<string, readonly Registered[]>
}

export function knownBy(persons: readonly Registered[]): Known {
  const byName = new Map<string, Registered[]>()
  for (const person of persons) byName.set(person.name, [...(byName.get(person.name) ?? []), person])
  return { byId: new Map(persons.map((person) => [person.id, person])), byName }
}

/** Who of those that are there a list means: by the id, by their own number, or by name and place. */
export function matchOf(
  listed: ListedPerson,
  known: Known,
  directory: Directory,
  faults: CellFault[],
): Registered | undefined | 'fault' {
  const fault = (place: Place, message: string, expected: string): 'fault' => {
    faults.push({ ...place, message, expected })
    return 'fault'
  }
  if (listed.id !== undefined) {
    const found = known.byId.get(listed.id)
    return (
      found ?? fault(listed.place('id'), `there is no person ${listed.id}`, 'an id of an export, or nothing')
    )
  }
  const named = known.byName.get(listed.name) ?? []
  const numbers = [...(listed.phones ?? []), ...(listed.emails ?? [])]
  const theirs = named.filter(({ id, channels }) =>
    numbers.some((number) =>
      'masked' in number
        ? channels.some((channel) => maskOf(directory.addressOf(channel.id)) === number.masked)
        : directory.ownersOf(number.address).includes(id),
    ),
  )
  const there = named.filter(({ roles }) => roles.some(({ area }) => listed.areas.includes(area)))
  const candidates = theirs.length > 0 ? theirs : there
  if (candidates.length <= 1) return candidates[0]
  const ids = candidates.map(({ id }) => id).join(', ')
  return fault(listed.place('name'), `${listed.name} may be ${ids}`, 'the id (编号) of the one that is meant')
}
