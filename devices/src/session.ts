import { setTimeout as wait } from 'node:timers/promises'
import { calls, createClient, ProblemError } from '@tocsin/contract'
import { SECOND } from '@tocsin/core'

/** Performs calls of the contract as somebody who is signed in. */
export type Session = ReturnType<typeof createClient>

/** Tries of a call that the gateway puts off (429). */
const TRIES = 5

/** `fetch` that comes back when it is told to come later: registering hundreds of stations in a row may be put off. */
const patientFetch: typeof fetch = async (input, init) => {
  for (let tries = 1; ; tries++) {
    const response = await fetch(input, init)
    if (response.status !== 429 || tries === TRIES) return response
    await response.body?.cancel()
    await wait(Math.max(1, Number(response.headers.get('retry-after') ?? 1)) * SECOND)
  }
}

/** Signs in over HTTP. Throws ProblemError when it is refused. */
export async function signIn(baseUrl: string, username: string, password: string): Promise<Session> {
  let cookie = ''
  const once = createClient({
    baseUrl,
    // A sign-in is not repeated: the wait after wrong passwords is meant.
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      return response
    },
  })
  await once(calls.signIn, { body: { username, password } })
  return createClient({ baseUrl, headers: { cookie }, fetch: patientFetch })
}

/** True when an error is the gateway's refusal with that status. */
export function isRefusal(error: unknown, status: number): boolean {
  return error instanceof ProblemError && error.problem.status === status
}
