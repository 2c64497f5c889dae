import type { Problem, Role, socketRequests } from '@tocsin/contract'
import type { z } from 'zod'
import { atLeast, isRole } from '../access/roles.ts'
import type { LiveClient } from './client.ts'

/** Something a client may ask for over its socket. */
export interface SocketRequest {
  readonly role: Role
  readonly body: z.ZodType
}
type Requests = typeof socketRequests

/** One handler for every request of the contract; it answers what the client is answered, beside the `seq`. */
export type RequestHandlers = {
  readonly [N in keyof Requests]: (
    client: LiveClient,
    body: z.output<Requests[N]['body']>,
  ) => Problem | undefined
}

type Answer = (reply: { seq: number; problem?: Problem }) => void

/** A request that was checked at registration: its role is known. */
export interface RegisteredRequest {
  readonly name: string
  serve(client: LiveClient, body: unknown, answer: unknown): void
}

/** Refuses to register a request without a role. */
export function registerRequest(
  name: string,
  { role, body: schema }: SocketRequest,
  /** What it answers is why it was refused. */
  handler: (client: LiveClient, body: never) => Problem | undefined,
): RegisteredRequest {
  if (!isRole(role)) throw new Error(`socket request ${name} declares no role`)
  return {
    name,
    serve(client, body, answer) {
      const problem = refusalOf(client) ?? handle(client)
      if (typeof answer === 'function') {
        ;(answer as Answer)({ seq: client.seq, ...(problem ? { problem } : {}) })
      }

      function handle(to: LiveClient): Problem | undefined {
        const parsed = schema.safeParse(body)
        if (!parsed.success) {
          return {
            type: '/problems/validation',
            title: `The request ${name} does not have the expected shape`,
            status: 400,
            errors: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
          }
        }
        return handler(to, parsed.data as never) ?? undefined
      }
    },
  }

  function refusalOf({ caller }: LiveClient): Problem | undefined {
    if (atLeast(caller.role, role)) return undefined
    return {
      type: '/problems/not-allowed',
      title: 'Your role does not allow this',
      status: 403,
      detail: `This needs the role ${role}; yours is ${caller.role}`,
    }
  }
}
