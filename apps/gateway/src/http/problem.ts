import type { Problem } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'
import type { Refusal } from './services.ts'

/** An answer that is not a success, on its way to whoever asked. Thrown by hooks and handlers, written by the error handler. */
export class ProblemAnswer extends Error {
  readonly problem: Problem
  readonly retryAfterMs: DurationMs | undefined

  constructor(problem: Problem, retryAfterMs?: DurationMs) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
}

/** RFC 9457: `type` is a stable name that programs may look at; the texts are for people. */
export const problems = {
  validation: (errors: NonNullable<Problem['errors']>): Problem => ({
    type: '/problems/validation',
    title: 'The request does not have the expected shape',
    status: 400,
    errors,
  }),
  unreadable: (detail: string): Problem => ({
    type: '/problems/unreadable',
    title: 'The request cannot be read',
    status: 400,
    detail,
  }),
  signInRequired: (): Problem => ({
    type: '/problems/sign-in-required',
    title: 'Sign in first',
    status: 401,
  }),
  wrongCredentials: (): Problem => ({
    type: '/problems/wrong-credentials',
    title: 'The user name or the password is wrong',
    status: 401,
  }),
  notAllowed: (detail: string): Problem => ({
    type: '/problems/not-allowed',
    title: 'Your role does not allow this',
    status: 403,
    detail,
  }),
  foreignOrigin: (): Problem => ({
    type: '/problems/foreign-origin',
    title: 'Another site may not do this in your name',
    status: 403,
  }),
  notFound: (detail: string): Problem => ({
    type: '/problems/not-found',
    title: 'There is no such thing',
    status: 404,
    detail,
  }),
  tooLarge: (limit: number): Problem => {
    const expected = `at most ${limit / 1024 / 1024} MB (${limit.toLocaleString('en')} bytes)`
    return {
      type: '/problems/too-large',
      title: 'The request is too large',
      status: 413,
      detail: `This call takes a body of ${expected}`,
      errors: [{ path: '', message: 'the body is too large', expected }],
    }
  },
  notJson: (): Problem => ({
    type: '/problems/not-json',
    title: 'Expected a body of application/json',
    status: 415,
  }),
  tooMany: (): Problem => ({
    type: '/problems/too-many-requests',
    title: 'Too many requests; try again later',
    status: 429,
  }),
  busy: (detail: string): Problem => ({ type: '/problems/busy', title: 'Busy', status: 503, detail }),
  internal: (): Problem => ({
    type: '/problems/internal',
    title: 'Something went wrong here; the log says what',
    status: 500,
  }),
}

/** What a refusal of the gateway means to whoever asked: 400 is for the shape of a request, 422 for its sense. */
export function problemOf(refusal: Refusal): Problem {
  switch (refusal.kind) {
    case 'not-found':
      return problems.notFound(refusal.detail)
    case 'exists':
      return {
        type: '/problems/exists',
        title: 'It exists already',
        status: 409,
        detail: refusal.detail,
      }
    case 'in-use':
      return {
        type: '/problems/in-use',
        title: 'Something depends on it',
        status: 409,
        detail: refusal.detail,
      }
    case 'invalid':
      return {
        type: '/problems/makes-no-sense',
        title: 'The request makes no sense',
        status: 422,
        detail: refusal.detail,
        errors: refusal.faults.map((fault) => ({ ...fault })),
      }
    case 'acknowledged-by-another': {
      const { by, name, at } = refusal.acknowledged
      return {
        type: '/problems/acknowledged-by-another',
        title: `${name} has it`,
        status: 409,
        acknowledged: { by, name, at },
      }
    }
    case 'closed':
      return {
        type: '/problems/closed',
        title: 'The warning is closed',
        status: 409,
        detail: `closed at ${new Date(refusal.at).toISOString()}`,
      }
    case 'too-long':
      return {
        type: '/problems/too-long',
        title: 'It takes too long',
        status: 422,
        detail: refusal.detail,
      }
    case 'too-late':
      return {
        type: '/problems/too-late',
        title: 'It is too late for that',
        status: 409,
        detail: refusal.detail,
      }
    case 'changed-meanwhile':
      return {
        type: '/problems/changed-meanwhile',
        title: 'Something changed meanwhile; look again',
        status: 409,
        detail: refusal.detail,
      }
    case 'busy':
      return problems.busy(refusal.detail)
    case 'not-now':
      return { type: '/problems/not-now', title: 'Not now', status: 409, detail: refusal.detail }
    case 'not-allowed':
      return problems.notAllowed(refusal.detail)
    default:
      refusal satisfies never
      throw new Error('a refusal of an unknown kind')
  }
}
