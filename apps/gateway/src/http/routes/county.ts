import type { countyCalls } from '@tocsin/contract'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Hydrology databases: set up, tried, and their stations adopted. */
export function countyRoutes({ county }: Services): Routes<keyof typeof countyCalls> {
  return {
    listCountyDatabases: () => ({ status: 200, body: { databases: county.list() } }),

    async createCountyDatabase({ body, caller }) {
      const { reason, ...setup } = body
      const outcome = await county.create(setup, actorOf(caller))
      if (!outcome.ok) return outcome
      const detail = { reason, settings: setup.settings, password: setup.password !== undefined }
      return { status: 201, body: outcome.database, audit: { subject: setup.id, detail } }
    },

    async changeCountyDatabase({ params, body, caller }) {
      const { reason, ...setup } = body
      const outcome = await county.change(params.id, setup, actorOf(caller))
      if (!outcome.ok) return outcome
      const { enabled, settings, password } = setup
      const detail = { reason, enabled, settings, password: password !== undefined }
      return { status: 200, body: outcome.database, audit: { subject: params.id, detail } }
    },

    async removeCountyDatabase({ params, query }) {
      const outcome = await county.remove(params.id)
      if (!outcome.ok) return outcome
      return { status: 204, body: null, audit: { subject: params.id, detail: { reason: query.reason } } }
    },

    async testCountyDatabase({ params }) {
      const outcome = await county.test(params.id)
      return outcome.ok ? { status: 200, body: outcome.test } : outcome
    },

    async listCountyStations({ params }) {
      const outcome = await county.stations(params.id)
      return outcome.ok ? { status: 200, body: { stations: outcome.stations } } : outcome
    },

    async adoptCountyStations({ params, body, caller }) {
      const outcome = await county.adopt(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { adopted, refused } = outcome
      return { status: 200, body: { adopted, refused }, audit: { subject: params.id, detail: { adopted } } }
    },
  }
}
