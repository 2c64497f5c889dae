import { z } from 'zod'

/** One item of a `stations/{station}/readings` payload. Documents the wire; the gateway parses by hand (hot path). */
export const readingsItem = z.object({
  ts: z.union([z.number(), z.iso.datetime({ offset: true })]).optional(),
  values: z.record(z.string(), z.number()),
})
export const readingsPayload = z.union([readingsItem, z.array(readingsItem).max(1000)])
export type ReadingsPayload = z.infer<typeof readingsPayload>

/** The topic a station publishes its readings under. */
export const readingsTopic = (station: string): string => `stations/${station}/readings`
/** The only topic a station may subscribe to. */
export const commandsTopic = (station: string): string => `stations/${station}/commands`
