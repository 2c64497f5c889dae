import { FLOWS_PATH } from '@tocsin/contract'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../../access/caller.ts'
import type { Editor } from '../../flows/editor.ts'
import type { Routes } from '../handlers.ts'
import { ProblemAnswer, problems } from '../problem.ts'
import type { Services } from '../services.ts'

/** How Node-RED fares, and its restart. */
export function flowsRoutes({ flows }: Services): Routes<'readFlows' | 'restartFlows'> {
  return {
    readFlows: () => ({ status: 200, body: flows.view() }),

    restartFlows() {
      const outcome = flows.restart()
      return outcome.ok ? { status: 202, body: outcome.flows, audit: { subject: 'flows' } } : outcome
    },
  }
}

/** Where the console tells of flows, for whoever comes to the editor without being let in. */
const CONSOLE_PAGE = '/system?tab=flows'
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const

/** Node-RED's editor, below `/flows/`, for engineers. It is no call of the contract: what goes over it is Node-RED's. */
export async function serveEditor(
  app: FastifyInstance,
  editor: Pick<Editor, 'pass'>,
  callerOf: (request: FastifyRequest) => Caller | undefined,
): Promise<void> {
  const config = { role: 'engineer' as const }
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // Not read here: it goes on as it comes.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const refused = error instanceof ProblemAnswer ? error.problem.status : undefined
      if (!isPage(request) || (refused !== 401 && refused !== 403 && refused !== 503)) throw error
      const next = encodeURIComponent(CONSOLE_PAGE)
      return reply.redirect(refused === 401 ? `/sign-in?next=${next}` : CONSOLE_PAGE)
    })
    scope.get(FLOWS_PATH.slice(0, -1), { config, schema: { hide: true } }, (_request, reply) =>
      reply.redirect(FLOWS_PATH),
    )
    scope.route({
      method: [...METHODS],
      url: `${FLOWS_PATH}*`,
      config,
      schema: { hide: true },
      handler(request, reply): FastifyReply {
        const caller = callerOf(request)
        if (caller === undefined) throw new ProblemAnswer(problems.signInRequired())
        if (!editor.pass(request, reply, caller)) {
          throw new ProblemAnswer(problems.busy('Node-RED is not running'))
        }
        return reply
      },
    })
  })
}

/** Somebody typed the address, or followed a link: a page answers that better than a document of a problem. */
function isPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html')
}
