import { z } from 'zod'
import type { Call } from './calls.ts'
import { deletion, reason } from './rule.ts'
import { datastreamName, instant, stationId } from './station.ts'

/** What somebody at the console wrote at a moment or a span of a station's charts: 「闸门开启」, 「探头清淤」. */
export const annotationView = z.object({
  id: z.number().int(),
  station: stationId,
  /** Its name at the station; null: it concerns all charts of the station. */
  datastream: datastreamName.nullable(),
  from: instant,
  /** Equal to `from`: a moment. */
  to: instant,
  text: z.string(),
  writtenAt: instant,
  /** Whoever wrote it, by name. */
  by: z.string(),
  /** Null while it stands. A note that was taken away is kept, with the reason. */
  deleted: deletion.nullable(),
})
export type AnnotationView = z.infer<typeof annotationView>

/** Body of `POST /api/stations/:id/annotations`. */
export const annotationBody = z
  .strictObject({
    datastream: datastreamName.optional(),
    from: instant,
    /** Left out: a moment. */
    to: instant.optional(),
    text: z.string().trim().min(1, { error: 'expected a text' }).max(500),
  })
  .refine(({ from, to = from }) => to >= from, { path: ['to'], error: 'expected no earlier than from' })
export type AnnotationBody = z.infer<typeof annotationBody>

const call = <const C extends Call>(definition: C): C => definition
const time = z.coerce.number({ error: 'expected epoch milliseconds, such as 1767225600000' }).int()

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
    answers: { 204: z.null() },
  }),
} as const
