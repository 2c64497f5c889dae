import { CHECKS, FLAGS } from '@tocsin/core'
import { z } from 'zod'
import { instant } from './station.ts'

export const observationView = z.object({
  phenomenonTime: instant,
  receivedAt: instant,
  value: z.number(),
  flag: z.enum(FLAGS),
  checks: z.array(z.enum(CHECKS)),
})
export type ObservationView = z.infer<typeof observationView>

/** One bucket of a downsampled read: [from, to); those without observations are left out. */
export const bucket = z.object({
  from: instant,
  to: instant,
  min: z.number(),
  mean: z.number(),
  max: z.number(),
  count: z.number().int(),
  /** Rainfall only. */
  sum: z.number().optional(),
})
export type Bucket = z.infer<typeof bucket>

/** How many observations of a bucket's stretch are not to be taken like the others. Those of which there are none are left out. */
export const flaggedSpan = z.object({
  from: instant,
  to: instant,
  suspect: z.number().int(),
  fail: z.number().int(),
  /** Received later than the station's lateness allows: back-fill. */
  late: z.number().int(),
})
export type FlaggedSpan = z.infer<typeof flaggedSpan>
