import { z } from 'zod'
import { bucket, flaggedSpan, observationView } from '../observation.ts'
import { instant } from '../station.ts'
import { call, time } from './call.ts'

/** Calls that read observations. */
export const observationCalls = {
  readObservations: call({
    method: 'GET',
    path: '/api/observations',
    summary: 'Observations of a datastream, oldest first; per bucket with `buckets`',
    role: 'viewer',
    query: z.object({
      datastream: z.string().min(3).max(128),
      from: time,
      to: time,
      buckets: z.coerce.number().int().min(1).max(5000).optional(),
      limit: z.coerce.number().int().min(1).max(100_000).default(50_000),
    }),
    answers: {
      200: z.object({
        observations: z.array(observationView).optional(),
        buckets: z.array(bucket).optional(),
        /** With `buckets`: the stretches of the same width that hold suspect, impossible or late observations. */
        flagged: z.array(flaggedSpan).optional(),
        /** Read on from this time when there were more than `limit`. */
        next: instant.nullable().optional(),
      }),
    },
  }),
} as const
