import { DAY, type DurationMs, MINUTE } from '@tocsin/core'
import type { Access, SignIn } from '../../access/access.ts'
import type { Caller } from '../../access/caller.ts'
import { readSessionCookie, sessionCookie } from '../../access/cookie.ts'
import type { Routes } from '../handlers.ts'
import { ProblemAnswer, problems } from '../problem.ts'

/** As long as browsers let one last. */
const DISPLAY_COOKIE_LASTS: DurationMs = 400 * DAY

/** Signing in and out. */
export function sessionRoutes(
  access: Access,
): Routes<'signIn' | 'signInDisplay' | 'whoAmI' | 'signOut' | 'changePassword'> {
  const signedIn = (caller: Caller) => ({
    ...personOf(caller),
    sessionEndsAt: access.endsAt(caller),
    firstPassword: access.users.hasFirstPassword(caller.id),
    display: caller.kind === 'display',
  })

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
      return { status: 200, body: { ...person, sessionEndsAt, firstPassword, display: false } }
    },

    signInDisplay({ body, request, reply }) {
      const caller = access.tokens.displayBySecret(body.code)
      if (caller === undefined) {
        access.audit.write('system', 'sign-in.refused', 'wall display', { address: request.ip })
        throw new ProblemAnswer(problems.wrongCredentials())
      }
      const before = access.caller(request.raw)
      if (before) access.signOut(before)
      reply.header('set-cookie', sessionCookie(request.raw, body.code.toLowerCase(), DISPLAY_COOKIE_LASTS))
      access.audit.write(caller.id, 'sign-in', caller.name, { address: request.ip })
      return { status: 200, body: signedIn(caller) }
    },

    whoAmI({ caller, request, reply }) {
      // Browsers let no cookie last for ever: each time a display is loaded it lasts as long again.
      const secret = caller.kind === 'display' ? readSessionCookie(request.raw) : undefined
      if (secret !== undefined)
        reply.header('set-cookie', sessionCookie(request.raw, secret, DISPLAY_COOKIE_LASTS))
      return { status: 200, body: signedIn(caller) }
    },

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
