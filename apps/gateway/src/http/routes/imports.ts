import type { Readable } from 'node:stream'
import type { importCalls } from '@tocsin/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import { ProblemAnswer, problemOf } from '../problem.ts'
import type { Services } from '../services.ts'

const CONTENT = 'application/octet-stream'

/** History from files: begun, followed, ended. */
export function importRoutes({ imports }: Services): Routes<keyof typeof importCalls> {
  return {
    listImports: () => ({ status: 200, body: { imports: imports.list() } }),

    createImport({ body, caller, reply }) {
      const outcome = imports.create(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { id, name, check, bytes } = outcome.import
      reply.header('location', `/api/imports/${id}`)
      return { status: 201, body: outcome.import, audit: { subject: id, detail: { name, check, bytes } } }
    },

    readImport({ params }) {
      const found = imports.get(params.id)
      return found ? { status: 200, body: found } : notFound(`No import ${params.id}, or no longer`)
    },

    async cancelImport({ params }) {
      const outcome = await imports.cancel(params.id)
      return outcome.ok ? { status: 200, body: outcome.import, audit: { subject: params.id } } : outcome
    },
  }
}

/** `PUT /api/imports/:id/file?offset=N`: a part of a file, from byte N on. */
export async function serveImportFiles(app: FastifyInstance, { imports }: Services): Promise<void> {
  await app.register(async (scope) => {
    // As it comes: it goes to a file, and never lies in memory whole.
    scope.addContentTypeParser(CONTENT, (_request, payload, done) => done(null, payload))
    scope.put(
      '/api/imports/:id/file',
      { config: { role: 'engineer' as const }, schema: { hide: true } },
      async (
        request: FastifyRequest<{ Params: { id: string }; Querystring: { offset?: string }; Body: Readable }>,
        reply,
      ) => {
        const { offset = '0' } = request.query
        const faults =
          request.headers['content-type'] !== CONTENT
            ? [{ path: 'content-type', message: 'is another', expected: CONTENT }]
            : /^\d{1,15}$/.test(offset)
              ? []
              : [{ path: 'offset', message: 'is no number of bytes', expected: 'where this part begins' }]
        if (faults.length > 0) {
          throw new ProblemAnswer(problemOf({ kind: 'invalid', detail: 'It cannot be taken so', faults }))
        }
        const outcome = await imports.upload(request.params.id, Number(offset), request.body)
        if (!outcome.ok) throw new ProblemAnswer(problemOf(outcome.refusal))
        return reply.send(outcome.import)
      },
    )
  })
}
