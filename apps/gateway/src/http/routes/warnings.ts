import type { WarningView, WarningWithEvents } from '@tocsin/contract'
import type { Warning, WarningEvent, WarningId } from '@tocsin/core'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Warnings, and what people do with them. */
export function warningRoutes({
  warnings,
}: Services): Routes<
  | 'listWarnings'
  | 'getWarning'
  | 'acknowledge'
  | 'withdrawAcknowledgement'
  | 'addNote'
  | 'closeWarning'
  | 'shelveWarning'
  | 'listMissedPeaks'
> {
  /** As it stands after something was done to it. */
  function now(id: WarningId): WarningWithEvents {
    const found = warnings.get(id)
    if (found === undefined) throw new Error(`warning ${id} was changed and is not there`)
    return withEvents(found)
  }

  return {
    listWarnings({ query }) {
      const list = warnings.list(query)
      const last = list.at(-1)
      // Open ones come whole, by gravity; the others by time, page by page.
      const next =
        query.state !== 'open' && list.length === query.limit && last !== undefined ? last.raisedAt : null
      return { status: 200, body: { warnings: list.map(view), next } }
    },

    getWarning({ params }) {
      const found = warnings.get(params.id)
      return found ? { status: 200, body: withEvents(found) } : notFound(`No warning ${params.id}`)
    },

    async acknowledge({ params, body, caller }) {
      const outcome = await warnings.acknowledge(params.id, body.note, actorOf(caller))
      if (!outcome.ok) return outcome
      return outcome.changed
        ? { status: 201, body: now(params.id), audit: { subject: params.id } }
        : { status: 200, body: now(params.id) }
    },

    async withdrawAcknowledgement({ params, caller }) {
      const outcome = await warnings.withdraw(params.id, actorOf(caller))
      if (!outcome.ok) return outcome
      return outcome.changed
        ? { status: 201, body: now(params.id), audit: { subject: params.id } }
        : { status: 200, body: now(params.id) }
    },

    async addNote({ params, body, caller }) {
      const outcome = await warnings.note(params.id, body.note, actorOf(caller))
      return outcome.ok ? { status: 201, body: now(params.id), audit: { subject: params.id } } : outcome
    },

    async closeWarning({ params, body, caller }) {
      const outcome = await warnings.close(params.id, body.note, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 201,
        body: now(params.id),
        audit: { subject: params.id, detail: { reason: body.note } },
      }
    },

    async shelveWarning({ params, body: { until, note }, caller }) {
      const outcome = await warnings.shelve(params.id, until, note, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 201,
        body: now(params.id),
        audit: { subject: params.id, detail: { until, reason: note } },
      }
    },

    listMissedPeaks: ({ query }) => ({ status: 200, body: { missedPeaks: warnings.missedPeaks(query) } }),
  }
}

/** The same warning; core's lists and records are read-only, the contract's are not. */
function view(warning: Warning): WarningView {
  return warning as WarningView
}

function withEvents({ warning, events }: { warning: Warning; events: WarningEvent[] }): WarningWithEvents {
  return { ...view(warning), events: events as WarningWithEvents['events'] }
}
