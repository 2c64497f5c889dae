import type { DatabaseSync } from 'node:sqlite'
import type { ChannelRecord, PersonRecord } from '@tocsin/contract'
import { type AreaPath, areaContains, type PersonId, type Station } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { NumbersShown, PeopleService } from '../http/people-services.ts'
import type { Outcome, PersonActor } from '../http/services.ts'
import { transaction } from '../registry/database.ts'
import { addressForm, masked } from './address.ts'
import { areaFaults } from './area-faults.ts'
import type { AreaStore } from './area-store.ts'
import type { Directory, Registered } from './directory.ts'
import { importPersons } from './import-persons.ts'
import { draftPerson, type PersonRequest, sharedNumbers } from './person-draft.ts'
import { type ListedPerson, readPersonSheet, writePersonSheet } from './person-sheet.ts'
import { type Importing, perform, rehearse } from './rehearsal.ts'
import { writeSheet } from './write-sheet.ts'

export interface PeopleServiceOptions {
  readonly database: DatabaseSync
  readonly areas: AreaStore
  readonly directory: Directory
  readonly clock: Clock
  readonly stations: () => readonly Station[]
}

/** Areas and persons as HTTP sees them. Each change is one transaction, durable when the call returns. */
export function createPeopleService(options: PeopleServiceOptions): PeopleService {
  const { database, areas, directory, clock, stations } = options
  const people = {
    area: (path: AreaPath) => areas.get(path),
    person: (id: PersonId) => directory.person(id),
    addressOf: (channel: string) => directory.addressOf(channel),
  }

  function save(
    id: PersonId | undefined,
    body: PersonRequest,
    by: PersonActor,
  ): Outcome<{ person: PersonRecord }> {
    const before = id === undefined ? undefined : directory.person(id)
    if (id !== undefined && before === undefined) return notFound(id)
    const drafted = draftPerson(body, before, people)
    const faults = drafted.ok ? sharedNumbers(drafted.draft, id, directory) : drafted.faults
    if (!drafted.ok || faults.length > 0) {
      return { ok: false, refusal: { kind: 'invalid', detail: 'The person cannot be saved so', faults } }
    }
    const saved = transaction(database, () => directory.save(id, drafted.draft, by.id, clock.now()))
    return { ok: true, person: recordOf(directory.person(saved) as Registered, 'masked') }
  }

  function recordOf({ channels, roles, ...person }: Registered, numbers: NumbersShown): PersonRecord {
    return {
      ...person,
      roles: roles.map((role) => ({ ...role })),
      channels: channels.map(({ id, kind, hours, verifiedAt, dead }): ChannelRecord => {
        const address = directory.addressOf(id)
        return {
          id,
          kind,
          ...(hours === undefined ? {} : { hours: hours as NonNullable<ChannelRecord['hours']> }),
          address: numbers === 'masked' && typeof address === 'string' ? masked(address) : null,
          readable: address !== undefined,
          verifiedAt,
          dead: dead === true,
        }
      }),
    }
  }

  function importing(within: AreaPath | undefined, by: PersonActor): Importing<ListedPerson> {
    const all = areas.all()
    return {
      read: (sheet) => {
        const { persons, ...read } = readPersonSheet(sheet, all, within)
        return { entries: persons, ...read }
      },
      save: (entries) => importPersons(entries, { directory, areas: all, by: by.id, at: clock.now() }),
    }
  }

  return {
    areas() {
      const all = areas.all()
      const known = new Set(all.map(({ path }) => path))
      const named = new Set(stations().map(({ area }) => area))
      return { areas: all, unregistered: [...named].filter((path) => !known.has(path)).sort() }
    },

    saveAreas(wanted) {
      const faults = areaFaults(wanted, areas.all())
      if (faults.length > 0) {
        return { ok: false, refusal: { kind: 'invalid', detail: 'The areas make no tree', faults } }
      }
      transaction(database, () => {
        for (const area of wanted) areas.put(area)
      })
      return { ok: true, areas: wanted }
    },

    removeArea(path) {
      if (areas.get(path) === undefined) {
        return { ok: false, refusal: { kind: 'not-found', detail: `No area ${path}` } }
      }
      const users = areas.usersOf(path)
      const there = stations().filter(({ area }) => areaContains(path, area)).length
      if (there > 0) users.push(`${there} stations`)
      if (users.length > 0) {
        return { ok: false, refusal: { kind: 'in-use', detail: `It still has ${users.join(', ')}` } }
      }
      areas.remove(path)
      return { ok: true }
    },

    list: (area, numbers) =>
      directory
        .persons()
        .filter(({ roles }) => area === undefined || roles.some((role) => areaContains(area, role.area)))
        .map((person) => recordOf(person, numbers)),

    get(id, numbers) {
      const person = directory.person(id)
      return person && recordOf(person, numbers)
    },

    create: (body, by) => save(undefined, body, by),
    change: (id, body, by) => save(id, body, by),

    remove(id, by) {
      const person = directory.person(id)
      if (person === undefined) return notFound(id)
      const uses = directory.usesOf(id, clock.now())
      if (uses.length > 0) {
        return { ok: false, refusal: { kind: 'in-use', detail: `${person.name} is ${uses.join(', ')}` } }
      }
      transaction(database, () => directory.remove(id, by.id, clock.now()))
      return { ok: true, name: person.name }
    },

    fullNumber(id, channel) {
      const person = directory.person(id)
      const found = person?.channels.find((one) => one.id === channel)
      if (person === undefined || found === undefined) {
        return { ok: false, refusal: { kind: 'not-found', detail: `No channel ${channel} of ${id}` } }
      }
      const address = directory.addressOf(channel)
      if (typeof address !== 'string') {
        const detail =
          address === null
            ? `A ${found.kind} has no number`
            : 'Its key is lost: the number has to be entered anew'
        return { ok: false, refusal: { kind: 'not-found', detail } }
      }
      return { ok: true, number: { channel, kind: found.kind, address }, name: person.name }
    },

    readFile: (file, by) => rehearse(database, file, importing(file.area, by)),
    importFile: (file, seen, by) => perform(database, file, seen, importing(file.area, by)),

    async writeFile(format, numbers) {
      const persons = directory.persons()
      const written = persons.map((person) => {
        const of = (form: string) => {
          const addresses = person.channels.flatMap(({ id, kind }) => {
            const address = addressForm(kind) === form ? directory.addressOf(id) : undefined
            if (typeof address !== 'string') return []
            return [numbers === 'full' ? address : masked(address)]
          })
          return [...new Set(addresses)]
        }
        const { id, name, roles, language, deputy } = person
        return {
          id,
          name,
          roles,
          language,
          phones: of('phone'),
          emails: of('email'),
          // By the id: two persons may have one name.
          deputy,
        }
      })
      const sheet = writePersonSheet(written, (path) => areas.get(path)?.name ?? path)
      const whose = written.filter(({ phones, emails }) => phones.length + emails.length > 0)
      return {
        written: await writeSheet(sheet, format),
        persons: numbers === 'full' ? whose.map(({ id }) => id) : [],
      }
    },
  }
}

function notFound(id: PersonId): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail: `No person ${id}` } }
}
