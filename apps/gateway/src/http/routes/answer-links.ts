import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

const UNKNOWN = 'No such link; it may have been typed wrongly'

/** Answers by somebody who is not signed in and holds a link. */
export function answerLinkRoutes({
  answerLinks,
}: Services): Routes<'createAnswerLink' | 'readAnswerLink' | 'openAnswerLink' | 'answerByLink'> {
  return {
    createAnswerLink({ params, body, caller }) {
      const outcome = answerLinks.create(params.id, body.person, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 201,
        body: { path: outcome.path },
        audit: { subject: params.id, detail: { person: body.person } },
      }
    },

    readAnswerLink({ params }) {
      const view = answerLinks.view(params.token)
      return view ? { status: 200, body: view } : notFound(UNKNOWN)
    },

    openAnswerLink({ params }) {
      return answerLinks.opened(params.token) ? { status: 204, body: null } : notFound(UNKNOWN)
    },

    answerByLink({ params, body }) {
      const view = answerLinks.answer(params.token, body)
      return view ? { status: 201, body: view } : notFound(UNKNOWN)
    },
  }
}
