import { type manualCalls, watcherPath } from '@tocsin/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { PageOwner, SentPage } from '../manual-service.ts'
import type { Registration } from '../register.ts'
import type { Services } from '../services.ts'

/** What people read and report, as the console asks for it and enters it. */
export function manualRoutes({ manual }: Services): Routes<keyof typeof manualCalls> {
  return {
    listManualReports({ query }) {
      const { notes, from = 0, ...rest } = query
      return { status: 200, body: { reports: manual.list({ ...rest, notes: notes === 'yes', from }) } }
    },

    async enterManualReport({ params, body, caller }) {
      const outcome = await manual.enter(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { report } = outcome
      return { status: 201, body: report, audit: { subject: params.id, detail: { after: report } } }
    },

    listWatcherLinks: ({ query }) => ({ status: 200, body: { links: manual.links(query.station) } }),

    createWatcherLink({ body, caller }) {
      const outcome = manual.createLink(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { link, path, url } = outcome
      return {
        status: 201,
        body: { ...link, path, url },
        audit: { subject: body.person, detail: { link: link.id } },
      }
    },

    removeWatcherLink({ params }) {
      const outcome = manual.removeLink(params.id)
      return outcome.ok ? { status: 204, body: null, audit: { subject: String(params.id) } } : outcome
    },
  }
}

const FORM = 'application/x-www-form-urlencoded'
const FORM_LIMIT = 8 * 1024
/** From one address: a village may sit behind one. */
const A_MINUTE = 60

/**
 * The pages of village watchers: plain HTML and a form, for any phone. `/report/{token}` needs no sign-in, the token is the proof; `/report` is for whoever
 * is signed in and is somebody of the directory.
 */
export async function serveReportPages(
  app: FastifyInstance,
  { manual }: Services,
  { callerOf }: Registration,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, done) =>
      done(null, body),
    )
    const rateLimit = { max: A_MINUTE, timeWindow: 60_000 }
    const byToken = { config: { role: 'public' as const, rateLimit }, schema: { hide: true } }
    const byUser = { config: { role: 'viewer' as const, rateLimit }, schema: { hide: true } }

    scope.get<{ Params: { token: string } }>(watcherPath(':token'), byToken, ({ params }, reply) =>
      send(reply, manual.page(params)),
    )
    scope.post<{ Params: { token: string } }>(
      watcherPath(':token'),
      byToken,
      async ({ params, body }, reply) => send(reply, await manual.submit(params, formOf(body))),
    )
    scope.get('/report', byUser, (request, reply) => send(reply, manual.page(userOf(callerOf(request)))))
    scope.post('/report', byUser, async (request, reply) =>
      send(reply, await manual.submit(userOf(callerOf(request)), formOf(request.body))),
    )
  })
}

function userOf(caller: ReturnType<Registration['callerOf']>): PageOwner {
  return { user: caller?.id ?? '' }
}

function formOf(body: unknown): URLSearchParams {
  return new URLSearchParams(typeof body === 'string' ? body : '')
}

function send(reply: FastifyReply, { status, html }: SentPage): FastifyReply {
  return (
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex')
      // The address is a secret, and a form without a referrer would come without its origin.
      .header('referrer-policy', 'same-origin')
      .serializer((text: unknown) => String(text))
      .send(html)
  )
}
