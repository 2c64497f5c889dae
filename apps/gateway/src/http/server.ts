import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { Access } from '../access/access.ts'
import type { Editor } from '../flows/editor.ts'
import type { Log } from '../log.ts'
import { Authorizer, demandRoles } from './authorize.ts'
import { serveConsole } from './console.ts'
import { collectCalls, DOCUMENTATION, serveDocumentation } from './documentation.ts'
import { type Door, openDoor } from './door.ts'
import { answerFailures, sendProblem } from './failure.ts'
import { readJsonBodies } from './json-body.ts'
import { problems } from './problem.ts'
import { registerCalls } from './register.ts'
import { annotationRoutes } from './routes/annotations.ts'
import { answerLinkRoutes } from './routes/answer-links.ts'
import { areaRoutes } from './routes/areas.ts'
import { backtestRoutes } from './routes/backtests.ts'
import { boxRoutes } from './routes/box.ts'
import { serveCallbacks } from './routes/callbacks.ts'
import { calloutRoutes, deskRoutes, planRoutes, telephoneRoutes } from './routes/callouts.ts'
import { channelRoutes, replyRoutes, speakerRoutes } from './routes/channels.ts'
import { countyRoutes } from './routes/county.ts'
import { demonstrationRoutes } from './routes/demonstration.ts'
import { flowsRoutes, serveEditor } from './routes/flows.ts'
import { serveHistoryFiles } from './routes/history-files.ts'
import { householdRoutes } from './routes/households.ts'
import { importRoutes, serveImportFiles } from './routes/imports.ts'
import { serveIngest } from './routes/ingest.ts'
import { maintenanceRoutes } from './routes/maintenance.ts'
import { manualRoutes, serveReportPages } from './routes/manual.ts'
import { mapRoutes, serveMapFiles } from './routes/map.ts'
import { serveObservationFiles } from './routes/observation-files.ts'
import { observationRoutes } from './routes/observations.ts'
import { outgoingRoutes } from './routes/outgoing.ts'
import { personRoutes } from './routes/persons.ts'
import { placeRoutes, servePlaceFiles } from './routes/places.ts'
import { recordRoutes, serveRecordFiles } from './routes/records.ts'
import { serveRegisterFiles } from './routes/register-files.ts'
import { rosterRoutes } from './routes/roster.ts'
import { ruleRoutes } from './routes/rules.ts'
import { scenarioRoutes } from './routes/scenarios.ts'
import { sessionRoutes } from './routes/session.ts'
import { stationRoutes } from './routes/stations.ts'
import { tableTrialRoutes } from './routes/table-trials.ts'
import { serveTableFiles, tableRoutes } from './routes/tables.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { userRoutes } from './routes/users.ts'
import { warningRoutes } from './routes/warnings.ts'
import { addSecurityHeaders } from './security-headers.ts'
import type { Services } from './services.ts'
import { dispatchUpgrades, type UpgradeHandler } from './upgrades.ts'
import { validate } from './validation.ts'

/** The largest body of most calls is a station with 64 datastreams, about 16 KiB; those that take more say so. */
const BODY_LIMIT = 64 * 1024
/** Whoever sends one header a minute holds no connection for ever. */
const REQUEST_TIMEOUT_MS = 60_000
const IDLE_CONNECTION_MS = 75_000
/** Of one caller; of an address where nobody is signed in. A whole office may sit behind one. */
const REQUESTS_A_MINUTE = 3000
/** How long the last answers may take when the gateway stops. */
const STOP_WITHIN_MS = 3000

export interface HttpServerOptions {
  readonly services: Services
  readonly access: Access
  readonly log: Log
  readonly bind: string
  readonly port: number
  /** Given: HTTPS, and nothing else on this port. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer }
  /** The built console. */
  readonly consoleDir?: string
  /** Node-RED's, served to engineers. */
  readonly editor?: Pick<Editor, 'pass'>
  /** Each request was answered. */
  readonly onAnswered?: (status: number, seconds: number) => void
  /** Who takes WebSockets, by path. Socket.IO attaches itself to `server`. */
  readonly onUpgrade?: Readonly<Record<string, UpgradeHandler>>
}

/** The contract's calls, their documentation, the metrics and the console on one port. */
export interface HttpServer {
  /** Live attaches here; it listens after `start`. */
  readonly server: Server
  /** For tests: `inject` needs no port. */
  readonly app: FastifyInstance
  readonly port: number
  /** The same calls at a port of the loopback; `prepare` gets its server before it listens. */
  openDoor(prepare: (server: Server) => void): Promise<Door>
  start(): Promise<void>
  stop(): Promise<void>
}

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { services, access, log, tls, consoleDir } = options
  const answerFailure = answerFailures(log)
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_CONNECTION_MS,
    // Nobody in front of it is believed about who asks.
    trustProxy: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: answerFailure,
    ...(tls ? { https: { ...tls, minVersion: 'TLSv1.2' as const } } : {}),
  }) as unknown as FastifyInstance
  const { server } = app

  app.setValidatorCompiler<z.ZodType>(
    ({ schema }) =>
      (data) =>
        validate(schema, data),
  )
  app.setSerializerCompiler(serializerCompiler)
  readJsonBodies(app)
  app.setErrorHandler(answerFailure)
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, problems.notFound(`Nothing at ${request.method} ${request.url.slice(0, 200)}`)),
  )

  demandRoles(app, [DOCUMENTATION])
  await addSecurityHeaders(app, tls !== undefined)
  const authorizer = new Authorizer(access)
  const doors = new WeakSet<object>()
  await app.register(rateLimit, {
    max: REQUESTS_A_MINUTE,
    timeWindow: 60_000,
    // What a process of this box, or one of those behind an address, asks too often keeps nobody else out.
    keyGenerator(request) {
      const { raw, ip } = request
      if (doors.has((raw.socket as { server?: Server }).server ?? raw)) return 'door'
      return authorizer.callerOf(request)?.id ?? ip
    },
  })
  app.addHook('onRequest', authorizer.hook)
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store')
  })

  const { onAnswered } = options
  if (onAnswered !== undefined) {
    app.addHook('onResponse', async (_request, reply) =>
      onAnswered(reply.statusCode, reply.elapsedTime / 1000),
    )
  }

  const registration = {
    audit: access.audit,
    callerOf: (request: FastifyRequest) => authorizer.callerOf(request),
  }
  await collectCalls(app)
  registerCalls(
    app,
    {
      ...sessionRoutes(access),
      ...userRoutes(access),
      ...tokenRoutes(access),
      ...stationRoutes(services),
      ...observationRoutes(services),
      ...ruleRoutes(services),
      ...scenarioRoutes(services),
      ...tableRoutes(services),
      ...maintenanceRoutes(services),
      ...warningRoutes(services),
      ...backtestRoutes(services),
      ...areaRoutes(services),
      ...personRoutes(services),
      ...householdRoutes(services),
      ...rosterRoutes(services),
      ...planRoutes(services),
      ...calloutRoutes(services),
      ...telephoneRoutes(services),
      ...answerLinkRoutes(services),
      ...recordRoutes(services),
      ...deskRoutes(services),
      ...channelRoutes(services),
      ...speakerRoutes(services),
      ...replyRoutes(services),
      ...placeRoutes(services),
      ...mapRoutes(services),
      ...boxRoutes(services),
      ...countyRoutes(services),
      ...importRoutes(services),
      ...outgoingRoutes(services),
      ...manualRoutes(services),
      ...flowsRoutes(services),
      ...demonstrationRoutes(services),
      ...annotationRoutes(services),
      ...tableTrialRoutes(services),
    },
    registration,
  )
  app.get('/metrics', { config: { role: 'viewer' }, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(services.metrics()),
  )
  serveHistoryFiles(app, services)
  serveObservationFiles(app, services, registration)
  await serveImportFiles(app, services)
  serveTableFiles(app, services)
  await serveIngest(app, services)
  serveRegisterFiles(app, services, registration)
  await servePlaceFiles(app, services, registration)
  serveMapFiles(app, services)
  await serveCallbacks(app, services)
  serveRecordFiles(app, services, registration)
  await serveReportPages(app, services, registration)
  await serveDocumentation(app)
  if (options.editor !== undefined) await serveEditor(app, options.editor, registration.callerOf)
  if (consoleDir !== undefined) await serveConsole(app, consoleDir)
  await app.ready()
  const closeUpgraded = dispatchUpgrades(server, options.onUpgrade ?? {})

  return {
    server,
    app,
    get port() {
      return (server.address() as AddressInfo | null)?.port ?? options.port
    },
    openDoor: (prepare) =>
      openDoor(app.routing, (door) => {
        doors.add(door)
        prepare(door)
      }),
    async start() {
      await app.listen({ host: options.bind, port: options.port })
    },
    async stop() {
      closeUpgraded()
      const last = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS)
      await app.close()
      clearTimeout(last)
    },
  }
}
