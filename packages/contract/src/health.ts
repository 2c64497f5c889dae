import { z } from 'zod'

export const status = z.enum(['ok', 'degraded', 'down'])
export type Status = z.infer<typeof status>

/**
 * A part of the gateway and how it fares. `code` and what fills its places make the sentence in the reader's language; `detail` is that sentence in English,
 * for logs and scripts.
 */
export const part = z.object({
  status,
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  detail: z.string(),
})
export type Part = z.infer<typeof part>

export const health = z.object({ status, parts: z.record(z.string(), part) })
export type Health = z.infer<typeof health>

/** What the console needs to know about this box. */
export const site = z.object({
  /** IANA zone of schedules, texts and the console. */
  timeZone: z.string(),
  /** The gateway's clock, epoch ms. */
  now: z.number(),
  version: z.string(),
  /** When the gateway was started: another time than before tells that it was started anew. */
  startedAt: z.number(),
  /** The data are replayed or simulated. */
  demo: z.boolean(),
  /** How a device reaches the broker. */
  mqtt: z.object({ host: z.string(), port: z.number(), tlsPort: z.number().nullable() }),
  /** Totals since the start. */
  counts: z.object({
    readings: z.number(),
    rejected: z.number(),
    duplicates: z.number(),
    stations: z.number(),
  }),
  /** Journal entries not yet judged / observations not yet in the history. */
  backlog: z.object({ judge: z.number(), history: z.number() }),
})
export type Site = z.infer<typeof site>
