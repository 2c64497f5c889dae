import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

type BoxCalls =
  | 'getHealth'
  | 'getPipeline'
  | 'getSite'
  | 'setSiteZone'
  | 'getBlindSpots'
  | 'getBoxSummary'
  | 'listBoxWarnings'
  | 'acknowledgeBoxWarnings'

/** The box itself. */
export function boxRoutes(services: Services): Routes<BoxCalls> {
  return {
    getHealth() {
      const health = services.health()
      // Whoever only looks at the status code, such as a load balancer, must see it too.
      return { status: health.status === 'down' ? 503 : 200, body: health }
    },
    getPipeline: () => ({ status: 200, body: services.pipeline() }),
    getSite: () => ({ status: 200, body: services.site() }),
    setSiteZone({ body: { timeZone }, caller }) {
      const outcome = services.zone.set(timeZone, actorOf(caller))
      if (!outcome.ok) return outcome
      const body = { timeZone, startsAnew: outcome.startsAnew }
      return { status: 202, body, audit: { subject: 'zone', detail: { timeZone } } }
    },
    getBlindSpots: async () => ({ status: 200, body: await services.box.blindSpots() }),
    getBoxSummary: () => ({ status: 200, body: services.box.summary() }),
    listBoxWarnings: () => ({ status: 200, body: services.box.warnings() }),
    acknowledgeBoxWarnings({ body, caller }) {
      services.box.acknowledge(body.ids, body.note, actorOf(caller))
      const subject = body.ids.length === 1 ? (body.ids[0] ?? '') : `${body.ids.length} box warnings`
      return {
        status: 200,
        body: services.box.warnings(),
        audit: { subject, detail: { ids: body.ids, note: body.note } },
      }
    },
  }
}
