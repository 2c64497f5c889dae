import { type Call, type CallName, calls, problem } from '@tocsin/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Audit } from '../access/audit.ts'
import type { Caller } from '../access/caller.ts'
import { isRouteRole } from './authorize.ts'
import type { Asked, Handlers } from './handlers.ts'
import { ProblemAnswer, problemOf } from './problem.ts'
import type { Refusal } from './services.ts'

/** What registration needs besides the calls. */
export interface Registration {
  readonly audit: Audit
  readonly callerOf: (request: FastifyRequest) => Caller | undefined
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly audit?: { readonly subject: string; readonly detail?: Readonly<Record<string, unknown>> }
}
type AnyHandler = (asked: Asked<Call>) => Promise<Answer | { refusal: Refusal }>

/** Sign-in is where passwords are guessed. */
const STRICT = { max: 30, timeWindow: 60_000 }

/** Registers a route for every call of the contract. */
export function registerCalls(app: FastifyInstance, handlers: Handlers, registration: Registration): void {
  for (const [name, definition] of Object.entries(calls)) {
    registerCall(
      app,
      name,
      definition,
      handlers[name as keyof Handlers] as unknown as AnyHandler,
      registration,
    )
  }
}

/** Registers one call: its role is enforced, its input validated, its answer written by its schema. */
export function registerCall(
  app: FastifyInstance,
  name: string,
  definition: Call,
  handler: AnyHandler,
  { audit, callerOf }: Registration,
): void {
  const { method, path, summary, role, params, query, body, bodyLimit, answers } = definition
  if (!isRouteRole(role)) throw new Error(`call ${name} (${method} ${path}) declares no role`)
  app.route({
    method,
    url: path,
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    config: {
      role,
      call: name as CallName,
      ...(path.startsWith('/api/session') && method !== 'GET' ? { rateLimit: STRICT } : {}),
    },
    schema: {
      operationId: name,
      summary,
      description: role === 'public' ? 'Needs no sign-in.' : `Least role: ${role}.`,
      tags: [path.split('/')[2] ?? 'box'],
      security: role === 'public' ? [] : [{ session: [] }, { token: [] }],
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      response: { ...answers, default: { content: { 'application/problem+json': { schema: problem } } } },
    },
    async handler(request, reply) {
      const caller = callerOf(request)
      const answer = await handler({
        params: request.params,
        query: request.query,
        body: request.body,
        caller,
        request,
        reply,
      } as unknown as Asked<Call>)
      if ('refusal' in answer) throw new ProblemAnswer(problemOf(answer.refusal))
      if (answer.audit) {
        audit.write(caller?.id ?? 'system', name, answer.audit.subject, answer.audit.detail)
      }
      reply.code(answer.status)
      return answer.status === 204 ? reply.send() : answer.body
    },
  })
}
