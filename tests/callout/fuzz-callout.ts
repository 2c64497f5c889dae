// Random call-outs, as a thread: given `runs` and `seed`, it posts how many held and the first that did not.
import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { cases } from './case.ts'
import { broken } from './model.ts'

const BATCH = 100
/** A case is made smaller for so long at most: some of them take long to play. */
const LONGEST_BATCH_MS = 120_000

export interface Progress {
  readonly count: number
  readonly failure: string | undefined
}

/** Plays so many random cases of a seed; `say` hears of every hundred, and of the first that does not hold, made as small as it gets. */
export function fuzzCallout(runs: number, seed: number, say: (progress: Progress) => void): void {
  for (let done = 0; done < runs; done += BATCH) {
    const count = Math.min(BATCH, runs - done)
    const result = fc.check(
      fc.property(cases, (one) => {
        const complaint = broken(one)
        if (complaint !== undefined) throw new Error(complaint)
      }),
      { numRuns: count, seed: seed + done, interruptAfterTimeLimit: LONGEST_BATCH_MS },
    )
    const failure = result.failed
      ? `seed ${seed + done}: ${String(result.errorInstance)}\n${JSON.stringify(result.counterexample)}`
      : undefined
    say({ count: result.numRuns, failure })
    if (failure !== undefined) return
  }
}

const given = workerData as { runs: number; seed: number } | null
if (parentPort !== null && given !== null) {
  const port = parentPort
  fuzzCallout(given.runs, given.seed, (progress) => port.postMessage(progress))
}
