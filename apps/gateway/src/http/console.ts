import { statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Vite writes hashed names here: what lies under one name never changes. */
const HASHED = 'assets/'
/** Pages of answer links (`answerPath`): no part of the console. */
const ANSWER = 'answer/'
/** An address's files a minute. A browser that opens the console for the first time, or after an upgrade, reads some 150 of them at once. */
const FILES = { max: 60_000, timeWindow: 60_000 }

/** Serves the built console; what is no file is one of its pages and gets `index.html`. */
export async function serveConsole(app: FastifyInstance, consoleDir: string): Promise<void> {
  const folder = resolve(consoleDir)
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    dotfiles: 'deny',
    cacheControl: false,
    setHeaders(reply, path) {
      const hashed = path.startsWith(join(folder, HASHED))
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })

  function isFile(path: string): boolean {
    if (path === '' || path.includes('\0')) return false
    const file = join(folder, path)
    return file.startsWith(folder + sep) && statSync(file, { throwIfNoEntry: false })?.isFile() === true
  }

  app.get(
    '/*',
    { config: { role: 'public', rateLimit: FILES }, schema: { hide: true } },
    (request, reply): FastifyReply => {
      const path = (request.params as { '*': string })['*']
      if (isFile(path)) return reply.sendFile(path)
      // A missing script answered with a page would be run as a script; a missing call must not look like a success.
      if (path.startsWith(HASHED) || path === 'api' || path.startsWith('api/')) {
        reply.callNotFound()
        return reply
      }
      return reply.sendFile(path.startsWith(ANSWER) ? 'answer.html' : 'index.html')
    },
  )
}
