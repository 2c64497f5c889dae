import type { Role } from '@tocsin/contract'
import type { InjectOptions } from 'fastify'
import { type Access, createAccess } from '../../access/access.ts'
import { ManualClock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { openDatabase } from '../../registry/database.ts'
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../server.ts'
import { BRIDGE, InMemoryServices } from './in-memory-services.ts'

/** An HTTP server on loopback with one station, and ways to come in as anybody. */
export interface Desk {
  readonly http: HttpServer
  readonly database: ReturnType<typeof openDatabase>
  readonly access: Access
  readonly services: InMemoryServices
  readonly clock: ManualClock
  readonly logged: string[]
  /** A header that lets in a machine of this role. */
  as(role: Role): { authorization: string }
  /** Signs a person of this role in; the answer is the cookie. */
  signIn(role: Role): Promise<string>
  ask(options: InjectOptions): Promise<{ status: number; headers: Record<string, unknown>; body: unknown }>
}

export async function openDesk(
  options: Partial<HttpServerOptions> = {},
  map: { readonly dataDir?: string; readonly tileHosts?: string[] } = {},
): Promise<Desk> {
  const clock = new ManualClock(1_764_000_000_000)
  const logged: string[] = []
  const note = (event: string, fields?: Record<string, unknown>) => {
    logged.push(`${event} ${JSON.stringify(fields ?? {})}`)
  }
  const log: Log = { info: note, warn: note, error: note }
  const database = openDatabase(':memory:')
  const access = createAccess({ database, clock, log })
  const services = new InMemoryServices(clock, map)
  services.stations.set('bridge', { ...BRIDGE } as never)
  const http = await createHttpServer({ services, access, log, bind: '127.0.0.1', port: 0, ...options })
  const system = { kind: 'machine', id: 'system', name: 'test', role: 'administrator', grant: '' } as const
  const passwords = new Map<string, string>()

  return {
    http,
    database,
    access,
    services,
    clock,
    logged,
    as: (role) => ({ authorization: `Bearer ${access.tokens.create({ name: role, role }, system).token}` }),
    async signIn(role) {
      const username = `the-${role}`
      if (!passwords.has(username)) {
        passwords.set(username, 'correct horse')
        await access.users.create({ username, name: `The ${role}`, role, password: 'correct horse' }, 'test')
      }
      const outcome = await access.signIn({ username, password: 'correct horse' }, '127.0.0.1')
      if (!outcome.ok) throw new Error(outcome.reason)
      return `sid=${outcome.secret}`
    },
    async ask(request) {
      const response = await http.app.inject(request)
      let body: unknown = response.payload
      if (/json/.test(String(response.headers['content-type']))) body = JSON.parse(response.payload)
      return { status: response.statusCode, headers: response.headers, body }
    },
  }
}
