import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** The switch of the demonstration. */
export function demonstrationRoutes({
  demonstration,
}: Services): Routes<'getDemonstration' | 'switchDemonstration'> {
  return {
    getDemonstration: () => ({ status: 200, body: demonstration.view() }),

    switchDemonstration({ body, caller }) {
      const outcome = demonstration.set(body.on, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 202, body: outcome.view, audit: { subject: 'demonstration', detail: body } }
    },
  }
}
