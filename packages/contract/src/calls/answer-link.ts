import { z } from 'zod'
import { answerLinkAnswer, answerLinkBody, answerLinkMade, answerLinkView } from '../answer-link.ts'
import { byId, call, empty } from './call.ts'

const byToken = z.object({ token: z.string().regex(/^[\w-]{20,64}$/) })

/** Calls by which people answer without signing in. */
export const answerLinkCalls = {
  createAnswerLink: call({
    method: 'POST',
    path: '/api/callouts/:id/answer-links',
    summary: 'A link by which somebody called in an exercise answers on a phone, shown this once',
    role: 'operator',
    params: byId,
    body: answerLinkBody,
    answers: { 201: answerLinkMade },
  }),
  readAnswerLink: call({
    method: 'GET',
    path: '/api/answer-links/:token',
    summary: 'What the page of an answer link shows',
    role: 'public',
    params: byToken,
    answers: { 200: answerLinkView },
  }),
  openAnswerLink: call({
    method: 'POST',
    path: '/api/answer-links/:token/readings',
    summary: 'The page was before somebody’s eyes for two seconds: the call counts as read',
    role: 'public',
    params: byToken,
    answers: { 204: empty },
  }),
  answerByLink: call({
    method: 'POST',
    path: '/api/answer-links/:token/answers',
    summary: 'Answer by a link; another answer may follow, the newest counts',
    role: 'public',
    params: byToken,
    body: answerLinkAnswer,
    answers: { 201: answerLinkView },
  }),
} as const
