import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rangeOf } from './routes/map.ts'
import { type Desk, openDesk } from './testing/desk.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

let desk: Desk
let dataDir: string
let server: Server
let host: string
let asked: string[]
/** What the tile server does for a path; a picture where it says nothing. */
let answers: Map<string, (response: import('node:http').ServerResponse) => void>

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tocsin-map-'))
  asked = []
  answers = new Map()
  server = createServer((request, response) => {
    const url = request.url ?? ''
    asked.push(url)
    const [path = ''] = url.split('?')
    const answer = answers.get(path)
    if (answer) answer(response)
    else response.setHeader('content-type', 'image/png').end(PNG)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  desk = await openDesk({}, { dataDir, tileHosts: ['*.tianditu.gov.cn', host] })
})
afterEach(async () => {
  await desk.http.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(dataDir, { recursive: true, force: true })
})

function set(body: unknown, role: 'administrator' | 'engineer' = 'administrator') {
  return desk.ask({ method: 'PUT', url: '/api/map', headers: desk.as(role), payload: body as object })
}
const tiles = (template: string) => ({ base: { kind: 'tiles', layers: [template], maxZoom: 12 } })
const tile = (path: string) => desk.ask({ url: `/tiles/${path}`, headers: desk.as('viewer') })

describe('what lies under the map', () => {
  it('is the bundled world until an administrator sets something else', async () => {
    const { body } = await desk.ask({ url: '/api/map', headers: desk.as('viewer') })
    expect(body).toMatchObject({ base: { kind: 'bundled' }, approval: '', key: 'none', files: [] })
    expect((await set({ base: { kind: 'bundled' } }, 'engineer')).status).toBe(403)
    const changed = await set({ base: { kind: 'bundled' }, approval: 'GS(2024)1234号' })
    expect(changed).toMatchObject({ status: 200, body: { approval: 'GS(2024)1234号', version: 1 } })
  })

  it('keeps the key to itself: sealed on disk, in no answer, in no line of the audit log', async () => {
    const { status, body } = await set({
      ...tiles(`http://${host}/{z}/{x}/{y}?tk={key}`),
      key: 'very-secret',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ key: 'set' })
    expect(JSON.stringify(body)).not.toContain('very-secret')
    expect(JSON.stringify(desk.access.audit.entries())).not.toContain('very-secret')
    await tile('0/1/0/0')
    expect(asked).toEqual(['/1/0/0?tk=very-secret'])
    // Saved again without it, it stays; null takes it away.
    expect((await set(tiles(`http://${host}/{z}/{x}/{y}?tk={key}`))).body).toMatchObject({ key: 'set' })
    expect((await set({ ...tiles(`http://${host}/{z}/{x}/{y}`), key: null })).body).toMatchObject({
      key: 'none',
    })
  })

  it('may only be fetched from hosts of the list', async () => {
    const refused = [
      'http://169.254.169.254/{z}/{x}/{y}',
      'http://127.0.0.1:1/{z}/{x}/{y}',
      `http://${host}@evil.example/{z}/{x}/{y}`,
      'http://tianditu.gov.cn.evil.example/{z}/{x}/{y}',
      'http://{x}.tianditu.gov.cn/{z}/{y}',
      'file:///etc/{z}/{x}/{y}',
      'https://t0.tianditu.gov.cn/no-placeholders',
    ]
    for (const template of refused) expect((await set(tiles(template))).status, template).toBe(422)
    expect((await set(tiles('https://t0.tianditu.gov.cn/vec_w?x={x}&y={y}&l={z}&tk={key}'))).status).toBe(200)
  })
})

describe('tiles', () => {
  it('are fetched once and then come from disk, also when the server is gone', async () => {
    await set(tiles(`http://${host}/{z}/{x}/{y}`))
    const first = await tile('0/3/2/1')
    expect(first).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect((await tile('0/3/2/1')).status).toBe(200)
    expect(asked).toEqual(['/3/2/1'])
    expect((await tile('0/3/2/2')).status).toBe(502)
    server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  it('that no map has are not asked for', async () => {
    await set(tiles(`http://${host}/{z}/{x}/{y}`))
    for (const path of ['0/3/8/1', '0/13/0/0', '1/0/0/0', '0/-1/0/0', '0/1/1e3/0', '0/1/../0']) {
      expect((await tile(path)).status, path).toBe(404)
    }
    expect(asked).toEqual([])
  })

  it('are pictures, are not too large, and do not send the gateway elsewhere', async () => {
    await set(tiles(`http://${host}/{z}/{x}/{y}`))
    answers.set('/1/0/0', (response) => response.end('{"code":301016,"msg":"key"}'))
    answers.set('/1/0/1', (response) => response.end(Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)])))
    answers.set('/1/1/0', (response) => response.writeHead(302, { location: '/1/1/1' }).end())
    for (const path of ['0/1/0/0', '0/1/0/1', '0/1/1/0']) expect((await tile(path)).status, path).toBe(502)
    expect(asked).not.toContain('/1/1/1')
    // A server that fails is left alone for a while.
    const count = asked.length
    await tile('0/1/0/0')
    expect(asked).toHaveLength(count)
  })

  it('are for those who are signed in', async () => {
    await set(tiles(`http://${host}/{z}/{x}/{y}`))
    expect((await desk.ask({ url: '/tiles/0/1/0/0' })).status).toBe(401)
  })
})

describe('a .pmtiles file', () => {
  beforeEach(() => {
    mkdirSync(join(dataDir, 'maps'))
    writeFileSync(join(dataDir, 'maps', 'county.pmtiles'), 'PMTiles and so on')
    writeFileSync(join(dataDir, 'maps', 'other.pmtiles'), 'another')
  })
  const part = (range?: string, file = 'county.pmtiles') =>
    desk.ask({
      url: `/maps/${file}`,
      headers: { ...desk.as('viewer'), ...(range === undefined ? {} : { range }) },
    })

  it('is offered, set, and read in parts', async () => {
    const { body } = await desk.ask({ url: '/api/map', headers: desk.as('viewer') })
    expect(body).toMatchObject({ files: ['county.pmtiles', 'other.pmtiles'] })
    expect((await part()).status).toBe(404)
    expect((await set({ base: { kind: 'pmtiles', file: 'county.pmtiles' } })).status).toBe(200)
    expect(await part('bytes=0-6')).toMatchObject({
      status: 206,
      body: 'PMTiles',
      headers: { 'content-range': 'bytes 0-6/17', 'content-length': '7', 'accept-ranges': 'bytes' },
    })
    expect((await part('bytes=-2')).body).toBe('on')
    expect((await part('bytes=12-')).body).toBe('so on')
    expect((await part('bytes=17-')).status).toBe(416)
    expect((await part()).body).toBe('PMTiles and so on')
  })

  it('that is not set is not given out, nor anything else of the data folder', async () => {
    await set({ base: { kind: 'pmtiles', file: 'county.pmtiles' } })
    for (const name of ['other.pmtiles', '..%2Ftocsin.db', '%2e%2e%2fpeople.key']) {
      expect((await part('bytes=0-1', name)).status, name).toBe(404)
    }
    expect((await set({ base: { kind: 'pmtiles', file: 'missing.pmtiles' } })).status).toBe(422)
    expect((await set({ base: { kind: 'pmtiles', file: '../people.key' } })).status).toBe(400)
  })

  it('answers ranges as RFC 9110 has them', () => {
    expect(rangeOf('bytes=0-0', 10)).toEqual({ start: 0, end: 0 })
    expect(rangeOf('bytes=5-99', 10)).toEqual({ start: 5, end: 9 })
    expect(rangeOf('bytes=-99', 10)).toEqual({ start: 0, end: 9 })
    expect(rangeOf('bytes=10-', 10)).toBe('beyond')
    for (const none of ['bytes=', 'bytes=-', 'bytes=5-2', 'items=0-1', 'bytes=0-1,3-4']) {
      expect(rangeOf(none, 10), none).toBeUndefined()
    }
  })
})

describe('the replay', () => {
  it('adds up the rain of a window, its first instant left out', async () => {
    const at = desk.clock.now() - (desk.clock.now() % 60_000)
    const hour = 3_600_000
    const observed = (phenomenonTime: number, value: number) =>
      ({ phenomenonTime, receivedAt: phenomenonTime, value, flag: 'good', checks: [] }) as const
    desk.services.observed.set('bridge/rain', [
      observed(at - hour, 9),
      observed(at - hour + 1, 1),
      observed(at - 5, 2),
      observed(at, 4),
    ])
    const { status, body } = await desk.ask({
      url: `/api/map/rain?at=${at}&hours=1`,
      headers: desk.as('viewer'),
    })
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { at, hours: 1, sums: { 'bridge/rain': { mm: 7, count: 3 } } },
    })
    const moment = await desk.ask({ url: `/api/map/moment?at=${at - 4}`, headers: desk.as('viewer') })
    expect(moment.body).toMatchObject({ values: { 'bridge/rain': { value: 2 } } })
  })

  it('is at most eight days long', async () => {
    const { status } = await desk.ask({
      url: `/api/map/course?from=0&to=${9 * 86_400_000}`,
      headers: desk.as('viewer'),
    })
    expect(status).toBe(422)
  })
})
