import type { DurationMs } from '@tocsin/core'
import { redact } from './mask.ts'

export interface DeliveryFailure {
  /** This address will not take this message, however often it is tried: the next channel is taken at once. */
  readonly permanent: boolean
  /** False: the account, the template or the robot is at fault, and the address may be well. Default: a permanent failure is the address's. */
  readonly ofAddress?: boolean
  /** The counterpart may have it all the same: a retry must carry the same key. */
  readonly maybeSent?: boolean
  /** Before then a retry is useless. */
  readonly retryAfterMs?: DurationMs | undefined
  /** Taken out of the text, beside all numbers. */
  readonly secrets?: readonly string[]
}

/** Why a message did not reach its counterpart. The text is for the board and the log: numbers in it are masked here. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly permanent: boolean
  /** The address itself is known to take nothing. */
  readonly ofAddress: boolean
  readonly maybeSent: boolean
  readonly retryAfterMs: DurationMs | undefined

  constructor(text: string, failure: DeliveryFailure) {
    super(redact(text, failure.secrets ?? []))
    this.permanent = failure.permanent
    this.ofAddress = failure.permanent && failure.ofAddress !== false
    this.maybeSent = failure.maybeSent ?? false
    this.retryAfterMs = failure.retryAfterMs
  }
}
