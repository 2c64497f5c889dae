import { CHECKS, FLAGS, LEVELS } from '@tocsin/core'
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
const ruling = {
  reason: z.enum(['threshold', 'reset', 'no-data', 'data-back', 'gap', 'rule-changed']),
  reading: quotedReading.optional(),
  windows: z.record(z.string(), z.number()).optional(),
  needsConfirmation: z.boolean().optional(),
  ruleVersion: z.number().int(),
}
export const warningEvent = z.discriminatedUnion('type', [
  z.object({
    ...eventFrame,
    ...ruling,
    type: z.enum(['raised', 'raised-again', 'level-raised', 'level-lowered']),
    level,
  }),
  z.object({ ...eventFrame, ...ruling, type: z.literal('cleared') }),
  z.object({ ...eventFrame, type: z.literal('acknowledged'), level, note: z.string().optional() }),
  z.object({ ...eventFrame, type: z.literal('closed'), note: z.string().optional() }),
  z.object({ ...eventFrame, type: z.literal('note'), note: z.string() }),
])
export type WarningEventView = z.infer<typeof warningEvent>

export const warningView = z.object({
  id: z.string(),
  rule: z.object({ id: z.string(), version: z.number().int(), name: z.string() }),
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
    .object({ by: z.string(), name: z.string(), at: instant, level, note: z.string().optional() })
    .nullable(),
  needsConfirmation: z.boolean(),
  evidence: z.object({ readings: z.array(quotedReading), windows: z.record(z.string(), z.number()) }),
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
