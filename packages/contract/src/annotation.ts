import { z } from 'zod'
import { deletion } from './rule.ts'
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
