import { ProblemError } from '@tocsin/contract'
import type { Translate } from '../language/words.ts'

/** Why signing in did not work, for the person who tries. Never which of name and password was wrong. */
export function signInProblem(error: unknown, t: Translate): string {
  if (!(error instanceof ProblemError)) return t('signIn.unreachable')
  switch (error.problem.status) {
    case 400:
    case 401:
    case 403:
    case 422:
      return t('signIn.wrong')
    case 429:
      return t('signIn.throttled')
    default:
      return t('signIn.failed', { status: error.problem.status })
  }
}
