import type { Call, CallName, Calls } from '@tocsin/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Caller } from '../access/caller.ts'
import type { Refusal } from './services.ts'

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** A call as its handler sees it: validated, and from somebody who may. */
export interface Asked<C extends Call> {
  readonly params: Parsed<C['params']>
  readonly query: Parsed<C['query']>
  readonly body: Parsed<C['body']>
  readonly caller: C['role'] extends 'public' ? Caller | undefined : Caller
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

type Success<C extends Call> = {
  [S in keyof C['answers']]: {
    readonly status: S
    readonly body: z.input<C['answers'][S] & z.ZodType>
    /** Who changes something leaves a line in the audit log. What `access` changes it writes down itself. */
    readonly audit?: { readonly subject: string; readonly detail?: Readonly<Record<string, unknown>> }
  }
}[keyof C['answers']]

/** An answer of the contract, or why there is none. */
export type Reply<C extends Call> = Success<C> | { readonly refusal: Refusal }

export type Handler<C extends Call> = (asked: Asked<C>) => Reply<C> | Promise<Reply<C>>

/** One handler for every call of the contract: a missing one does not compile. */
export type Handlers = { readonly [N in CallName]: Handler<Calls[N]> }

/** The handlers that one file of routes brings. */
export type Routes<N extends CallName> = Pick<Handlers, N>

export function notFound(detail: string): { refusal: Refusal } {
  return { refusal: { kind: 'not-found', detail } }
}
