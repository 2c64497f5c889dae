import type { z } from 'zod'
import type { Answer, Call } from './calls.ts'
import { type Problem, problem } from './problem.ts'

/** A refusal or failure the server answered with. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(answer: Problem) {
    super(answer.detail ?? answer.title)
    this.problem = answer
  }
}

type Parts<C extends Call> = (C['params'] extends z.ZodType
  ? { params: z.input<C['params']> }
  : { params?: undefined }) &
  (C['query'] extends z.ZodType ? { query: z.input<C['query']> } : { query?: undefined }) &
  (C['body'] extends z.ZodType ? { body: z.input<C['body']> } : { body?: undefined })

export interface ClientOptions {
  /** Such as `http://127.0.0.1:3000`; empty for the page's own origin. */
  readonly baseUrl: string
  /** Sent with every call: a cookie or a bearer token where there is no browser. */
  readonly headers?: Record<string, string>
  readonly fetch?: typeof fetch
}

/** Makes the function that performs calls of the contract. It throws ProblemError for every answer that is not a success. */
export function createClient(options: ClientOptions) {
  const request = options.fetch ?? fetch
  return async function perform<C extends Call>(
    definition: C,
    parts: Parts<C>,
    init?: { signal?: AbortSignal },
  ): Promise<Answer<C>> {
    let path = definition.path
    for (const [key, value] of Object.entries(parts.params ?? {})) {
      path = path.replace(`:${key}`, encodeURIComponent(String(value)))
    }
    const query = new URLSearchParams()
    for (const [key, value] of Object.entries(parts.query ?? {})) {
      if (value !== undefined) query.set(key, String(value))
    }
    const response = await request(`${options.baseUrl}${path}${query.size > 0 ? `?${query}` : ''}`, {
      method: definition.method,
      headers: {
        ...options.headers,
        ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: parts.body === undefined ? null : JSON.stringify(parts.body),
      credentials: 'same-origin',
      ...init,
    })
    const schema = definition.answers[response.status]
    const text = await response.text()
    if (response.ok && schema) return (text === '' ? undefined : schema.parse(JSON.parse(text))) as Answer<C>
    throw new ProblemError(readProblem(text, response.status))
  }
}

function readProblem(text: string, status: number): Problem {
  try {
    const parsed = problem.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
  } catch {
    // Not JSON: a proxy's page, or nothing at all.
  }
  return { type: '/problems/unexpected-answer', title: `The server answered ${status}`, status }
}
