import { type BacktestBody, type BacktestResult, calls, ProblemError } from '@tocsin/contract'
import { DAY, type DurationMs } from '@tocsin/core'
import { useEffect, useState } from 'react'
import { perform } from '../../api/perform.ts'
import { serverNow } from '../../time/server-clock.ts'

/** A cell is typed digit by digit: each pause is tried, not each digit. */
const PAUSE_MS = 350
/** How often it is asked how far a back-test has come: soon at first, for a village takes a moment. */
const FIRST_ASK_MS = 60
const MOST_ASK_MS = 700
/** Stretches of a strip: one to a pixel on a desk's screen. */
const BUCKETS = 720

export const TRIAL_DAYS = [30, 90, 120, 365] as const

/** What is tried below a table; undefined while that makes no sense. */
export type TrialWanted = Pick<BacktestBody, 'rule' | 'table' | 'rows' | 'compareWith' | 'leadTo'> & {
  readonly days: number
}

export interface TableTrial {
  /** The last that ended; it stays while the next one runs. */
  readonly result: BacktestResult | undefined
  /** What the result is of. */
  readonly tried: TrialWanted | undefined
  readonly running: boolean
  readonly failure: Error | undefined
}

/** Tries what is wanted whenever it changes: after a pause, the one before cancelled. */
export function useTableTrial(wanted: TrialWanted | undefined): TableTrial {
  const [state, setState] = useState<TableTrial>(NOTHING)
  const key = wanted === undefined ? '' : JSON.stringify(wanted)
  useEffect(() => {
    if (key === '') {
      setState((known) => ({ ...known, running: false }))
      return undefined
    }
    const abort = new AbortController()
    setState((known) => ({ ...known, running: true }))
    const run = async () => {
      const { days, ...body } = JSON.parse(key) as TrialWanted
      const to = serverNow()
      try {
        const result = await backtest({ ...body, from: to - days * DAY, to }, abort.signal)
        if (!abort.signal.aborted)
          setState({ result, tried: { days, ...body }, running: false, failure: undefined })
      } catch (error) {
        if (abort.signal.aborted) return
        setState((known) => ({ ...known, running: false, failure: error as Error }))
      }
    }
    const timer = setTimeout(() => void run(), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [key])
  return state
}

const NOTHING: TableTrial = { result: undefined, tried: undefined, running: false, failure: undefined }

/** Starts a back-test and waits for its result. Cancelled on the gateway too when nobody waits any more. */
async function backtest(body: Omit<BacktestBody, 'course'>, signal: AbortSignal): Promise<BacktestResult> {
  const { id } = await perform(calls.startBacktest, { body: { ...body, course: { buckets: BUCKETS } } })
  let ended = false
  const cancel = () => {
    if (!ended) void perform(calls.cancelBacktest, { params: { id } }).catch(() => undefined)
  }
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (let pause = FIRST_ASK_MS; ; pause = Math.min(MOST_ASK_MS, pause * 1.5)) {
      await after(pause, signal)
      const job = await perform(calls.getBacktest, { params: { id } }, { signal })
      if (job.result !== null) {
        ended = true
        return job.result
      }
      if (job.state === 'failed' || job.state === 'cancelled') {
        ended = true
        throw new Error(job.failure ?? job.state)
      }
    }
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) ended = true
    throw error
  }
}

function after(length: DurationMs, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, length)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason)
      },
      { once: true },
    )
  })
}
