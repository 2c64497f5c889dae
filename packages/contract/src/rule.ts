import { CHECKS, FLAGS, LEVELS, RULE_STATES } from '@tocsin/core'
import { z } from 'zod'
import { change } from './change.ts'
import { areaPath, instant, name } from './station.ts'

const amounts = z.record(z.string(), z.number())
const byLevel = <T extends z.ZodType>(level: T) => z.partialRecord(z.enum(LEVELS), level)
const ruleId = z.string().min(1).max(64)
const tableId = z.string().min(1).max(64)
const state = z.enum(RULE_STATES)

export const appliesTo = z.strictObject({
  all: z.literal(true).optional(),
  datastreams: z.array(z.string()).min(1).max(1000).optional(),
  area: areaPath.optional(),
  property: z.string().min(1).max(40).optional(),
  tag: z.string().min(1).max(40).optional(),
})

/** When a rule may raise, in local time. */
export const schedule = z.strictObject({
  zone: z.string().min(1).max(64),
  seasons: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .max(24)
    .optional(),
  hours: z
    .array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        days: z.array(z.number().int().min(1).max(7)).max(7).optional(),
      }),
    )
    .max(24)
    .optional(),
})

const frame = {
  name,
  appliesTo,
  response: z.string().max(1000).optional(),
  state: state.optional(),
  schedule: schedule.optional(),
}

const holding = { for: z.string().optional(), clearFor: z.string().optional() }
const consecutive = { consecutive: z.number().int().min(1).max(1000).optional() }
const either = { clearBelow: z.number().optional(), clearAbove: z.number().optional() }
const direction = z.enum(['above', 'below'])
const trend = z.enum(['rising', 'falling'])

const thresholdRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('threshold'), direction }),
  levels: byLevel(z.strictObject({ raiseAt: z.number(), ...either, ...holding, ...consecutive })),
})
const bandRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('threshold'), direction: z.literal('outside') }),
  levels: byLevel(
    z.strictObject({
      raiseOutside: z.tuple([z.number(), z.number()]),
      clearInside: z.tuple([z.number(), z.number()]).optional(),
      ...holding,
      ...consecutive,
    }),
  ),
})
const accumulationRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('accumulation') }),
  levels: byLevel(z.strictObject({ anyOf: amounts, clearBelow: amounts.optional(), ...holding })),
})
const tableLevel = z.strictObject({ ...holding, clearMargin: z.number().optional(), ...consecutive })
const tableThresholdRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('threshold'), direction, table: tableId }),
  levels: byLevel(tableLevel).default({}),
})
const tableAccumulationRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('accumulation'), table: tableId }),
  levels: byLevel(tableLevel).default({}),
})
const meanRule = z.strictObject({
  ...frame,
  condition: z.strictObject({
    kind: z.literal('mean'),
    direction,
    window: z.string(),
    over: z.enum(['covered', 'window']).optional(),
  }),
  levels: byLevel(z.strictObject({ raiseAt: z.number(), ...either, ...holding })),
})
const rateRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('rate'), direction: trend, window: z.string() }),
  levels: byLevel(z.strictObject({ raiseAt: z.number(), clearBelow: z.number().optional(), ...holding })),
})
const timeToThresholdRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('time-to-threshold'), direction: trend, window: z.string() }),
  levels: byLevel(
    z.strictObject({
      threshold: z.number(),
      within: z.string(),
      clearBeyond: z.string().optional(),
      ...holding,
    }),
  ),
})
const absenceRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('absence'), dependsOn: ruleId.optional() }),
  levels: byLevel(z.strictObject({ after: z.string() })),
})
const sensorFaultRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('sensor-fault') }),
  levels: byLevel(
    z.strictObject({
      flags: z.array(z.enum(FLAGS)).max(FLAGS.length).optional(),
      checks: z.array(z.enum(CHECKS)).max(CHECKS.length).optional(),
      ...holding,
    }),
  ),
})
const member = z.strictObject({
  rule: ruleId,
  level: z.enum(LEVELS).optional(),
  area: areaPath.optional(),
  stations: z.number().int().min(1).max(10_000).optional(),
})
const members = z.array(member).max(100)
const compositeRule = z.strictObject({
  ...frame,
  condition: z.strictObject({ kind: z.literal('composite') }),
  levels: byLevel(
    z.strictObject({
      allOf: members.optional(),
      anyOf: members.optional(),
      atLeast: z.number().int().optional(),
      of: members.optional(),
      ...holding,
    }),
  ),
})

/** Body of `POST /api/rules`. The shape is checked here; that it makes sense, by core's `compileRule`. */
export const ruleBody = z.union([
  thresholdRule,
  bandRule,
  accumulationRule,
  tableThresholdRule,
  tableAccumulationRule,
  meanRule,
  rateRule,
  timeToThresholdRule,
  absenceRule,
  sensorFaultRule,
  compositeRule,
])
export type RuleBody = z.infer<typeof ruleBody>

const withAll = <S extends z.ZodRawShape>(more: S) =>
  z.union([
    thresholdRule.extend(more),
    bandRule.extend(more),
    accumulationRule.extend(more),
    tableThresholdRule.extend(more),
    tableAccumulationRule.extend(more),
    meanRule.extend(more),
    rateRule.extend(more),
    timeToThresholdRule.extend(more),
    absenceRule.extend(more),
    sensorFaultRule.extend(more),
    compositeRule.extend(more),
  ])

/** Why something changes: kept with the version. */
export const reason = z.string().trim().min(1).max(500)

/** The version that was looked at; refused (409) when it is not the newest any more. */
export const baseVersion = z.number().int().min(1).optional()

/** Body of `PUT /api/rules/{id}`: the whole rule again, and why it changes. */
export const ruleChange = withAll({ reason, baseVersion })
export type RuleChange = z.infer<typeof ruleChange>

export const ruleView = withAll({ id: z.string(), version: z.number().int(), state })
export type RuleView = z.infer<typeof ruleView>

/** One entry of a rule's history of versions. */
export const ruleVersion = z.object({
  version: z.number().int(),
  at: instant,
  by: z.string(),
  reason: z.string().nullable(),
  rule: ruleView,
  /** What is different from the version before; empty for the first. */
  changes: z.array(change),
})
export type RuleVersion = z.infer<typeof ruleVersion>

/** Who deleted something, when and why. */
export const deletion = z.object({ at: instant, by: z.string(), reason: z.string() })
export type Deletion = z.infer<typeof deletion>

/** A rule that is no more, as it was last. */
export const deletedRule = z.object({ rule: ruleView, deleted: deletion })
export type DeletedRule = z.infer<typeof deletedRule>

/** A rule that is kept and not judged, with what is wrong with it. */
export const brokenRule = z.object({
  rule: z.string(),
  name: z.string(),
  faults: z.array(z.object({ path: z.string(), message: z.string(), expected: z.string() })),
})
export type BrokenRuleView = z.infer<typeof brokenRule>

/** A text in both languages. */
export const bilingual = z.object({ zh: z.string(), en: z.string() })
export type Bilingual = z.infer<typeof bilingual>
