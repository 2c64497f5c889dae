import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallName } from '@tocsin/contract'
import { calls } from '@tocsin/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'
import { BRIDGE, HIGH_WATER, RAISED } from './testing/in-memory-services.ts'

const folder = mkdtempSync(join(tmpdir(), 'console-'))
const consoleDir = join(folder, 'dist')
mkdirSync(join(consoleDir, 'assets'), { recursive: true })
writeFileSync(join(folder, 'beside'), 'not for everybody')
writeFileSync(join(consoleDir, '.env'), 'SECRET=1')
writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>Tocsin</title>')
writeFileSync(join(consoleDir, 'favicon.svg'), '<svg/>')
writeFileSync(join(consoleDir, 'assets', 'index-8d3f.js'), 'export {}')

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ consoleDir })
})
afterAll(async () => {
  await desk.http.stop()
  rmSync(folder, { recursive: true })
})

const engineer = () => desk.as('engineer')
const viewer = () => desk.as('viewer')

describe('a body of the wrong shape', () => {
  it('is answered with what was expected where, and 400', async () => {
    const payload = {
      ...BRIDGE,
      id: 'b/1',
      datastreams: [{ ...BRIDGE.datastreams[0], unit: 5, colour: 'red' }],
    }
    const { status, headers, body } = await desk.ask({
      method: 'POST',
      url: '/api/stations',
      headers: engineer(),
      payload,
    })
    expect(status).toBe(400)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toEqual({
      type: '/problems/validation',
      title: 'The request does not have the expected shape',
      status: 400,
      errors: [
        {
          path: 'id',
          message: expect.stringContaining('expected 1 to 64 letters'),
          expected: '1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit',
        },
        { path: 'datastreams[0].unit', message: expect.any(String), expected: 'string' },
        {
          path: 'datastreams[0].colour',
          message: 'is not known here',
          expected: expect.stringMatching(/^one of name, property, unit, intervalMs, span, /),
        },
      ],
    })
  })

  it('is refused where an object has a length that cannot be compared', async () => {
    for (const [url, payload] of [
      ['/api/session', { username: { length: { toString: null, valueOf: null } }, password: 'x' }],
      ['/api/rules', { name: { length: { toString: null, valueOf: null } } }],
    ] as const) {
      const { status } = await desk.ask({ method: 'POST', url, headers: engineer(), payload })
      expect(status).toBe(400)
    }
  })

  it('names what is wrong with the kind of rule that was meant, not with all the others', async () => {
    const payload = {
      name: 'Rain',
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation' },
      levels: { red: { anyOf: { '1h': 'sixty' } } },
    }
    const { status, body } = await desk.ask({
      method: 'POST',
      url: '/api/rules',
      headers: engineer(),
      payload,
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({ errors: [{ path: 'levels.red.anyOf.1h', expected: 'number' }] })
    expect((body as { errors: unknown[] }).errors).toHaveLength(1)
  })

  it.each([
    [
      'kind',
      { kind: 'magic' },
      /^one of "threshold", "accumulation", "mean", "rate", "time-to-threshold", "absence", "sensor-fault", "composite"$/,
    ],
    ['direction', { kind: 'threshold', direction: 'sideways' }, /^one of "above", "below", "outside"$/],
    ['direction', { kind: 'rate', direction: 'sideways', window: '1h' }, /^one of "rising", "falling"$/],
  ])('names every %s that there is when it is none of them', async (field, condition, expected) => {
    const payload = { name: 'R', appliesTo: { area: 'a' }, condition, levels: { red: { raiseAt: 4 } } }
    const { status, body } = await desk.ask({
      method: 'POST',
      url: '/api/rules',
      headers: engineer(),
      payload,
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      errors: [{ path: `condition.${field}`, expected: expect.stringMatching(expected) }],
    })
  })

  it('with a spike that is impossible before it is suspect is refused', async () => {
    const [datastream] = BRIDGE.datastreams
    const spiky = { ...datastream, quality: { spike: { suspect: 2, fail: 1 } } }
    const payload = { ...BRIDGE, id: 'spiky', datastreams: [spiky] }
    const { status, body } = await desk.ask({
      method: 'POST',
      url: '/api/stations',
      headers: engineer(),
      payload,
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({ errors: [{ path: 'datastreams[0].quality.spike.fail' }] })
  })

  it.each(['__proto__', 'constructor', 'pdf'])('a table has no file in the format %s', async (format) => {
    const { status } = await desk.ask({ url: `/api/tables/table-1/file?format=${format}`, headers: viewer() })
    expect(status).toBe(400)
  })

  it('of a rule that never was there is no shadow', async () => {
    const { status } = await desk.ask({ url: '/api/rules/nope/shadow', headers: viewer() })
    expect(status).toBe(404)
  })

  const refusedRule = (payload: object) =>
    desk.ask({ method: 'POST', url: '/api/rules', headers: engineer(), payload }).then(({ body }) => body)
  const river = {
    name: 'River',
    appliesTo: { datastreams: ['bridge/level'] },
    condition: { kind: 'threshold', direction: 'above' },
  }

  it('says which levels and fields there are, and that values stand in a table or in the levels', async () => {
    const levels = (value: object) => refusedRule({ ...river, levels: value })
    expect(await levels({ purple: { raiseAt: 4 } })).toMatchObject({
      errors: [{ path: 'levels.purple', expected: 'one of red, orange, yellow, blue' }],
    })
    expect(await levels({ red: { raiseAt: 4, clearAt: 3 } })).toMatchObject({
      errors: [
        {
          path: 'levels.red.clearAt',
          expected: 'one of raiseAt, clearBelow, clearAbove, for, clearFor, consecutive',
        },
      ],
    })
    const condition = { ...river.condition, table: 'table-1' }
    expect(await refusedRule({ ...river, condition, levels: { red: { raiseAt: 4 } } })).toMatchObject({
      errors: [
        {
          path: 'condition.table',
          expected: 'the values either in the table or in the levels, not in both',
        },
      ],
    })
  })

  it('with a time as text is told of epoch milliseconds, and so is a query', async () => {
    const payload = { scope: { station: 'bridge' }, until: '2026-07-01T12:00', note: 'cable' }
    const order = { method: 'POST', url: '/api/maintenance', headers: desk.as('duty-officer') } as const
    const expected = 'epoch milliseconds, such as 1767225600000'
    expect((await desk.ask({ ...order, payload })).body).toMatchObject({
      errors: [{ path: 'until', expected }],
    })
    const url = '/api/observations?datastream=bridge/level&from=2026-07-01&to=1'
    expect((await desk.ask({ url, headers: viewer() })).body).toMatchObject({
      errors: [{ path: 'from', expected }],
    })
  })

  it('of more than it may be is told how much that is', async () => {
    const payload = JSON.stringify({ name: 'x'.repeat(70_000) })
    const headers = { ...engineer(), 'content-type': 'application/json' }
    const { body } = await desk.ask({ method: 'POST', url: '/api/rules', headers, payload })
    const expected = 'at most 0.0625 MB (65,536 bytes)'
    expect(body).toMatchObject({ detail: `This call takes a body of ${expected}`, errors: [{ expected }] })
  })

  it('with a key that stands twice is refused by its path', async () => {
    const payload = '{"a,\\"":[{"b":1},{"red":{"x":"{"},"r\\u0065d":2}],"b":{"b":1}}'
    const headers = { ...engineer(), 'content-type': 'application/json' }
    const asked = await desk.ask({ method: 'POST', url: '/api/rules', headers, payload })
    expect(asked).toMatchObject({ status: 400, body: { errors: [{ path: 'a,"[1].red' }] } })
  })

  it('that is none may call itself JSON where something is deleted', async () => {
    const headers = { ...desk.as('administrator'), 'content-type': 'application/json' }
    const { status } = await desk.ask({ method: 'DELETE', url: '/api/tokens/none', headers })
    expect(status).toBe(404)
  })

  it('that ends work which does not go on is refused, and one that ends what does is not', async () => {
    const order = (until: number) =>
      desk.ask({
        method: 'POST',
        url: '/api/maintenance',
        headers: desk.as('duty-officer'),
        payload: { scope: { area: 'lushan' }, until, note: 'drill' },
      })
    expect(await order(1000)).toMatchObject({ status: 422, body: { errors: [{ path: 'until' }] } })
    expect((await order(2000)).status).toBe(201)
    expect((await order(1000)).status).toBe(201)
  })

  it('with a sense that cannot be is answered with 422', async () => {
    const payload = {
      name: 'River',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4, clearBelow: 5 } },
    }
    const { status, body } = await desk.ask({
      method: 'POST',
      url: '/api/rules',
      headers: engineer(),
      payload,
    })
    expect(status).toBe(422)
    expect(body).toMatchObject({ type: '/problems/makes-no-sense', errors: [{ path: expect.any(String) }] })
  })

  it.each([
    ['that is no JSON', '{"id":', 400, '/problems/unreadable'],
    [
      'with a prototype in it',
      '{"__proto__":{"role":"administrator"},"name":"x","role":"viewer"}',
      400,
      '/problems/unreadable',
    ],
    [
      'with a constructor in it',
      '{"constructor":{"prototype":{}},"name":"x","role":"viewer"}',
      400,
      '/problems/unreadable',
    ],
    [
      'of more than 64 KiB',
      JSON.stringify({ name: 'x'.repeat(70_000), role: 'viewer' }),
      413,
      '/problems/too-large',
    ],
  ])('%s is refused', async (_title, payload, expected, type) => {
    const { status, headers, body } = await desk.ask({
      method: 'POST',
      url: '/api/tokens',
      headers: { ...desk.as('administrator'), 'content-type': 'application/json' },
      payload,
    })
    expect(status).toBe(expected)
    expect(body).toMatchObject({ type })
    expect(headers['content-type']).toBe('application/problem+json')
  })
})

describe('stations', () => {
  it('are created once, with a secret that no later answer holds', async () => {
    const payload = { ...BRIDGE, id: 'mill' }
    const created = await desk.ask({ method: 'POST', url: '/api/stations', headers: engineer(), payload })
    expect(created).toMatchObject({ status: 201, body: { id: 'mill', secret: 'station-secret', latest: {} } })
    const again = await desk.ask({ method: 'POST', url: '/api/stations', headers: engineer(), payload })
    expect(again).toMatchObject({ status: 409, body: { type: '/problems/exists' } })
    const read = await desk.ask({ url: '/api/stations/mill', headers: viewer() })
    expect(read.body).not.toHaveProperty('secret')
  })

  it('that do not exist are 404', async () => {
    expect(await desk.ask({ url: '/api/stations/nowhere', headers: viewer() })).toMatchObject({
      status: 404,
      body: { type: '/problems/not-found', detail: 'No station nowhere' },
    })
  })

  it('say what of theirs could not be read, page by page', async () => {
    const { body } = await desk.ask({ url: '/api/rejections?limit=1', headers: viewer() })
    expect(body).toMatchObject({ rejections: [{ id: 7, reason: 'not JSON' }], next: 7 })
  })
})

describe('observations', () => {
  const read = (query: string) => desk.ask({ url: `/api/observations?${query}`, headers: viewer() })

  it('come raw with the time to read on from', async () => {
    const observed = [100, 200, 300].map((phenomenonTime) => ({
      phenomenonTime,
      receivedAt: phenomenonTime + 1,
      value: 3.2,
      flag: 'good' as const,
      checks: [],
    }))
    desk.services.observed.set('bridge/level', observed)
    expect((await read('datastream=bridge/level&from=0&to=1000&limit=2')).body).toEqual({
      observations: observed.slice(0, 2),
      next: 300,
    })
    expect((await read('datastream=bridge/level&from=300&to=1000')).body).toEqual({
      observations: observed.slice(2),
      next: null,
    })
  })

  it('in buckets have a sum for rain only', async () => {
    const bucket = { from: 0, to: 10, min: 1, mean: 2, max: 3, count: 4 }
    expect((await read('datastream=bridge/rain&from=0&to=10&buckets=5')).body).toEqual({
      buckets: [{ ...bucket, sum: 8 }],
      flagged: [],
    })
    expect((await read('datastream=bridge/level&from=0&to=10&buckets=5')).body).toEqual({
      buckets: [bucket],
      flagged: [],
    })
  })

  it.each([
    ['datastream=bridge/ch4&from=0&to=10', 404],
    ['datastream=nowhere/level&from=0&to=10', 404],
    ['datastream=bridge/level&from=10&to=10', 422],
    ['datastream=bridge/level&from=yesterday&to=10', 400],
    ['datastream=bridge/level&from=0', 400],
    ['datastream=bridge/level&from=0&to=10&buckets=100000', 400],
  ])('asked for by %s are %i', async (query, status) => {
    expect((await read(query)).status).toBe(status)
  })
})

describe('a warning', () => {
  const acknowledge = (headers: Record<string, string>) =>
    desk.ask({ method: 'POST', url: '/api/warnings/w1/acknowledgements', headers, payload: { note: 'mine' } })
  const raise = () => desk.services.open.set('w1', { warning: HIGH_WATER, events: [RAISED] })

  it('is listed without its events and read with them', async () => {
    raise()
    const list = await desk.ask({ url: '/api/warnings', headers: viewer() })
    expect(list.body).toEqual({ warnings: [HIGH_WATER], next: null })
    const one = await desk.ask({ url: '/api/warnings/w1', headers: viewer() })
    expect(one.body).toEqual({ ...HIGH_WATER, events: [RAISED] })
  })

  it('is taken over once, by one person: again 200, by another 409 with who and when', async () => {
    raise()
    const cookie = await desk.signIn('operator')
    expect((await acknowledge({ cookie })).status).toBe(201)
    expect((await acknowledge({ cookie })).status).toBe(200)
    const other = await acknowledge({ cookie: await desk.signIn('duty-officer') })
    expect(other).toMatchObject({
      status: 409,
      body: {
        type: '/problems/acknowledged-by-another',
        acknowledged: { by: 'the-operator', name: 'The operator', at: 1000 },
      },
    })
  })

  it('that is closed cannot be taken over', async () => {
    raise()
    const headers = desk.as('duty-officer')
    const closed = await desk.ask({
      method: 'POST',
      url: '/api/warnings/w1/closures',
      headers,
      payload: { note: 'sensor under repair' },
    })
    expect(closed).toMatchObject({ status: 201, body: { state: 'closed' } })
    expect(await acknowledge(headers)).toMatchObject({ status: 409, body: { type: '/problems/closed' } })
  })

  it('carries the notes of people', async () => {
    raise()
    const { status, body } = await desk.ask({
      method: 'POST',
      url: '/api/warnings/w1/notes',
      headers: desk.as('operator'),
      payload: { note: 'called the village head' },
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({ events: [RAISED, { type: 'note', note: 'called the village head' }] })
  })
})

describe('health', () => {
  it('is told to anybody, with 503 when the box is down', async () => {
    const other = await openDesk()
    expect(await other.ask({ url: '/api/health' })).toMatchObject({ status: 200, body: { status: 'ok' } })
    other.services.breakDown()
    expect(await other.ask({ url: '/api/health' })).toMatchObject({
      status: 503,
      body: {
        status: 'down',
        parts: { journal: { detail: 'readings are not acknowledged: the disk is full' } },
      },
    })
    await other.http.stop()
  })
})

describe('metrics', () => {
  it('are for whoever is signed in, a scraper by its token', async () => {
    expect((await desk.ask({ url: '/metrics' })).status).toBe(401)
    const { status, headers, body } = await desk.ask({ url: '/metrics', headers: viewer() })
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(body).toContain('tocsin_readings_total 0')
  })
})

describe('a table as a file', () => {
  it('is refused in a format that there is not, with those that there are', async () => {
    const url = '/api/tables/table-1/file'
    expect(await desk.ask({ url: `${url}?format=pdf`, headers: viewer() })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'format', expected: 'one of "xlsx", "csv", "csv-gbk"' }] },
    })
    expect((await desk.ask({ url, headers: viewer() })).status).toBe(404)
  })
})

describe('the description of the calls', () => {
  it('is OpenAPI 3.1 and names every call, its role and its problems', async () => {
    const { body } = await desk.ask({ url: '/api/openapi.json' })
    const document = body as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(document.openapi).toBe('3.1.0')
    const named = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    )
    // A download is no call of the contract, which speaks JSON, nor is what a provider sends and wants to hear.
    const others = ['getTableFile', 'takeCallback']
    expect(named.toSorted()).toEqual([...(Object.keys(calls) as CallName[]), ...others].toSorted())
    const file = document.paths['/api/tables/{id}/file']?.['get'] as unknown as {
      parameters: { name: string; schema: object }[]
      responses: Record<string, { content: object }>
    }
    expect(file.parameters.find(({ name }) => name === 'format')?.schema).toMatchObject({
      enum: ['xlsx', 'csv', 'csv-gbk'],
    })
    expect(Object.keys(file.responses['200']?.content ?? {})).toContain('text/csv')
    expect(document.paths['/api/stations']?.['post']).toMatchObject({
      description: 'Least role: engineer.',
      responses: { default: { content: { 'application/problem+json': {} } } },
    })
  })

  it('is a page too, with nothing from elsewhere', async () => {
    const page = await desk.ask({ url: '/api/docs/' })
    expect(page.status).toBe(200)
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page.body).not.toMatch(/<script(?![^>]*src=)[^>]*>[^<]/)
  })
})

describe('the console', () => {
  it('is served at every path that is no call, and read anew each time', async () => {
    for (const url of ['/', '/stations/bridge.2', '/warnings?state=closed']) {
      const { status, headers, body } = await desk.ask({ url })
      expect([url, status, headers['cache-control']]).toEqual([url, 200, 'no-cache'])
      expect(body).toContain('<title>Tocsin</title>')
    }
    expect((await desk.ask({ url: '/favicon.svg' })).body).toBe('<svg/>')
  })

  it('has assets that are kept for ever, and a missing one is no page', async () => {
    const asset = await desk.ask({ url: '/assets/index-8d3f.js' })
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await desk.ask({ url: '/assets/index-old.js' })).status).toBe(404)
    expect((await desk.ask({ url: '/api/nothing' })).body).toMatchObject({ type: '/problems/not-found' })
  })

  it.each([
    '/../beside',
    '/..%2fbeside',
    '/pages/..%2f..%2fbeside',
    '/..%2f..%2fetc%2fpasswd',
    '/%00',
    '/a%00b',
  ])('gives away nothing outside its folder: %s is just one of its pages', async (url) => {
    const { status, body } = await desk.ask({ url })
    expect([status, body]).toEqual([200, expect.stringContaining('<title>Tocsin</title>')])
  })

  it('gives away no hidden file', async () => {
    const { status, body } = await desk.ask({ url: '/.env' })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(JSON.stringify(body)).not.toContain('SECRET')
  })

  it('may load nothing from elsewhere and run no inline script', async () => {
    const { headers } = await desk.ask({ url: '/', headers: { host: 'box:3000' } })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self' ws://box:3000")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('cannot be told by its caller what it may load', async () => {
    const { status, headers } = await desk.ask({
      url: '/',
      headers: { host: "x; script-src 'unsafe-inline'" },
    })
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("connect-src 'self' 'self';")
    expect(headers['content-security-policy']).not.toContain("script-src 'unsafe-inline'")
  })

  it('is not needed for the calls', async () => {
    const bare = await openDesk()
    expect((await bare.ask({ url: '/' })).status).toBe(404)
    await bare.http.stop()
  })
})

describe('what goes wrong inside', () => {
  it('is logged whole and answered without detail', async () => {
    const other = await openDesk()
    other.services.site = () => {
      throw new Error('SELECT password FROM users')
    }
    const { status, body } = await other.ask({ url: '/api/site', headers: other.as('viewer') })
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('SELECT')
    expect(other.logged.join()).toContain('SELECT password FROM users')
    await other.http.stop()
  })

  it('never leaves as an answer that the contract does not know', async () => {
    const other = await openDesk()
    other.services.site = () => ({ timeZone: 'Asia/Shanghai' }) as never
    expect((await other.ask({ url: '/api/site', headers: other.as('viewer') })).status).toBe(500)
    await other.http.stop()
  })
})

describe('an upgrade', () => {
  const upgrade = (port: number, path: string) =>
    new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: box\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
        ),
      )
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('close', () => resolve(answer))
      socket.on('error', () => resolve(answer))
    })

  it('goes to the one who owns its path; every other is closed', async () => {
    const other = await openDesk({
      onUpgrade: { '/mqtt': (_request, socket) => socket.end('HTTP/1.1 101 Over to MQTT\r\n\r\n') },
    })
    await other.http.start()
    const { port } = other.http
    expect(await upgrade(port, '/mqtt')).toContain('101 Over to MQTT')
    expect(await upgrade(port, '/mqtt?client=1')).toContain('101 Over to MQTT')
    for (const path of ['/', '/mqtt2', '/mqtt/', '/api/site', '/socket.io/', '/__proto__', '/constructor']) {
      expect(await upgrade(port, path)).toContain('404 Not Found')
    }
    await other.http.stop()
  })

  it('does not hold the gateway up when it stops', async () => {
    const other = await openDesk({ onUpgrade: { '/mqtt': () => {} } })
    await other.http.start()
    const held = upgrade(other.http.port, '/mqtt')
    await new Promise((later) => setTimeout(later, 50))
    await other.http.stop()
    expect(await held).toBe('')
  })
})

it('sets the time limits that Node leaves open', () => {
  const { server } = desk.http
  expect(server.requestTimeout).toBe(60_000)
  expect(server.timeout).toBe(75_000)
})
