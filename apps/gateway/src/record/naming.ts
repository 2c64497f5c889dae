import type { RecordNames, RecordView } from '@tocsin/contract'
import type { EventRecord, Figures, PersonId, PersonRecord } from '@tocsin/core'
import { maskAddress } from '../channels/mask.ts'
import type { AreaStore } from '../people/area-store.ts'
import type { Directory } from '../people/directory.ts'

/** Everybody whose attempts or answers a record holds. */
function personRecords({ rounds, told }: Pick<EventRecord, 'rounds' | 'told'>): PersonRecord[] {
  return [...rounds.flatMap(({ persons }) => persons), ...told]
}

/** What ids are called by in a record, as it is entered now; a person who was removed keeps the name. */
export function namesOf(
  record: EventRecord,
  directory: Directory,
  areas: Pick<AreaStore, 'all'>,
): RecordNames {
  const records = personRecords(record)
  const persons = new Set<PersonId>(
    [
      ...records.flatMap(({ person, handedTo, standsInFor }) => [person, ...handedTo, ...standsInFor]),
      ...record.milestones.flatMap(({ persons }) => persons ?? []),
    ].filter((id) => id !== null),
  )
  const channels = new Set(records.flatMap(({ attempts }) => attempts.map(({ channel }) => channel.id)))
  const contacts: Record<string, string> = {}
  for (const id of channels) {
    const address = directory.addressOf(id)
    if (address != null) contacts[id] = maskAddress(address)
  }
  return { ...calledBy(persons, directory), areas: areaNames(areas), contacts }
}

/** The same for figures over many events, which hold no attempts. */
export function namesInFigures(
  { neverAnswered }: Figures,
  directory: Directory,
  areas: Pick<AreaStore, 'all'>,
): RecordNames {
  const persons = new Set(neverAnswered.map(({ person }) => person))
  return { ...calledBy(persons, directory), areas: areaNames(areas), contacts: {} }
}

/** Numbers in full of everybody who was called, by channel id, and whose they are. */
export function numbersOf({ rounds, told }: Pick<RecordView, 'rounds' | 'told'>, directory: Directory) {
  const contacts: Record<string, string> = {}
  const owners = new Set<PersonId>()
  for (const { person, attempts } of [...rounds.flatMap(({ persons }) => persons), ...told]) {
    for (const { channel } of attempts) {
      const address = directory.addressOf(channel.id)
      if (address == null) continue
      contacts[channel.id] = address
      owners.add(person)
    }
  }
  return { contacts, persons: [...owners] }
}

function calledBy(ids: ReadonlySet<PersonId>, directory: Directory) {
  const persons: Record<string, string> = {}
  const roles: Record<string, string> = {}
  for (const id of ids) {
    persons[id] = directory.nameOf(id) ?? id
    const known = directory.person(id)?.roles.map(({ role }) => role) ?? []
    if (known.length > 0) roles[id] = [...new Set(known)].join('、')
  }
  return { persons, roles }
}

function areaNames(areas: Pick<AreaStore, 'all'>): Record<string, string> {
  return Object.fromEntries(areas.all().map(({ path, name }) => [path, name]))
}
