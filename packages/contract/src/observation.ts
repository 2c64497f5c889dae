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
