import type { Maintenance } from '@tocsin/core'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Work at stations, during which nobody is told of their warnings. */
export function maintenanceRoutes({
  warnings,
  site,
}: Services): Routes<'listMaintenance' | 'orderMaintenance'> {
  const list = () =>
    warnings.maintenance().map((work) => ({ ...work, by: { id: work.by.id, name: work.by.name } }))

  const isGoingOn = (scope: Maintenance['scope']) =>
    warnings.maintenance().some((work) => subjectOf(work.scope) === subjectOf(scope))

  return {
    listMaintenance: () => ({ status: 200, body: { maintenance: list() } }),

    async orderMaintenance({ body, caller }) {
      const { now } = site()
      if (body.until <= now && !isGoingOn(body.scope)) {
        const fault = {
          path: 'until',
          message: 'it has passed, and no work is going on there that could end',
          expected: `a time after now, ${now} in epoch milliseconds`,
        }
        return { refusal: { kind: 'invalid', detail: 'The work would never begin', faults: [fault] } }
      }
      const outcome = await warnings.orderMaintenance(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { scope, until, note } = body
      return {
        status: 201,
        body: { maintenance: list() },
        audit: { subject: 'station' in scope ? scope.station : scope.area, detail: { until, note } },
      }
    },
  }
}

function subjectOf(scope: Maintenance['scope']): string {
  return 'station' in scope ? `station ${scope.station}` : `area ${scope.area}`
}
