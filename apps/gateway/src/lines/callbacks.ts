import type { DatabaseSync } from 'node:sqlite'
import type { VerifiedCallback } from '../channels/http/callback.ts'
import { type CallbackRefusal, type CallbackRequest, readCallback } from '../channels/http/callback.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { CallbackSetup } from './build.ts'
import type { Line, Lines } from './lines.ts'

export interface CallbacksOptions {
  readonly database: DatabaseSync
  readonly lines: Lines
  readonly clock: Clock
  readonly log: Log
  /** All of `work` in one transaction. */
  readonly together: (work: () => void) => void
}

/** What a provider is answered. */
export type CallbackTaken =
  | { readonly ok: true; readonly answer: CallbackSetup['answer'] }
  | { readonly ok: false; readonly refusal: CallbackRefusal | 'unknown-channel'; readonly detail: string }

/** Takes what providers report: each once, kept with what it brought in one transaction. */
export class Callbacks {
  readonly #options: CallbacksOptions
  readonly #statements

  constructor(options: CallbacksOptions) {
    this.#options = options
    const { database } = options
    this.#statements = {
      seen: database.prepare('SELECT 1 FROM callbacks_taken WHERE channel = ? AND replay_id = ?'),
      keep: database.prepare('INSERT INTO callbacks_taken (channel, replay_id, keep_until) VALUES (?, ?, ?)'),
      forget: database.prepare('DELETE FROM callbacks_taken WHERE keep_until < ?'),
    }
  }

  /** Throws when what it brought cannot be kept: nothing is, and the provider has to tell it again. */
  take(id: string, request: CallbackRequest, from: string): CallbackTaken {
    const { lines, clock, log } = this.#options
    const line = lines.get(id)
    if (line === undefined || line.callback === null) {
      log.warn('callback.refused', { channel: id.slice(0, 40), from, refusal: 'unknown-channel' })
      return {
        ok: false,
        refusal: 'unknown-channel',
        detail: 'no channel here takes callbacks at this address',
      }
    }
    const { config, answer } = line.callback
    const now = clock.now()
    const reading = readCallback(
      request,
      config,
      now,
      (replayId) => this.#statements.seen.get(id, replayId) !== undefined,
    )
    if (!reading.ok) {
      const { refusal, detail } = reading
      // Where no time is signed a provider that missed our answer repeats itself word for word: it is told again that all is well.
      const isRepetition = refusal === 'replayed' && config.proof.scheme !== 'hmac'
      log[isRepetition ? 'info' : 'warn']('callback.refused', { channel: id, from, refusal, detail })
      return isRepetition ? { ok: true, answer } : { ok: false, refusal, detail }
    }
    this.#options.together(() => {
      this.#statements.keep.run(id, reading.replayId, reading.keepUntil)
      takerOf(line)(reading)
    })
    return { ok: true, answer }
  }

  /** Forgets callbacks that could not come again. */
  forget(): void {
    this.#statements.forget.run(this.#options.clock.now())
  }
}

function takerOf({ channel, id }: Line): (callback: VerifiedCallback) => void {
  const { take } = channel as { take?: (callback: VerifiedCallback) => void }
  if (take === undefined) throw new Error(`the channel ${id} takes no callbacks`)
  return take
}
