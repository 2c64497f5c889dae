import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { VERSION } from '../version.ts'

/** Where the pages that explain the calls lie; their routes are a plugin's. */
export const DOCUMENTATION = '/api/docs'

/** Collects the calls as they are registered: to be added before them. */
export async function collectCalls(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tocsin',
        version: VERSION,
        description: 'Stations, observations, rules and warnings. Times are epoch milliseconds UTC.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'sid', description: '`__Host-sid` over HTTPS' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: jsonSchemaTransform,
  })
}

/** Serves what was collected, for programs and for people. Whoever may not call may still read what there is to call. */
export async function serveDocumentation(app: FastifyInstance): Promise<void> {
  app.get('/api/openapi.json', { config: { role: 'public' }, schema: { hide: true } }, () => app.swagger())
  await app.register(swaggerUi, { routePrefix: DOCUMENTATION, uiConfig: { supportedSubmitMethods: [] } })
}
