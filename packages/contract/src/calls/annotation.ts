import { z } from 'zod'
import { annotationBody, annotationView } from '../annotation.ts'
import { reason } from '../rule.ts'
import { stationId } from '../station.ts'
import { call, empty, time } from './call.ts'

/** Calls about notes on charts. */
export const annotationCalls = {
  listAnnotations: call({
    method: 'GET',
    path: '/api/stations/:id/annotations',
    summary:
      'Notes on a station’s charts that touch a span of time, oldest first; the newest when there are more than `limit`',
    role: 'viewer',
    params: z.object({ id: stationId }),
    query: z.object({
      from: time.optional(),
      to: time.optional(),
      /** Also those that were taken away. */
      deleted: z.enum(['yes', 'no']).default('no'),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    answers: { 200: z.object({ annotations: z.array(annotationView) }) },
  }),
  annotate: call({
    method: 'POST',
    path: '/api/stations/:id/annotations',
    summary: 'Write a note at a moment or a span of a station’s charts',
    role: 'operator',
    params: z.object({ id: stationId }),
    body: annotationBody,
    answers: { 201: annotationView },
  }),
  deleteAnnotation: call({
    method: 'DELETE',
    path: '/api/annotations/:id',
    summary: 'Take a note away from a station’s charts; it is kept with the reason',
    role: 'operator',
    params: z.object({ id: z.coerce.number().int() }),
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
} as const
