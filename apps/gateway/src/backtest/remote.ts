import { setTimeout as wait } from 'node:timers/promises'
import { type BacktestBody, type BacktestResult, calls, createClient } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'
import type { Progress } from './backtest.ts'

const ASK_EVERY: DurationMs = 250

export interface RemoteOptions {
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string
  /** Of an engineer. */
  readonly token: string
  readonly onProgress: (progress: Progress) => void
  /** Cancels the job there, too. */
  readonly signal?: AbortSignal
}

/** A back-test in a running gateway, over HTTP. Throws ProblemError when it is refused. */
export async function runRemotely(body: BacktestBody, options: RemoteOptions): Promise<BacktestResult> {
  const { url, token, onProgress, signal } = options
  const call = createClient({ baseUrl: url, headers: { authorization: `Bearer ${token}` } })
  const { id } = await call(calls.startBacktest, { body })
  const params = { id }
  for (;;) {
    if (signal?.aborted) {
      await call(calls.cancelBacktest, { params })
      throw new Error('cancelled')
    }
    const { state, progress, result, failure } = await call(calls.getBacktest, { params })
    onProgress(progress)
    if (result !== null) return result
    if (state !== 'queued' && state !== 'running')
      throw new Error(`${state}${failure === null ? '' : `: ${failure}`}`)
    await wait(ASK_EVERY)
  }
}
