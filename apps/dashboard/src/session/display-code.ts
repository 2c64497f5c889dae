import { calls } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { keys, queryClient } from '../api/queries.ts'

/** The code that a link to the wall carries behind `#`, where no server and no log sees it; undefined without one. */
export function codeIn(hash: string): string | undefined {
  return /^#?code=([\w-]+)$/.exec(hash)?.[1]
}

/** Lets this browser in as a wall display, for as long as the code is not revoked. */
export async function signInDisplay(code: string): Promise<void> {
  const display = await perform(calls.signInDisplay, { body: { code: code.trim() } })
  queryClient.clear()
  queryClient.setQueryData(keys.session, display)
}
