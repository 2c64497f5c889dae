import { z } from 'zod'
import { personId } from './person.ts'
import { areaPath, datastreamName, instant, stationId } from './station.ts'

/** How a manual report came: from the page of a link, from the page of somebody signed in, by SMS, or entered at the console. */
export const REPORT_WAYS = ['link', 'page', 'sms', 'console'] as const

/** What a person reported: a reading, or a note. */
export const manualReportView = z.object({
  id: z.number().int(),
  kind: z.enum(['reading', 'note']),
  /** Null: a note that is about a place only. */
  station: stationId.nullable(),
  area: areaPath.nullable(),
  datastream: datastreamName.nullable(),
  /** In the datastream's unit. */
  value: z.number().nullable(),
  /** When it was so. */
  phenomenonTime: instant,
  receivedAt: instant,
  /** The note, or what was written beside the reading. */
  text: z.string(),
  /** Who reported it: a person of the directory, or a user. */
  by: z.object({ person: personId.nullable(), name: z.string() }),
  way: z.enum(REPORT_WAYS),
  /** Where from, for a person: a masked number, or who entered it. */
  from: z.string(),
  /** True once it is in the journal; a note is at once. */
  kept: z.boolean(),
})
export type ManualReportView = z.infer<typeof manualReportView>

/** Body of `POST /api/stations/:id/reports`: a reading of one datastream, with a note if need be, or a note alone. */
export const manualReportBody = z
  .strictObject({
    datastream: datastreamName.optional(),
    value: z.number().optional(),
    /** Left out: now. Not in the future, and not older than a day. */
    phenomenonTime: instant.optional(),
    text: z.string().trim().max(500).default(''),
    /** Whoever told it, when it was not the one who enters it. */
    person: personId.optional(),
    /** The same one twice is one report: a button that was pressed again. */
    key: z
      .string()
      .regex(/^[\w-]{8,64}$/, { error: 'expected 8 to 64 letters and digits' })
      .optional(),
  })
  .refine(({ datastream, value }) => (datastream === undefined) === (value === undefined), {
    path: ['value'],
    error: 'expected a value and its datastream, or neither',
  })
  .refine(({ value, text }) => value !== undefined || text !== '', {
    path: ['text'],
    error: 'expected a value or a note',
  })
export type ManualReportBody = z.infer<typeof manualReportBody>

/** A page of somebody's own, that opens without signing in. */
export const watcherLinkView = z.object({
  id: z.number().int(),
  person: personId,
  name: z.string(),
  /** The only station that it is for; null: all that people read in the places the person answers for. */
  station: stationId.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  lastUsedAt: instant.nullable(),
})
export type WatcherLinkView = z.infer<typeof watcherLinkView>

export const watcherLinkBody = z.strictObject({ person: personId, station: stationId.optional() })
export type WatcherLinkBody = z.infer<typeof watcherLinkBody>

/** The page of a link. It is no call of this list: what goes over it is a form of a phone's browser. */
export function watcherPath(token: string): string {
  return `/report/${token}`
}
