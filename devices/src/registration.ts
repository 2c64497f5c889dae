import { calls, type StationBody } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'
import { isRefusal, type Session } from './session.ts'

/** A station as the gateway knows it now, with the secret it lets in. */
export interface Registered {
  readonly id: StationId
  readonly secret: string
  /** It was not there before. */
  readonly isNew: boolean
}

/**
 * Registers a station, or takes up the one that is there: with the secret at hand, or, where that has been lost, a new one.
 * Throws ProblemError for anything else.
 */
export async function register(
  session: Session,
  body: StationBody,
  known: string | undefined,
): Promise<Registered> {
  const { id } = body
  try {
    const { secret } = await session(calls.createStation, { body })
    return { id, secret, isNew: true }
  } catch (error) {
    if (!isRefusal(error, 409)) throw error
    if (known !== undefined) return { id, secret: known, isNew: false }
    const { secret } = await session(calls.renewSecret, { params: { id } })
    return { id, secret, isNew: false }
  }
}
