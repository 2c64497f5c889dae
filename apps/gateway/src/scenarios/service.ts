import { Worker } from 'node:worker_threads'
import type { ScenarioBody } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'
import type { Outcome, ScenarioService } from '../http/services.ts'
import type { ScenarioAnswer } from './play.ts'

/** A hundred thousand values are played within a second or two; what takes longer than this is no test that anybody runs twice. */
const WITHIN: DurationMs = 10_000
/** The box has two cores, and one of them judges. */
const AT_ONCE = 1
const MEMORY_MB = 512

/** Plays scenarios beside the gateway, each in a thread that is ended when its time is up. */
export function createScenarioService(within = WITHIN): ScenarioService {
  let running = 0
  return {
    async play(body) {
      if (running >= AT_ONCE) {
        return {
          ok: false,
          refusal: { kind: 'busy', detail: 'Another scenario is being played; try again in a moment' },
        }
      }
      running++
      try {
        return await playInWorker(body, within)
      } finally {
        running--
      }
    },
  }
}

type Played = Awaited<ReturnType<ScenarioService['play']>>

function playInWorker(body: ScenarioBody, within: DurationMs): Promise<Played> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: body,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  // A gateway that stops waits for no scenario.
  worker.unref()
  return new Promise<Played>((resolve, reject) => {
    const time = setTimeout(() => resolve(tooLong(`not played within ${within / 1000} s`)), within)
    time.unref()
    worker.once('message', (answer: ScenarioAnswer) => resolve(outcomeOf(answer)))
    worker.once('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(tooLong(`needs more than ${MEMORY_MB} MB`))
      else reject(error)
    })
    worker.once('exit', () => {
      clearTimeout(time)
      reject(new Error('the thread of a scenario ended without an answer'))
    })
  }).finally(() => worker.terminate())
}

function outcomeOf(answer: ScenarioAnswer): Played {
  if (answer.ok) return answer
  return {
    ok: false,
    refusal: { kind: 'invalid', detail: 'The scenario cannot be played', faults: answer.faults },
  }
}

function tooLong(detail: string): Outcome<never> {
  return { ok: false, refusal: { kind: 'too-long', detail } }
}
