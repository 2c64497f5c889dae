import type { IncomingMessage } from 'node:http'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/**
 * The console loads nothing from elsewhere and runs no inline script. Inline styles are Mantine's; `blob:` workers are the map's. What only
 * makes sense over HTTPS is left out over HTTP, where a town's closed network often stays.
 */
export async function addSecurityHeaders(app: FastifyInstance, overHttps: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        // Not every browser counts a WebSocket of the same host as 'self'.
        connectSrc: ["'self'", (request) => ownSockets(request, overHttps)],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: overHttps ? { maxAge: 180 * 86_400, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: overHttps,
    originAgentCluster: overHttps,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  })
}

/** The Host header is the client's own word: only a plain host and port go into the answer. */
function ownSockets(request: IncomingMessage, overHttps: boolean): string {
  const host = request.headers.host ?? ''
  if (!/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host)) return "'self'"
  return overHttps ? `wss://${host}` : `ws://${host}`
}
