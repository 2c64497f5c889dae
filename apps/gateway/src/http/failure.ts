import { randomUUID } from 'node:crypto'
import type { Problem } from '@tocsin/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TooBusy } from '../access/hash-gate.ts'
import { NotKept } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import { ProblemAnswer, problems } from './problem.ts'
import { faultsOf, InvalidRequest } from './validation.ts'

/** Fastify's own errors carry a code and a status. */
interface FrameworkError extends Error {
  readonly code?: string
  readonly statusCode?: number
}

/** Writes every failure as a problem. What is our own fault is logged whole and answered without detail. */
export function answerFailures(log: Log) {
  return (error: FrameworkError, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemFor(error, request)
    // A refusal is an answer, not a failure.
    if (problem.status >= 500 && !(error instanceof TooBusy || error instanceof ProblemAnswer)) {
      problem.instance = `/failures/${randomUUID().slice(0, 8)}`
      log.error('http.failed', {
        instance: problem.instance,
        method: request.method,
        // Without its query: a provider's callback carries a secret there.
        path: request.url.split('?')[0]?.slice(0, 200),
        error: error.stack ?? error.message,
        ...(error.cause === undefined ? {} : { cause: String(error.cause) }),
      })
    }
    const retryAfterMs =
      error instanceof ProblemAnswer || error instanceof TooBusy ? error.retryAfterMs : undefined
    if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
    sendProblem(reply, problem)
  }
}

/** Not by the route's schemas: those are for what it promised. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem)
}

function problemFor(error: FrameworkError, request: FastifyRequest): Problem {
  if (error instanceof ProblemAnswer) return error.problem
  if (error instanceof InvalidRequest) return problems.validation(faultsOf(error.issues))
  if (error instanceof TooBusy) return problems.busy(error.message)
  switch (error.statusCode) {
    case 400:
      return problems.unreadable(error.message)
    case 413:
      return problems.tooLarge(request.routeOptions.bodyLimit)
    case 415:
      return problems.notJson()
    case 429:
      return problems.tooMany()
    case 503:
      return problems.busy(error instanceof NotKept ? error.message : 'The gateway is stopping')
    default:
      return problems.internal()
  }
}
