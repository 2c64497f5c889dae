import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { answerInfluxql } from './influxql.ts'
import { parseLine, type StoredPoint } from './line-protocol.ts'

/** The little of InfluxDB 2.x that Tocsin uses: no Debian package has the real one, and the docs say so. */
export interface Influx2Server {
  readonly url: string
  readonly org: string
  readonly bucket: string
  readonly token: string
  /** Answers every write with this status until it is undefined again. */
  failWritesWith: number | undefined
  /** Points by key, as `measurement,tags time`. */
  readonly points: Map<string, StoredPoint>
  stop(): Promise<void>
}

/**
 * `/api/v2/write` takes line protocol (gzip too), all of a body or none of it, as 2.x does for a line it cannot parse; `/query`
 * answers the InfluxQL that the adapter sends. Both want the token.
 */
export async function startInflux2Server(): Promise<Influx2Server> {
  const points = new Map<string, StoredPoint>()
  const server = createServer((request, response) => {
    handle(request).then(
      ({ status, body }) => answer(response, status, body),
      (error: unknown) => answer(response, 400, { code: 'invalid', message: String(error) }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')

  const fake: Influx2Server = {
    url: `http://127.0.0.1:${address.port}`,
    org: 'office',
    bucket: 'tocsin',
    token: 'a-token-for-tests',
    failWritesWith: undefined,
    points,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function handle(request: IncomingMessage): Promise<{ status: number; body?: object }> {
    const url = new URL(request.url ?? '/', fake.url)
    const text = await bodyOf(request)
    if (request.headers.authorization !== `Token ${fake.token}`) {
      return { status: 401, body: { code: 'unauthorized', message: 'unauthorized access' } }
    }
    if (url.pathname === '/api/v2/write') return write(url.searchParams, text)
    if (url.pathname === '/query') {
      const parameters = new URLSearchParams(text)
      if (parameters.get('db') !== fake.bucket || parameters.get('epoch') !== 'ms') return { status: 404 }
      return { status: 200, body: answerInfluxql(parameters.get('q') ?? '', [...points.values()]) }
    }
    return { status: 404, body: { code: 'not found', message: 'path not found' } }
  }

  function write(parameters: URLSearchParams, text: string): { status: number; body?: object } {
    if (fake.failWritesWith !== undefined)
      return { status: fake.failWritesWith, body: { message: 'as told' } }
    if (parameters.get('org') !== fake.org || parameters.get('bucket') !== fake.bucket) {
      return { status: 404, body: { code: 'not found', message: 'bucket not found' } }
    }
    if (parameters.get('precision') !== 'ms') return { status: 400, body: { message: 'expected ms' } }
    const parsed = text.split('\n').map(parseLine)
    for (const point of parsed) {
      // As InfluxDB does: a later write of the same key is merged into the earlier one, field by field.
      points.set(point.key, { ...point, fields: { ...points.get(point.key)?.fields, ...point.fields } })
    }
    return { status: 204 }
  }

  return fake
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8')
}

function answer(response: ServerResponse, status: number, body: object | undefined): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined || status === 204 ? undefined : JSON.stringify(body))
}
