import type { outgoingCalls } from '@tocsin/contract'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Systems that are told: set up, tried, and what they refused decided about. */
export function outgoingRoutes({ outgoing }: Services): Routes<keyof typeof outgoingCalls> {
  return {
    listOutgoing: () => ({ status: 200, body: { outgoing: outgoing.list() } }),

    async createOutgoing({ body, caller }) {
      const { reason, ...setup } = body
      const outcome = await outgoing.create(setup, actorOf(caller))
      if (!outcome.ok) return outcome
      const detail = { reason, settings: setup.settings, secret: setup.secret !== undefined }
      return { status: 201, body: outcome.target, audit: { subject: setup.id, detail } }
    },

    async changeOutgoing({ params, body, caller }) {
      const { reason, ...setup } = body
      const outcome = await outgoing.change(params.id, setup, actorOf(caller))
      if (!outcome.ok) return outcome
      const { enabled, settings, secret } = setup
      const detail = { reason, enabled, settings, secret: secret !== undefined }
      return { status: 200, body: outcome.target, audit: { subject: params.id, detail } }
    },

    async removeOutgoing({ params, query }) {
      const outcome = await outgoing.remove(params.id)
      if (!outcome.ok) return outcome
      return { status: 204, body: null, audit: { subject: params.id, detail: { reason: query.reason } } }
    },

    async testOutgoing({ params }) {
      const outcome = await outgoing.test(params.id)
      return outcome.ok ? { status: 200, body: outcome.test, audit: { subject: params.id } } : outcome
    },

    readOutgoingLog({ params }) {
      const outcome = outgoing.log(params.id)
      return outcome.ok ? { status: 200, body: { lines: outcome.lines } } : outcome
    },

    settleOutgoing({ params, body, caller }) {
      const outcome = outgoing.settle(params.id, body.decision, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 200, body: outcome.target, audit: { subject: params.id, detail: { ...body } } }
    },
  }
}
