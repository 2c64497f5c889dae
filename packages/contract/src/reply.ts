import { ANSWER_CODES, CHANNEL_KINDS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { instant } from './station.ts'

export const REPLY_REASONS = [
  'unknown-number',
  'several-persons',
  'no-answer-in-it',
  'which-one',
  'unknown-tag',
  'none-open',
  'early',
  'broadcast',
] as const

/** What somebody sent and nobody's machine could count: an operator reads it. */
export const replyView = z.object({
  id: z.number().int(),
  at: instant,
  /** The channel that it came by, as the office calls it. */
  channel: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  text: z.string(),
  /** Why it counts for nothing by itself. */
  why: z.enum(REPLY_REASONS),
  /** Whose number it is; more than one where a number is shared. */
  persons: z.array(z.object({ id: personId, name: z.string() })),
  /** The sender's number, masked. */
  from: z.string().nullable(),
  /** Call-outs in which an answer could be recorded, open ones first. */
  callouts: z.array(
    z.object({
      id: z.string(),
      person: personId,
      open: z.boolean(),
      said: z.object({ zh: z.string(), en: z.string() }),
    }),
  ),
  settled: z.object({ at: instant, by: z.string(), as: z.enum(['answer', 'read']) }).nullable(),
})
export type ReplyView = z.infer<typeof replyView>

export const replySettling = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('read') }),
  z.strictObject({
    as: z.literal('answer'),
    callout: z.string().min(1).max(128),
    person: personId,
    code: z.enum(ANSWER_CODES),
    households: z.number().int().min(0).max(100_000).optional(),
  }),
])
export type ReplySettling = z.infer<typeof replySettling>
