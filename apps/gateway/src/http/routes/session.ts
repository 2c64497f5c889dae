import { MINUTE } from '@tocsin/core'
import type { Access, SignIn } from '../../access/access.ts'
import type { Caller } from '../../access/caller.ts'
import { sessionCookie } from '../../access/cookie.ts'
import type { Routes } from '../handlers.ts'
import { ProblemAnswer, problems } from '../problem.ts'

/** Signing in and out. */
export function sessionRoutes(access: Access): Routes<'signIn' | 'whoAmI' | 'signOut' | 'changePassword'> {
  return {
    async signIn({ body, request, reply }) {
      // Whoever signs in over an old session leaves that one behind.
      const before = access.caller(request.raw)
      const outcome = await access.signIn(body, request.ip)
      if (!outcome.ok) throw failed(outcome)
      if (before) access.signOut(before)
      reply.header('set-cookie', sessionCookie(request.raw, outcome.secret))
      const { person, endsAt: sessionEndsAt } = outcome
      const firstPassword = access.users.hasFirstPassword(person.username)
      return { status: 200, body: { ...person, sessionEndsAt, firstPassword } }
    },

    whoAmI: ({ caller }) => ({
      status: 200,
      body: {
        ...personOf(caller),
        sessionEndsAt: access.endsAt(caller),
        firstPassword: access.users.hasFirstPassword(caller.id),
      },
    }),

    signOut({ caller, request, reply }) {
      access.signOut(caller)
      reply.header('set-cookie', sessionCookie(request.raw, undefined))
      return { status: 204, body: null }
    },

    async changePassword({ caller, body, request, reply }) {
      const outcome = await access.changePassword(caller, body, request.ip)
      if (!outcome.ok) {
        if (outcome.reason === 'refused') return { refusal: outcome.refusal }
        if (outcome.reason === 'throttled') throw failed(outcome)
        // Not 401: the session holds, and the console must not take this for its end.
        const fault = { path: 'current', message: 'is not your password', expected: 'your password so far' }
        return { refusal: { kind: 'invalid', detail: 'The current password is wrong', faults: [fault] } }
      }
      reply.header('set-cookie', sessionCookie(request.raw, outcome.secret))
      return { status: 204, body: null }
    },
  }
}

function failed(outcome: SignIn & { ok: false }): ProblemAnswer {
  return outcome.reason === 'throttled'
    ? new ProblemAnswer(problems.tooMany(), Math.min(outcome.retryAfterMs, 15 * MINUTE))
    : new ProblemAnswer(problems.wrongCredentials())
}

function personOf({ id, name, role }: Caller) {
  return { username: id, name, role }
}
