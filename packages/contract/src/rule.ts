import { LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { areaPath, instant, name } from './station.ts'

const amounts = z.record(z.string(), z.number())
const byLevel = <T extends z.ZodType>(level: T) => z.partialRecord(z.enum(LEVELS), level)

export const appliesTo = z.strictObject({
  datastreams: z.array(z.string()).min(1).max(1000).optional(),
  area: areaPath.optional(),
  property: z.string().min(1).max(40).optional(),
  tag: z.string().min(1).max(40).optional(),
})

const frame = {
  name,
  appliesTo,
  response: z.string().max(1000).optional(),
  state: z.enum(['draft', 'shadow', 'active']).optional(),
}

const thresholdRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('threshold'), direction: z.enum(['above', 'below']) }),
  levels: byLevel(
    z.strictObject({
      raiseAt: z.number(),
      clearBelow: z.number().optional(),
      clearAbove: z.number().optional(),
      for: z.string().optional(),
    }),
  ),
})
const accumulationRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('accumulation') }),
  levels: byLevel(z.strictObject({ anyOf: amounts, clearBelow: amounts.optional() })),
})
const absenceRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('absence') }),
  levels: byLevel(z.strictObject({ after: z.string() })),
})

/** Body of `POST /api/rules`. The shape is checked here; that it makes sense, by core's `compileRule`. */
export const ruleBody = z.union([thresholdRule, accumulationRule, absenceRule])
export type RuleBody = z.infer<typeof ruleBody>

/** Body of `PUT /api/rules/{id}`: the whole rule again, and why it changes. */
const reason = { reason: z.string().trim().min(1).max(500) }
export const ruleChange = z.union([
  thresholdRule.extend(reason),
  accumulationRule.extend(reason),
  absenceRule.extend(reason),
])
export type RuleChange = z.infer<typeof ruleChange>

const saved = { id: z.string(), version: z.number().int(), state: z.enum(['draft', 'shadow', 'active']) }
export const ruleView = z.union([
  thresholdRule.extend(saved),
  accumulationRule.extend(saved),
  absenceRule.extend(saved),
])
export type RuleView = z.infer<typeof ruleView>

/** One entry of a rule's history of versions. */
export const ruleVersion = z.object({
  version: z.number().int(),
  at: instant,
  by: z.string(),
  reason: z.string().nullable(),
  rule: ruleView,
})
export type RuleVersion = z.infer<typeof ruleVersion>
