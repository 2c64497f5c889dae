import type { PersonRecord, Role } from '@tocsin/contract'
import { actorOf } from '../../access/caller.ts'
import { atLeast } from '../../access/roles.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { NumbersShown } from '../people-services.ts'
import type { Services } from '../services.ts'

type PersonCalls =
  | 'listPersons'
  | 'getPerson'
  | 'createPerson'
  | 'changePerson'
  | 'deletePerson'
  | 'readFullNumber'
  | 'readPersonFile'
  | 'importPersons'

/** Who can be called. The audit log says who changed or read what; it never holds a number. */
export function personRoutes({ people }: Services): Routes<PersonCalls> {
  const saved = (person: PersonRecord) => ({
    body: person,
    audit: { subject: person.id, detail: { name: person.name, channels: person.channels.length } },
  })

  return {
    listPersons({ query, caller }) {
      return { status: 200, body: { persons: people.list(query.area, shownTo(caller.role)) } }
    },

    getPerson({ params, caller }) {
      const person = people.get(params.id, shownTo(caller.role))
      return person ? { status: 200, body: person } : notFound(`No person ${params.id}`)
    },

    createPerson({ body, caller }) {
      const outcome = people.create(body, actorOf(caller))
      return outcome.ok ? { status: 201, ...saved(outcome.person) } : outcome
    },

    changePerson({ params, body, caller }) {
      const outcome = people.change(params.id, body, actorOf(caller))
      return outcome.ok ? { status: 200, ...saved(outcome.person) } : outcome
    },

    deletePerson({ params, query: { reason }, caller }) {
      const outcome = people.remove(params.id, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 204,
        body: null,
        audit: { subject: params.id, detail: { name: outcome.name, reason } },
      }
    },

    readFullNumber({ params, body }) {
      const outcome = people.fullNumber(params.id, params.channel)
      if (!outcome.ok) return outcome
      const { channel, kind } = outcome.number
      const detail = { name: outcome.name, channel, kind, purpose: body.purpose ?? null }
      return { status: 201, body: outcome.number, audit: { subject: params.id, detail } }
    },

    async readPersonFile({ body, caller }) {
      return { status: 200, body: await people.readFile(body, actorOf(caller)) }
    },

    async importPersons({ body: { seen, ...file }, caller }) {
      const outcome = await people.importFile(file, seen, actorOf(caller))
      if (!outcome.ok) return outcome
      const { reading } = outcome
      return {
        status: 201,
        body: reading,
        audit: { subject: file.fileName ?? 'pasted persons', detail: reading.counts },
      }
    },
  }
}

/** A viewer has no use for numbers. */
function shownTo(role: Role): NumbersShown {
  return atLeast(role, 'operator') ? 'masked' : 'none'
}
