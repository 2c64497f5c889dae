import type { annotationCalls } from '@tocsin/contract'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Notes on the charts of stations. */
export function annotationRoutes({ annotations }: Services): Routes<keyof typeof annotationCalls> {
  return {
    listAnnotations({ params: { id }, query: { deleted, ...query } }) {
      const list = annotations.list(id, { ...query, deleted: deleted === 'yes' })
      return list === undefined ? notFound(`No station ${id}`) : { status: 200, body: { annotations: list } }
    },

    annotate({ params, body, caller }) {
      const outcome = annotations.write(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { annotation } = outcome
      return { status: 201, body: annotation, audit: { subject: params.id, detail: { after: annotation } } }
    },

    deleteAnnotation({ params: { id }, query: { reason }, caller }) {
      const outcome = annotations.remove(id, reason, actorOf(caller))
      if (!outcome.ok) return outcome
      const { annotation } = outcome
      return {
        status: 204,
        body: null,
        audit: { subject: annotation.station, detail: { before: annotation, reason } },
      }
    },
  }
}
