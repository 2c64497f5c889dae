import type { HouseholdView } from '@tocsin/contract'
import { actorOf } from '../../access/caller.ts'
import { atLeast } from '../../access/roles.ts'
import { totalsOf } from '../../people/household-totals.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

type HouseholdCalls =
  | 'listHouseholds'
  | 'getHousehold'
  | 'createHousehold'
  | 'changeHousehold'
  | 'deleteHousehold'
  | 'tickHousehold'
  | 'beginRound'
  | 'readHouseholdFile'
  | 'importHouseholds'

/** Households of danger zones, and who has told and moved them (到户到人). */
export function householdRoutes({ households }: Services): Routes<HouseholdCalls> {
  const saved = (household: HouseholdView) => ({
    body: household,
    // What they need is not for the log.
    audit: { subject: household.id, detail: { area: household.area, name: household.name } },
  })

  return {
    listHouseholds({ query, caller }) {
      const list = households.list(query.area, atLeast(caller.role, 'operator'))
      return { status: 200, body: { households: list, totals: totalsOf(list) } }
    },

    getHousehold({ params, caller }) {
      const found = households.get(params.id, atLeast(caller.role, 'operator'))
      return found ? { status: 200, body: found } : notFound(`No household ${params.id}`)
    },

    createHousehold({ body }) {
      const outcome = households.create(body)
      return outcome.ok ? { status: 201, ...saved(outcome.household) } : outcome
    },

    changeHousehold({ params, body }) {
      const outcome = households.change(params.id, body)
      return outcome.ok ? { status: 200, ...saved(outcome.household) } : outcome
    },

    deleteHousehold({ params, query: { reason } }) {
      const outcome = households.remove(params.id)
      if (!outcome.ok) return outcome
      return {
        status: 204,
        body: null,
        audit: { subject: params.id, detail: { name: outcome.name, reason } },
      }
    },

    tickHousehold({ params, body, caller }) {
      const outcome = households.tick(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      const detail = { tick: body.tick, done: body.done }
      return { status: 201, body: outcome.household, audit: { subject: params.id, detail } }
    },

    beginRound({ body, caller }) {
      const outcome = households.beginRound(body.area, body.note, actorOf(caller))
      if (!outcome.ok) return outcome
      const { households: count } = outcome
      return {
        status: 201,
        body: { households: count },
        audit: { subject: body.area, detail: { note: body.note, households: count } },
      }
    },

    async readHouseholdFile({ body }) {
      return { status: 200, body: await households.readFile(body) }
    },

    async importHouseholds({ body: { seen, ...file } }) {
      const outcome = await households.importFile(file, seen)
      if (!outcome.ok) return outcome
      const { reading } = outcome
      return {
        status: 201,
        body: reading,
        audit: { subject: file.fileName ?? 'pasted households', detail: reading.counts },
      }
    },
  }
}
