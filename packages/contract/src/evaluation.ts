import { LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { bilingual } from './rule.ts'
import { instant } from './station.ts'
import { quotedReading, suppression, tableReference } from './warning.ts'

const level = z.enum(LEVELS)

const comparison = z.object({
  compared: z.enum(['value', 'sum', 'mean', 'rise', 'time-to-threshold', 'silence', 'flag', 'members']),
  window: z.string().optional(),
  relation: z.enum(['≥', '≤']),
  /** Null: unknown. Times in milliseconds; everything else in the datastream's unit. */
  actual: z.number().nullable(),
  limit: z.number(),
  holds: z.boolean(),
  /** Of a composite: its members, and which of them fire. */
  members: z.array(z.object({ rule: z.string(), fires: z.boolean() })).optional(),
})

const hindrance = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never-reported') }),
  z.object({ kind: z.literal('silent'), since: instant }),
  z.object({ kind: z.literal('unusable'), reading: quotedReading }),
  z.object({ kind: z.literal('late'), delay: z.number(), lateness: z.number() }),
  z.object({ kind: z.literal('outside-schedule'), opensAt: instant.nullable() }),
  z.object({ kind: z.literal('unknown'), detail: z.enum(['too-little-covered', 'no-earlier-value']) }),
  z.object({ kind: z.literal('error'), detail: z.string() }),
])

/** How a rule stands on one subject, and why, in data and in words. */
export const evaluationView = z.object({
  rule: z.object({ id: z.string(), version: z.number().int(), name: z.string() }),
  mode: z.enum(['shadow', 'active']),
  table: tableReference.optional(),
  subject: z.string(),
  state: z.enum(['inactive', 'pending', 'firing']),
  firing: z
    .object({
      level,
      since: instant,
      clearing: z
        .object({ since: instant, dueAt: instant, leftToReading: z.literal(true).optional() })
        .optional(),
    })
    .optional(),
  waiting: z.array(
    z.object({
      level,
      since: instant,
      dueAt: instant,
      readings: z.number().int(),
      /** Whether it held for so long, only the next reading can say. */
      leftToReading: z.literal(true).optional(),
    }),
  ),
  evaluatedAt: instant.nullable(),
  reading: quotedReading.nullable(),
  levels: z.array(z.object({ level, comparisons: z.array(comparison), for: z.number() })),
  hindrances: z.array(hindrance),
  suppression: suppression.nullable(),
  /** Its warning makes no sound until then. */
  shelved: z
    .object({ until: instant, by: z.string(), name: z.string(), note: z.string() })
    .nullable()
    .optional(),
  text: bilingual,
})
export type EvaluationView = z.infer<typeof evaluationView>

/** Which rules judge a datastream. */
export const coverageView = z.object({
  datastream: z.string(),
  rules: z.array(z.object({ id: z.string(), mode: z.enum(['shadow', 'active']), kind: z.string() })),
  /** Rules that cover it, but whose table has no row for it. */
  withoutRow: z.array(z.string()),
})
export type CoverageView = z.infer<typeof coverageView>

/** Work at a station or in an area: nobody is told of its warnings meanwhile, red ones of an area excepted. */
export const maintenanceBody = z.strictObject({
  scope: z.union([z.strictObject({ station: z.string() }), z.strictObject({ area: z.string() })]),
  until: instant,
  note: z.string().trim().min(1).max(500),
})
export const maintenanceView = z.object({
  scope: z.union([z.object({ station: z.string() }), z.object({ area: z.string() })]),
  since: instant,
  until: instant,
  by: z.object({ id: z.string(), name: z.string() }),
  note: z.string(),
})
