import { type Desk, openDesk } from '@tocsin/gateway/http/testing/desk'
import { huntAsThread, type Quarry } from './hunt.ts'
import { mutatedBytes, mutatedText, mutatedValue } from './mutate.ts'
import type { Random } from './random.ts'
import { RULE_BODIES } from './rule-bodies.ts'

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly type: string
  readonly body: string | undefined
}

/** These end sessions or make the desk's own way in invalid, or take long on purpose (argon2). */
const LEFT_OUT = ['/api/session', '/api/users', '/api/tokens']

/** A value that a JSON schema allows, or nearly. */
function allowedBy(schema: Record<string, unknown>, random: Random, depth = 0): unknown {
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return random.of(schema['enum'] as unknown[])
  const branches = (schema['anyOf'] ?? schema['oneOf']) as Record<string, unknown>[] | undefined
  if (branches !== undefined) return allowedBy(random.of(branches), random, depth + 1)
  switch (schema['type']) {
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>
      const required = (schema['required'] ?? []) as string[]
      return Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => required.includes(name) || (depth < 4 && !random.once(3)))
          .map(([name, inner]) => [name, allowedBy(inner, random, depth + 1)]),
      )
    }
    case 'array': {
      const { items = {}, prefixItems } = schema as { items?: object; prefixItems?: object[] }
      if (prefixItems !== undefined)
        return prefixItems.map((inner) => allowedBy(inner as Record<string, unknown>, random, depth + 1))
      return random.list(depth > 4 ? 0 : 1 + random.below(2), () =>
        allowedBy(items as Record<string, unknown>, random, depth + 1),
      )
    }
    case 'number':
    case 'integer':
      return random.of([0, 1, 5, 60_000, 1_764_000_000_000])
    case 'boolean':
      return random.once(2)
    case 'null':
      return null
    default:
      return random.of(TEXTS)
  }
}

const TEXTS = [
  'bridge',
  'bridge/level',
  'lushan/xincun',
  'x',
  '2h',
  '08:00',
  '2026-07-01',
  '白河桥',
  '13812341234',
  'a@b.cn',
]

const filled = (path: string, random: Random) =>
  path.replaceAll(/\{(\w+)\}/g, () =>
    encodeURIComponent(
      random.once(3)
        ? Buffer.from(mutatedText('bridge', random)).toString()
        : random.of(['bridge', 'rule-1', '1', 'x']),
    ),
  )

type Schema = Record<string, unknown>

/** A call as the gateway documents it. */
interface Target {
  readonly method: Asked['method']
  readonly path: string
  readonly body: Schema | undefined
  readonly query: readonly { readonly name: string; readonly schema: Schema }[]
}

/** What `/api/openapi.json` tells of a call. */
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}

async function documented(desk: Desk): Promise<Target[]> {
  const { body } = await desk.ask({
    method: 'GET',
    url: '/api/openapi.json',
    headers: desk.as('administrator'),
  })
  const { paths } = body as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths)
    .filter(([path]) => !LEFT_OUT.some((prefix) => path.startsWith(prefix)))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase() as Asked['method'],
        path,
        body: requestBody?.content?.['application/json']?.schema,
        query: parameters.filter((one) => one.in === 'query'),
      })),
    )
}

/** Every call of the contract that takes something, asked of the real HTTP server by an administrator. */
export async function bodies(): Promise<Quarry<Asked>> {
  const desk = await openDesk()
  const headers = desk.as('administrator')
  const targets = await documented(desk)
  let asked = 0
  return {
    make(random) {
      const { method, path, body, query } = random.of(targets)
      let url = filled(path, random)
      if (query.length > 0 && !random.once(3)) {
        const value = Object.fromEntries(query.map(({ name, schema }) => [name, allowedBy(schema, random)]))
        const asked = mutatedValue(value, random)
        const pairs = typeof asked === 'object' && asked !== null ? Object.entries(asked) : []
        const text = pairs.map(
          ([name, one]) => `${name}=${typeof one === 'object' ? JSON.stringify(one) : one}`,
        )
        url += `?${encodeURI(Buffer.from(text.join('&')).toString())}`
      }
      let json: string | undefined
      if (body !== undefined) {
        const start =
          path === '/api/rules' && random.once(2) ? random.of(RULE_BODIES) : allowedBy(body, random)
        json = JSON.stringify(random.once(8) ? start : mutatedValue(start, random)) ?? ''
        if (random.once(12)) json = mutatedBytes(Buffer.from(json), random).toString()
      }
      const type = random.once(40) ? random.of(['text/plain', 'application/xml', '']) : 'application/json'
      return { method, url, type, body: json }
    },
    async judge({ method, url, type, body }) {
      asked++
      const request: Parameters<Desk['ask']>[0] = {
        method,
        url,
        // Each address may ask so often a minute; here it is one that asks.
        remoteAddress: `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`,
        headers: { ...headers, ...(body === undefined || type === '' ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { payload: body }),
      }
      const { status, body: answer } = await desk.ask(request)
      const logged = desk.logged.splice(0).join('\n')
      // 503: back-tests have no history here.
      if (status >= 500 && status !== 503) return `answered ${status}: ${logged}`
      if (status >= 400 && status !== 404 && typeof (answer as { title?: unknown }).title !== 'string')
        return `${status} without a problem: ${JSON.stringify(answer)}`
      return undefined
    },
    show: ({ method, url, type, body }) => `${method} ${url} (${type})\n${body ?? ''}`,
    async rest() {
      const { status } = await desk.ask({ method: 'GET', url: '/api/health' })
      return status === 200 ? undefined : `health answers ${status}`
    },
    end: () => desk.http.stop(),
  }
}

await huntAsThread(bodies)
