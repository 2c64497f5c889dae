import { type ClientToServer, type ServerToClient, socketEvents, socketRequests } from '@tocsin/contract'
import { MINUTE, type Observation } from '@tocsin/core'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from '../http/testing/desk.ts'
import { BRIDGE, HIGH_WATER, RAISED, viewOf } from '../http/testing/in-memory-services.ts'
import { createLive, type Live, type LiveLimits } from './live.ts'
import { registerRequest } from './requests.ts'

type Client = Socket<ServerToClient, ClientToServer>
type Batch = Parameters<ServerToClient['observations']>[0]

let desk: Desk
let live: Live
let clients: Client[]
const logged: string[] = []

async function open(limits: Partial<LiveLimits> = {}) {
  desk = await openDesk()
  clients = []
  logged.length = 0
  const note = (event: string, fields?: Record<string, unknown>) => {
    logged.push(`${event} ${JSON.stringify(fields)}`)
  }
  const { http, access, clock, services } = desk
  const log = { info: note, warn: note, error: note }
  live = createLive({ server: http.server, access, clock, services, log, limits })
  await http.start()
}

beforeEach(() => open())
afterEach(close)
async function close() {
  for (const client of clients) client.disconnect()
  await live.stop()
  await desk.http.stop()
}

/** A socket as the console opens it; `refused` resolves instead of `connected` when the handshake fails. */
function dial(headers: Record<string, string>): { client: Client; outcome: Promise<string> } {
  const client: Client = io(`http://127.0.0.1:${desk.http.port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  })
  clients.push(client)
  const outcome = new Promise<string>((resolve) => {
    client.on('connect', () => resolve('connected'))
    client.on('connect_error', (error) => resolve(error.message))
  })
  return { client, outcome }
}

async function connected(headers: Record<string, string> = desk.as('viewer')): Promise<Client> {
  const { client, outcome } = dial(headers)
  expect(await outcome).toBe('connected')
  return client
}

/** Takes in every batch, as a console does. */
function collect(client: Client): Batch[] {
  const batches: Batch[] = []
  client.on('observations', (message, acknowledge) => {
    batches.push(message)
    acknowledge()
  })
  return batches
}

/** The client's own end of the wire, to hold it still: as when a browser is frozen. */
function wireOf(client: Client): { pause(): void; resume(): void } {
  const { transport } = client.io.engine as unknown as {
    transport: { ws: { _socket: { pause(): void; resume(): void } } }
  }
  return transport.ws._socket
}

const ended = (client: Client) => new Promise<string>((resolve) => client.on('disconnect', resolve))
const sleep = (ms: number) => new Promise((later) => setTimeout(later, ms))
async function until(what: () => boolean): Promise<void> {
  for (let time = 0; time < 200 && !what(); time++) await sleep(10)
  expect(what()).toBe(true)
}

let time = 1_764_000_000_000
const observed = (datastream: string, value: number): Observation => ({
  datastream,
  phenomenonTime: ++time,
  receivedAt: time,
  value,
  flag: 'good',
  checks: [],
  timeliness: 'new',
  position: 1,
})

describe('the handshake', () => {
  it('lets in whoever is signed in, by cookie or by token', async () => {
    await connected({ cookie: await desk.signIn('viewer') })
    await connected(desk.as('viewer'))
    expect(live.stats().clients).toBe(2)
  })

  it('refuses everybody else, and says why', async () => {
    expect(await dial({}).outcome).toBe('Sign in first')
    expect(await dial({ cookie: 'sid=guess' }).outcome).toBe('Sign in first')
    expect(await dial({ authorization: 'Bearer tocsin_guess' }).outcome).toBe('Sign in first')
    expect(live.stats().clients).toBe(0)
  })

  it('refuses a page of another site, whoever is signed in', async () => {
    const cookie = await desk.signIn('viewer')
    expect(await dial({ cookie, origin: 'http://evil.example' }).outcome).toBe('websocket error')
    expect(await dial({ cookie, origin: `http://127.0.0.1:${desk.http.port}` }).outcome).toBe('connected')
  })

  it('is by WebSocket only', async () => {
    const response = await fetch(`http://127.0.0.1:${desk.http.port}/socket.io/?EIO=4&transport=polling`, {
      headers: desk.as('viewer'),
    })
    expect(response.status).toBe(400)
  })

  it('is awaited for a while only', async () => {
    await close()
    await open({ handshakeWithinMs: 100 })
    const silent = new WebSocket(`ws://127.0.0.1:${desk.http.port}/socket.io/?EIO=4&transport=websocket`)
    const started = performance.now()
    await new Promise((closed) => silent.addEventListener('close', closed))
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('is not open to other namespaces', async () => {
    const client = io(`http://127.0.0.1:${desk.http.port}/admin`, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: desk.as('administrator'),
    })
    const refused = new Promise<string>((resolve) =>
      client.on('connect_error', ({ message }) => resolve(message)),
    )
    expect(await refused).toBe('Invalid namespace')
    client.disconnect()
  })
})

describe('a socket', () => {
  it('is closed at once when its session ends', async () => {
    const cookie = await desk.signIn('operator')
    const mine = await connected({ cookie })
    const other = await connected({ cookie: await desk.signIn('operator') })
    const reason = ended(mine)
    await desk.ask({ method: 'DELETE', url: '/api/session', headers: { cookie } })
    expect(await reason).toBe('io server disconnect')
    expect(other.connected).toBe(true)
  })

  it('is closed at once when its user gets another role, and when its token is revoked', async () => {
    const headers = desk.as('administrator')
    const person = await connected({ cookie: await desk.signIn('operator') })
    const gone = ended(person)
    const payload = { role: 'viewer' }
    await desk.ask({ method: 'PUT', url: '/api/users/the-operator', headers, payload })
    expect(await gone).toBe('io server disconnect')

    const { body } = await desk.ask({
      method: 'POST',
      url: '/api/tokens',
      headers,
      payload: { name: 'wall', role: 'viewer' },
    })
    const { id, token } = body as { id: string; token: string }
    const wall = await connected({ authorization: `Bearer ${token}` })
    const revoked = ended(wall)
    await desk.ask({ method: 'DELETE', url: `/api/tokens/${id}`, headers })
    expect(await revoked).toBe('io server disconnect')
  })

  it('keeps its session awake through the night, until twelve hours are over', async () => {
    const cookie = await desk.signIn('operator')
    const client = await connected({ cookie })
    desk.clock.advance(11 * 60 * MINUTE)
    expect((await desk.ask({ url: '/api/session', headers: { cookie } })).status).toBe(200)
    const reason = ended(client)
    desk.clock.advance(60 * MINUTE)
    expect(await reason).toBe('io server disconnect')
  })

  it('is closed within a minute when its session is gone from the database, however that came', async () => {
    const client = await connected({ cookie: await desk.signIn('operator') })
    desk.database.exec('DELETE FROM sessions')
    const reason = ended(client)
    desk.clock.advance(MINUTE)
    expect(await reason).toBe('io server disconnect')
  })

  it('that is closed lets its session fall idle', async () => {
    const cookie = await desk.signIn('operator')
    const client = await connected({ cookie })
    client.disconnect()
    await until(() => live.stats().clients === 0)
    desk.clock.advance(31 * MINUTE)
    expect((await desk.ask({ url: '/api/session', headers: { cookie } })).status).toBe(401)
  })
})

describe('watching', () => {
  it('brings what one asked for: stations, areas and what lies below them, or everything', async () => {
    for (const [id, area] of [
      ['hill', 'lushan/xincun'],
      ['dam', 'lushan'],
      ['mill', 'lushan2'],
    ] as const) {
      desk.services.stations.set(id, { ...BRIDGE, id, area } as never)
    }
    const told: Record<string, string[]> = {}
    for (const [name, watch] of Object.entries({
      station: { stations: ['mill'] },
      area: { areas: ['lushan'] },
      everything: { stations: '*' as const },
      nothing: {},
    })) {
      const client = await connected()
      const batches = collect(client)
      await client.emitWithAck('watch', watch)
      client.on('warning', () => {
        told[name] = batches.flatMap(({ observations }) => observations.map(({ datastream }) => datastream))
      })
    }
    live.observations(['bridge', 'hill', 'dam', 'mill'].map((id) => observed(`${id}/level`, 1)))
    await sleep(50)
    live.warning(HIGH_WATER, RAISED)
    await until(() => Object.keys(told).length === 4)
    expect(told).toEqual({
      station: ['mill/level'],
      area: ['bridge/level', 'hill/level', 'dam/level'],
      everything: ['bridge/level', 'hill/level', 'dam/level', 'mill/level'],
      nothing: [],
    })
  })

  it('follows a station that moves to another area', async () => {
    const client = await connected()
    const batches = collect(client)
    await client.emitWithAck('watch', { areas: ['elsewhere'] })
    live.observations([observed('bridge/level', 1)])
    const moved = { ...BRIDGE, area: 'elsewhere' }
    desk.services.stations.set('bridge', moved as never)
    live.station(viewOf(moved as never))
    live.observations([observed('bridge/level', 2)])
    await until(() => batches.length > 0)
    expect(batches.flatMap(({ observations }) => observations.map(({ value }) => value))).toEqual([2])
  })

  it('for something else replaces what was watched; the same again answers with the last seq', async () => {
    const client = await connected()
    const batches = collect(client)
    expect(await client.emitWithAck('watch', { stations: ['bridge', 'mill'] })).toEqual({ seq: 0 })
    live.observations([observed('bridge/level', 1)])
    await until(() => batches.length === 1)
    expect(await client.emitWithAck('watch', { stations: ['mill', 'bridge'] })).toEqual({ seq: 1 })
    await client.emitWithAck('watch', { stations: ['mill'] })
    live.observations([observed('bridge/level', 2), observed('mill/level', 3)])
    await until(() => batches.length === 2)
    expect(batches[1]?.observations.map(({ datastream }) => datastream)).toEqual(['mill/level'])
    expect(live.stats().groups).toBe(1)
  })

  it.each([[{ stations: 'all' }], [{ stations: [1] }], [{ rooms: ['x'] }], ['*'], [undefined]])(
    'for %j is refused with what is wrong, and nothing else happens',
    async (request) => {
      const client = await connected()
      const reply = await client.emitWithAck('watch', request as never)
      expect(reply).toMatchObject({ seq: 0, problem: { type: '/problems/validation', status: 400 } })
      expect(client.connected).toBe(true)
      expect(live.stats().groups).toBe(0)
    },
  )

  it('too often is cut off', async () => {
    const client = await connected()
    const reason = ended(client)
    for (let time = 0; time < 200; time++) client.emit('watch', { stations: [`s${time}`] })
    expect(await reason).toBe('transport close')
  })

  it('needs a role: a request without one cannot be registered, and one above is refused', async () => {
    const { body } = socketRequests.watch
    for (const role of [undefined, 'public', 'king']) {
      expect(() => registerRequest('watch', { role: role as never, body }, () => undefined)).toThrow(
        'socket request watch declares no role',
      )
    }
    let served = 0
    const restart = registerRequest('restart', { role: 'administrator', body }, () => {
      served++
      return undefined
    })
    const reply: unknown[] = []
    const client = { seq: 3, caller: { role: 'engineer' } } as never
    restart.serve(client, {}, (answer: unknown) => reply.push(answer))
    expect(reply).toMatchObject([{ seq: 3, problem: { status: 403 } }])
    expect(served).toBe(0)
  })
})

describe('observations', () => {
  it('come in the shape of the contract, the first change at once', async () => {
    const client = await connected()
    const batches = collect(client)
    await client.emitWithAck('watch', { stations: '*' })
    const sent = performance.now()
    live.observations([observed('bridge/level', 3.996)])
    await until(() => batches.length === 1)
    expect(performance.now() - sent).toBeLessThan(90)
    expect(socketEvents.observations.parse(batches[0])).toEqual(batches[0])
    expect(batches[0]?.observations).toMatchObject([{ datastream: 'bridge/level', value: 3.996 }])
  })

  it('are at most ten batches a second to a client, with the latest value of each datastream', async () => {
    const client = await connected()
    const batches = collect(client)
    await client.emitWithAck('watch', { stations: '*' })
    const started = performance.now()
    let value = 0
    while (performance.now() - started < 1000) {
      live.observations([observed('bridge/level', ++value), observed('bridge/rain', value)])
      live.observations([observed('bridge/level', ++value)])
      await sleep(5)
    }
    await until(() => batches.at(-1)?.observations.some((one) => one.value === value) === true)
    expect(batches.length).toBeGreaterThan(6)
    expect(batches.length).toBeLessThanOrEqual(12)
    for (const { observations } of batches) expect(observations.length).toBeLessThanOrEqual(2)
    expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_batch, index) => index + 1))
  })

  it('that arrive in one array are not torn apart: none of it is lost', async () => {
    const client = await connected()
    const batches = collect(client)
    await client.emitWithAck('watch', { stations: '*' })
    live.observations(Array.from({ length: 500 }, (_, index) => observed(`s${index % 5}/d${index}`, index)))
    await until(() => batches.length === 1)
    expect(batches[0]?.observations).toHaveLength(500)
  })

  it('wait for a client that is slow, and come together when it has caught up; others are not held up', async () => {
    const slow = await connected()
    const quick = await connected()
    const quickBatches = collect(quick)
    const held: { message: Batch; acknowledge: () => void }[] = []
    slow.on('observations', (message, acknowledge) => held.push({ message, acknowledge }))
    for (const client of [slow, quick]) await client.emitWithAck('watch', { stations: '*' })
    for (let value = 1; value <= 8; value++) {
      live.observations([observed('bridge/level', value), observed(`s${value}/x`, value)])
      await sleep(105)
    }
    await until(() => quickBatches.length >= 7)
    expect(held.length).toBe(3)
    // Asking whether one is still connected must not lose what is due.
    expect(await slow.emitWithAck('watch', { stations: '*' })).toEqual({ seq: 3 })
    for (const { acknowledge } of held.splice(0)) acknowledge()
    await until(() => held.length === 1)
    const missed = held[0]?.message.observations.map(({ datastream, value }) => [datastream, value]) ?? []
    expect(missed).toContainEqual(['bridge/level', 8])
    expect(missed.filter(([datastream]) => datastream === 'bridge/level')).toHaveLength(1)
    const all = new Set([...missed.map(([datastream]) => datastream)])
    expect(all).toContain('s8/x')
    expect(all).toContain('s5/x')
  })
})

describe('a client that takes nothing in', () => {
  it('is cut off when it has not acknowledged in time', async () => {
    await close()
    await open({ ackWithinMs: 200 })
    const frozen = await connected()
    const reason = ended(frozen)
    await frozen.emitWithAck('watch', { stations: '*' })
    live.observations([observed('bridge/level', 1)])
    expect(await reason).toBe('transport close')
    await until(() => live.stats().clients === 0)
  })

  it('does not grow what the gateway remembers', async () => {
    const frozen = await connected()
    const taken: Batch[] = []
    frozen.on('observations', (message) => taken.push(message))
    await frozen.emitWithAck('watch', { stations: '*' })
    for (let round = 0; round < 30; round++) {
      live.observations(Array.from({ length: 100 }, (_, index) => observed(`s/d${index}`, round)))
      await sleep(10)
    }
    await sleep(300)
    expect(taken.length).toBe(3)
    expect(live.stats().batches).toBe(3)
  })

  it('is cut off when its connection takes no warnings either', async () => {
    await close()
    await open({ ackWithinMs: 200 })
    const stuck = await connected()
    const wire = wireOf(stuck)
    wire.pause()
    const fat = { ...HIGH_WATER, response: 'x'.repeat(1_000_000) }
    // More than the buffers between the two hold.
    for (let time = 0; time < 20; time++) live.warning(fat, RAISED)
    await sleep(250)
    expect(live.stats().clients).toBe(1)
    live.warning(fat, RAISED)
    await until(() => live.stats().clients === 0)
    wire.resume()
  })

  it('is cut off when more warnings wait for it than can be kept', async () => {
    await close()
    await open({ waitingEvents: 50 })
    await connected()
    for (let time = 0; time < 60; time++) live.warning(HIGH_WATER, RAISED)
    await until(() => live.stats().clients === 0)
  })
})

describe('warnings and stations', () => {
  it('come to everybody signed in, whatever they watch, in order and with a seq of their own', async () => {
    const told: string[][] = []
    for (let index = 0; index < 3; index++) {
      const client = await connected()
      const mine: string[] = []
      told.push(mine)
      client.on('warning', (message) => {
        expect(socketEvents.warning.parse(message)).toEqual(message)
        mine.push(`${message.seq} warning ${message.warning.id} ${message.event.type}`)
      })
      client.on('station', (message) => {
        expect(socketEvents.station.parse(message)).toEqual(message)
        mine.push(`${message.seq} station ${message.station.id}`)
      })
    }
    for (let time = 0; time < 50; time++) {
      live.warning({ ...HIGH_WATER, id: `w${time}` }, RAISED)
      live.station(viewOf({ ...BRIDGE, id: `s${time}` } as never))
    }
    await until(() => told.every((mine) => mine.length === 100))
    const expected = Array.from({ length: 50 }, (_, time) => [
      `${2 * time + 1} warning w${time} raised`,
      `${2 * time + 2} station s${time}`,
    ]).flat()
    for (const mine of told) expect(mine).toEqual(expected)
  })

  it('come all, however many at once', async () => {
    const client = await connected()
    let last = 0
    client.on('warning', ({ seq }) => {
      expect(seq).toBe(last + 1)
      last = seq
    })
    for (let time = 0; time < 3000; time++) live.warning(HIGH_WATER, RAISED)
    await until(() => last === 3000)
  })

  it('come past a client’s unacknowledged observations', async () => {
    const client = await connected()
    client.on('observations', () => {})
    await client.emitWithAck('watch', { stations: '*' })
    for (let value = 0; value < 5; value++) {
      live.observations([observed('bridge/level', value)])
      await sleep(105)
    }
    const warned = new Promise<number>((resolve) => client.on('warning', ({ seq }) => resolve(seq)))
    live.warning(HIGH_WATER, RAISED)
    expect(await warned).toBe(4)
  })
})

describe('a console', () => {
  it('says whether it can be heard, and the others are told that something changed', async () => {
    const other = await connected()
    let told = 0
    other.on('consoles', () => {
      told++
    })
    const console = await connected({ cookie: await desk.signIn('operator') })
    await console.emitWithAck('sound', { sound: 'blocked', hidden: true })
    await until(() => told === 1)
    // Somebody who only looks, and a machine, are nobody of the shift.
    expect(live.consoles()).toMatchObject([
      { user: 'the-operator', name: 'The operator', wall: false, sound: 'blocked', hidden: true },
    ])
    // The same again is no news.
    await console.emitWithAck('sound', { sound: 'blocked', hidden: true })
    console.disconnect()
    await until(() => told === 2)
    expect(live.consoles()).toEqual([])
  })

  it('that has said nothing yet comes first, for nobody knows whether it can be heard', async () => {
    const heard = await connected({ cookie: await desk.signIn('operator') })
    await heard.emitWithAck('sound', { sound: 'on', hidden: false })
    await connected({ cookie: await desk.signIn('duty-officer') })
    expect(live.consoles().map(({ user, sound }) => `${user} ${sound}`)).toEqual([
      'the-duty-officer null',
      'the-operator on',
    ])
  })
})

describe('a bad packet', () => {
  it('ends that connection and nothing else', async () => {
    const bad = await connected()
    const good = await connected()
    const reason = ended(bad)
    const engine = bad.io.engine as unknown as { write(text: string): void }
    engine.write('2["disconnect"]')
    expect(await reason).toMatch(/transport|server/)
    expect(logged.join()).toContain('live.client-error')
    expect(good.connected).toBe(true)
    expect(await good.emitWithAck('watch', {})).toEqual({ seq: 0 })
  })

  it('of more than 64 KiB does too', async () => {
    const bad = await connected()
    const reason = ended(bad)
    bad.emit('watch', { areas: ['x'.repeat(70_000)] })
    expect(await reason).toBe('transport close')
    expect(live.stats().clients).toBe(0)
  })
})
