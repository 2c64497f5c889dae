import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Rules tried on history, as jobs. */
export function backtestRoutes({
  backtests,
}: Services): Routes<'startBacktest' | 'listBacktests' | 'getBacktest' | 'cancelBacktest'> {
  return {
    startBacktest({ body, caller, reply }) {
      const outcome = backtests.start(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { job } = outcome
      reply.header('location', `/api/backtests/${job.id}`)
      return { status: 202, body: job }
    },

    listBacktests: () => ({ status: 200, body: { backtests: backtests.list() } }),

    getBacktest({ params }) {
      const job = backtests.get(params.id)
      return job ? { status: 200, body: job } : notFound(`No back-test ${params.id}, or no longer`)
    },

    cancelBacktest({ params }) {
      const job = backtests.cancel(params.id)
      return job ? { status: 200, body: job } : notFound(`No back-test ${params.id}, or no longer`)
    },
  }
}
