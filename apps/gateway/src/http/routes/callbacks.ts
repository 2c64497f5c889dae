import { callbackPath, problem } from '@tocsin/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { CallbackTaken } from '../../lines/callbacks.ts'
import { ProblemAnswer, problems } from '../problem.ts'
import type { Services } from '../services.ts'

/** A provider reports a hundred messages at a time, and a county has five hundred persons. */
const BODY_LIMIT = 256 * 1024
/** From one address. A flood with receipts and keys of five hundred calls comes to a few a second. */
const A_MINUTE = 1200

type Refused = Extract<CallbackTaken, { ok: false }>['refusal']

const STATUS = {
  'unknown-channel': 404,
  'no-signature': 401,
  forged: 403,
  'outside-window': 403,
  replayed: 409,
  unreadable: 400,
} satisfies Record<Refused, number>

/** Where providers report to. It lies outside the session: what is believed is the provider's own proof, over the body as it came. */
export async function serveCallbacks(app: FastifyInstance, { channels }: Services): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.post(
      callbackPath(':channel'),
      {
        bodyLimit: BODY_LIMIT,
        config: { role: 'public', rateLimit: { max: A_MINUTE, timeWindow: 60_000 } },
        schema: {
          operationId: 'takeCallback',
          summary: 'Where the provider of a channel reports to: receipts, keys pressed, replies',
          description: 'Needs no sign-in, but the proof that the channel is set up with (docs/channels.md).',
          tags: ['callbacks'],
          security: [],
          params: z.object({ channel: z.string().max(64) }),
          response: { default: { content: { 'application/problem+json': { schema: problem } } } },
        },
      },
      (request, reply) => {
        const { channel } = request.params as { channel: string }
        const [, query = ''] = request.url.split(/\?(.*)/s)
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
        )
        const rawBody = typeof request.body === 'string' ? request.body : ''
        const taken = take(channel, { headers, rawBody, query }, request.ip)
        if (!taken.ok) throw new ProblemAnswer(refusalOf(taken))
        if (taken.answer === null) return reply.code(204).send()
        return reply
          .code(200)
          .type(taken.answer.contentType)
          .serializer((text: unknown) => String(text))
          .send(taken.answer.body)
      },
    )
  })

  function take(...asked: Parameters<Services['channels']['callback']>): CallbackTaken {
    try {
      return channels.callback(...asked)
    } catch {
      // Nothing of it is kept: the provider is to tell it again.
      throw new ProblemAnswer(problems.busy('The report could not be kept; send it again'), 5000)
    }
  }
}

function refusalOf({ refusal, detail }: Extract<CallbackTaken, { ok: false }>) {
  return {
    type: `/problems/callback-${refusal}`,
    title: 'The report is not taken',
    status: STATUS[refusal],
    detail,
  }
}
