import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Work at stations, during which nobody is told of their warnings. */
export function maintenanceRoutes({ warnings }: Services): Routes<'listMaintenance' | 'orderMaintenance'> {
  const list = () =>
    warnings.maintenance().map((work) => ({ ...work, by: { id: work.by.id, name: work.by.name } }))

  return {
    listMaintenance: () => ({ status: 200, body: { maintenance: list() } }),

    async orderMaintenance({ body, caller }) {
      const outcome = await warnings.orderMaintenance(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { scope, until, note } = body
      const subject = 'station' in scope ? scope.station : scope.area
      return {
        status: 201,
        body: { maintenance: list() },
        audit: { subject, detail: { until, note } },
      }
    },
  }
}
