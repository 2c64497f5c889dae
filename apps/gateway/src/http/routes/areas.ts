import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** The tree of areas. */
export function areaRoutes({ people }: Services): Routes<'listAreas' | 'saveAreas' | 'deleteArea'> {
  return {
    listAreas() {
      const { areas, unregistered } = people.areas()
      return { status: 200, body: { areas: [...areas], unregistered: [...unregistered] } }
    },

    saveAreas({ body }) {
      const outcome = people.saveAreas(body.areas)
      if (!outcome.ok) return outcome
      const paths = body.areas.map(({ path }) => path)
      const subject = paths.length === 1 ? (paths[0] as string) : `${paths.length} areas`
      return {
        status: 200,
        body: { areas: [...outcome.areas] },
        audit: { subject, detail: { areas: body.areas.slice(0, 200) } },
      }
    },

    deleteArea({ params }) {
      const outcome = people.removeArea(params.path)
      return outcome.ok ? { status: 204, body: null, audit: { subject: params.path } } : outcome
    },
  }
}
