import { createClient, ProblemError } from '@tocsin/contract'
import i18next from 'i18next'
import { refusalWords } from '../language/refusal-words.ts'

const client = createClient({ baseUrl: '' })
const signedOut = new Set<() => void>()

/** Calls `listener` whenever the gateway no longer knows this session. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener)
  return () => signedOut.delete(listener)
}

/** Performs a call of the contract. Throws ProblemError for refusals, anything else when the gateway could not be reached. */
export const perform: typeof client = async (definition, parts, init) => {
  try {
    return await client(definition, parts, init)
  } catch (error) {
    // Said in the reader's language here, for every place that shows it.
    if (error instanceof ProblemError || error instanceof TypeError) {
      error.message = refusalWords(error.message, i18next.language === 'en' ? 'en' : 'zh')
    }
    const isSignIn = definition.path === '/api/session' && definition.method === 'POST'
    if (error instanceof ProblemError && error.problem.status === 401 && !isSignIn) {
      for (const listener of signedOut) listener()
    }
    throw error
  }
}

/** True when the gateway did answer, and refused: asking again would bring the same. */
export function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429
}

/** True when what was asked for is not there, or no longer. */
export function isGone(error: unknown): error is ProblemError {
  return error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 410)
}
