import { CHECKS, FLAGS, LEVELS, REASONS } from '@tocsin/core'
import { z } from 'zod'
import { instant } from './station.ts'

const level = z.enum(LEVELS)

export const actor = z.union([
  z.object({ kind: z.literal('rule'), id: z.string(), version: z.number().int() }),
  z.object({ kind: z.literal('person'), id: z.string(), name: z.string() }),
  z.object({ kind: z.literal('system') }),
])

export const quotedReading = z.object({
  phenomenonTime: instant,
  value: z.number(),
  flag: z.enum(FLAGS).optional(),
  checks: z.array(z.enum(CHECKS)).optional(),
})

const eventFrame = { id: z.string(), at: instant, by: actor }
export const tableReference = z.object({ id: z.string(), version: z.number().int() })

/** Why nobody is told of a warning for now. */
export const suppression = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('maintenance'),
    since: instant,
    until: instant,
    by: z.string(),
    note: z.string(),
  }),
  z.object({ kind: z.literal('dependency'), since: instant, parent: z.string() }),
])

const members = z.array(z.object({ rule: z.string(), subject: z.string() }))
const ruling = {
  reason: z.enum(REASONS),
  reading: quotedReading.optional(),
  windows: z.record(z.string(), z.number()).optional(),
  computed: z.record(z.string(), z.number()).optional(),
  members: members.optional(),
  needsConfirmation: z.boolean().optional(),
  ruleVersion: z.number().int(),
  table: tableReference.optional(),
}
export const warningEvent = z.discriminatedUnion('type', [
  z.object({
    ...eventFrame,
    ...ruling,
    type: z.enum(['raised', 'raised-again', 'level-raised', 'level-lowered']),
    level,
  }),
  /** `by` a person with a `note`: who changed or deleted the rule, and why. */
  z.object({ ...eventFrame, ...ruling, type: z.literal('cleared'), note: z.string().optional() }),
  z.object({ ...eventFrame, type: z.enum(['data-lost', 'data-back']), since: instant }),
  z.object({ ...eventFrame, type: z.literal('suppressed'), suppression }),
  z.object({ ...eventFrame, type: z.literal('unsuppressed'), reason: z.enum(REASONS), level }),
  z.object({ ...eventFrame, type: z.literal('shelved'), until: instant, note: z.string() }),
  z.object({ ...eventFrame, type: z.literal('unshelved') }),
  z.object({ ...eventFrame, type: z.literal('flapping'), flapping: z.boolean() }),
  z.object({ ...eventFrame, type: z.literal('acknowledged'), level, note: z.string().optional() }),
  z.object({
    ...eventFrame,
    type: z.enum(['acknowledgement-withdrawn', 'acknowledgement-lapsed']),
    level,
  }),
  z.object({ ...eventFrame, type: z.literal('closed'), note: z.string().optional() }),
  z.object({ ...eventFrame, type: z.literal('note'), note: z.string() }),
])
export type WarningEventView = z.infer<typeof warningEvent>

export const warningView = z.object({
  id: z.string(),
  rule: z.object({ id: z.string(), version: z.number().int(), name: z.string() }),
  table: tableReference.optional(),
  subject: z.string(),
  area: z.string(),
  response: z.string().optional(),
  state: z.enum(['open', 'closed']),
  level,
  gravest: level,
  raisedAt: instant,
  clearedAt: instant.nullable(),
  closedAt: instant.nullable(),
  acknowledged: z
    .object({
      by: z.string(),
      name: z.string(),
      at: instant,
      level,
      note: z.string().optional(),
      /** When it lapses and the warning asks again, unless something is seen to be done; null: never. */
      lapsesAt: instant.nullable().optional(),
    })
    .nullable(),
  /** Who had it last, and let it lapse; it matters while nobody has it. Absent in warnings of earlier builds. */
  lapsed: z.object({ by: z.string(), name: z.string(), at: instant, lapsedAt: instant, level }).nullish(),
  needsConfirmation: z.boolean(),
  /** Its sensor has been silent since; null while it reports. */
  dataLostSince: instant.nullable().default(null),
  suppression: suppression.nullable().default(null),
  shelved: z
    .object({ until: instant, by: z.string(), name: z.string(), note: z.string() })
    .nullable()
    .default(null),
  flapping: z.boolean().default(false),
  evidence: z.object({
    readings: z.array(quotedReading),
    windows: z.record(z.string(), z.number()),
    computed: z.record(z.string(), z.number()).optional(),
    members: members.optional(),
  }),
})
export type WarningView = z.infer<typeof warningView>

export const warningWithEvents = warningView.extend({ events: z.array(warningEvent) })
export type WarningWithEvents = z.infer<typeof warningWithEvents>

export const missedPeakView = z.object({
  id: z.string(),
  rule: z.object({ id: z.string(), version: z.number().int(), name: z.string() }),
  subject: z.string(),
  level,
  from: instant,
  to: instant,
  peak: z.object({ phenomenonTime: instant, value: z.number() }),
  recordedAt: instant,
})
export type MissedPeakView = z.infer<typeof missedPeakView>
