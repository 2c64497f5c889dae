import { ANSWER_CODES, LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { instant } from './station.ts'

/** Path of the page on which somebody answers without signing in. */
export const answerPath = (token: string): string => `/answer/${token}`

/** Body of `POST /api/callouts/:id/answer-links`: for whom of those called in an exercise. */
export const answerLinkBody = z.strictObject({ person: personId })

/** The link, shown this once; whoever opens it answers as that person, and can do nothing else. */
export const answerLinkMade = z.object({ path: z.string() })

/** What its page shows: the call, and what was answered already. */
export const answerLinkView = z.object({
  level: z.enum(LEVELS),
  exercise: z.boolean(),
  /** What is said, in the person's language. */
  text: z.string(),
  /** The area that is called. */
  place: z.string(),
  name: z.string(),
  language: z.enum(['zh', 'en']),
  timeZone: z.string(),
  startedAt: instant,
  /** It has ended: an answer is kept, as a late one. */
  over: z.boolean(),
  /** The newest answer of this person; null: none yet. */
  answer: z.object({ code: z.enum(ANSWER_CODES), at: instant, late: z.boolean() }).nullable(),
})
export type AnswerLinkView = z.infer<typeof answerLinkView>

export const answerLinkAnswer = z.strictObject({
  code: z.enum(ANSWER_CODES),
  households: z.number().int().min(0).max(100_000).optional(),
})
