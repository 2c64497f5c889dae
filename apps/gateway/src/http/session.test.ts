import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await desk.access.ensureFirstUser('first password')
})
afterEach(() => desk.http.stop())

const signIn = (
  headers: Record<string, string> = {},
  password = 'first password',
  remoteAddress = '10.0.0.7',
) =>
  desk.ask({
    method: 'POST',
    url: '/api/session',
    headers,
    remoteAddress,
    payload: { username: 'admin', password },
  })
const cookieOf = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';')[0] ?? ''
const whoAmI = (cookie: string) => desk.ask({ url: '/api/session', headers: { cookie } })

describe('signing in', () => {
  it('hands out a cookie that no script can read, and says until when it holds', async () => {
    const { status, headers, body } = await signIn()
    expect(status).toBe(200)
    expect(headers['set-cookie']).toMatch(/^sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(headers['cache-control']).toBe('no-store')
    const sessionEndsAt = 1_764_000_000_000 + 12 * 3_600_000
    const who = { username: 'admin', name: 'Administrator', role: 'administrator' }
    const person = { ...who, sessionEndsAt, firstPassword: true, display: false }
    expect(body).toEqual(person)
    expect((await whoAmI(cookieOf(headers))).body).toEqual(person)
  })

  it('fails with 401 and no hint', async () => {
    const wrong = await signIn({}, 'wrong')
    expect(wrong).toMatchObject({ status: 401, body: { type: '/problems/wrong-credentials' } })
    expect(wrong.headers['set-cookie']).toBeUndefined()
  })

  it('is refused with Retry-After to whoever guesses, and open to others', async () => {
    for (let time = 0; time < 5; time++) await signIn({}, 'wrong', '10.0.0.66')
    const locked = await signIn({}, 'first password', '10.0.0.66')
    expect(locked).toMatchObject({ status: 429, body: { type: '/problems/too-many-requests' } })
    expect(locked.headers['retry-after']).toBe('30')
    expect((await signIn()).status).toBe(200)
  })

  it('is counted by the address of the connection, whatever a header claims', async () => {
    for (let time = 0; time < 5; time++) await signIn({ 'x-forwarded-for': `10.9.9.${time}` }, 'wrong')
    expect((await signIn({ 'x-forwarded-for': '10.9.9.9' })).status).toBe(429)
  })

  it('is limited in pace for each address, right or wrong', async () => {
    const statuses: number[] = []
    for (let time = 0; time < 31; time++) {
      const { status } = await desk.ask({ method: 'POST', url: '/api/session', payload: {} })
      statuses.push(status)
    }
    expect(statuses.slice(0, 30).every((status) => status === 400)).toBe(true)
    const { status, headers, body } = await desk.ask({ method: 'POST', url: '/api/session', payload: {} })
    expect(status).toBe(429)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ type: '/problems/too-many-requests' })
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })

  it('over an old session leaves the old one behind', async () => {
    const old = cookieOf((await signIn()).headers)
    const fresh = cookieOf((await signIn({ cookie: old })).headers)
    expect((await whoAmI(old)).status).toBe(401)
    expect((await whoAmI(fresh)).status).toBe(200)
  })
})

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    const cookie = cookieOf((await signIn()).headers)
    const { status, headers } = await desk.ask({ method: 'DELETE', url: '/api/session', headers: { cookie } })
    expect(status).toBe(204)
    expect(headers['set-cookie']).toContain('Max-Age=0')
    expect((await whoAmI(cookie)).status).toBe(401)
  })
})

describe('changing the password', () => {
  const change = (cookie: string, current: string, next: string) =>
    desk.ask({ method: 'PUT', url: '/api/session/password', headers: { cookie }, payload: { current, next } })

  it('gives a new session for the old one', async () => {
    const cookie = cookieOf((await signIn()).headers)
    const { status, headers } = await change(cookie, 'first password', 'second password')
    expect(status).toBe(204)
    expect((await whoAmI(cookie)).status).toBe(401)
    expect((await whoAmI(cookieOf(headers))).status).toBe(200)
  })

  it('with a wrong one is no reason to be signed out', async () => {
    const cookie = cookieOf((await signIn()).headers)
    expect(await change(cookie, 'wrong', 'second password')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'current' }] },
    })
    expect((await whoAmI(cookie)).status).toBe(200)
  })

  it('to a short or common one is refused', async () => {
    const cookie = cookieOf((await signIn()).headers)
    expect((await change(cookie, 'first password', 'short')).status).toBe(400)
    expect((await change(cookie, 'first password', 'password123')).status).toBe(422)
  })
})

describe('another site', () => {
  const token = { name: 'wall', role: 'viewer' }
  const create = (headers: Record<string, string>, payload: string | object = token) =>
    desk.ask({ method: 'POST', url: '/api/tokens', headers: { host: 'box:3000', ...headers }, payload })

  it('can change nothing in the name of whoever is signed in here', async () => {
    const cookie = cookieOf((await signIn()).headers)
    expect(await create({ cookie, origin: 'http://evil.example' })).toMatchObject({
      status: 403,
      body: { type: '/problems/foreign-origin' },
    })
    expect((await create({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(desk.access.tokens.list()).toEqual([])
    expect((await create({ cookie, origin: 'http://box:3000' })).status).toBe(201)
  })

  it('cannot sign anybody in either', async () => {
    expect((await signIn({ host: 'box:3000', origin: 'http://evil.example' })).status).toBe(403)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'cannot send a form of %s as a body',
    async (type) => {
      const cookie = cookieOf((await signIn()).headers)
      const { status, body } = await create({ cookie, 'content-type': type }, JSON.stringify(token))
      expect([status, body]).toMatchObject([415, { type: '/problems/not-json' }])
    },
  )

  it('cannot send an empty form either, where no body is needed', async () => {
    const cookie = await desk.signIn('engineer')
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    expect((await desk.ask({ method: 'POST', url: '/api/stations/bridge/secret', headers })).status).toBe(415)
  })

  it('is no matter to a machine with its token', async () => {
    const headers = { ...desk.as('administrator'), origin: 'http://automation.example' }
    expect((await create(headers)).status).toBe(201)
  })
})

describe('users and tokens', () => {
  it('are managed by administrators, and no answer holds a secret twice', async () => {
    const headers = desk.as('administrator')
    const user = { username: 'li', name: '李工', role: 'operator', password: 'long enough' }
    expect(await desk.ask({ method: 'POST', url: '/api/users', headers, payload: user })).toMatchObject({
      status: 201,
      body: { username: 'li', name: '李工', role: 'operator' },
    })
    expect((await desk.ask({ method: 'POST', url: '/api/users', headers, payload: user })).status).toBe(409)
    const changed = await desk.ask({
      method: 'PUT',
      url: '/api/users/li',
      headers,
      payload: { role: 'engineer' },
    })
    expect(changed.body).toMatchObject({ role: 'engineer' })
    const people = await desk.ask({ url: '/api/users', headers })
    expect(JSON.stringify(people.body)).not.toContain('argon2')
    expect((await desk.ask({ method: 'DELETE', url: '/api/users/li', headers })).status).toBe(204)
    expect((await desk.ask({ method: 'DELETE', url: '/api/users/li', headers })).status).toBe(404)
    expect((await desk.ask({ method: 'DELETE', url: '/api/users/admin', headers })).status).toBe(422)

    const made = await desk.ask({
      method: 'POST',
      url: '/api/tokens',
      headers,
      payload: { name: 'Grafana', role: 'viewer' },
    })
    const { id, token } = made.body as { id: string; token: string }
    const asGrafana = { authorization: `Bearer ${token}` }
    expect((await desk.ask({ url: '/api/stations', headers: asGrafana })).status).toBe(200)
    expect(JSON.stringify((await desk.ask({ url: '/api/tokens', headers })).body)).not.toContain(token)
    expect((await desk.ask({ method: 'DELETE', url: `/api/tokens/${id}`, headers })).status).toBe(204)
    expect((await desk.ask({ url: '/api/stations', headers: asGrafana })).status).toBe(401)
  })
})

describe('a wall display', () => {
  async function make() {
    const cookie = cookieOf((await signIn()).headers)
    const made = await desk.ask({
      method: 'POST',
      url: '/api/tokens',
      headers: { cookie },
      payload: { name: '值班室大屏', role: 'administrator', purpose: 'wall' },
    })
    return { admin: { cookie }, ...(made.body as { id: string; token: string; role: string }) }
  }
  const enter = (code: string) => desk.ask({ method: 'POST', url: '/api/session/display', payload: { code } })

  it('is let in by its code, typed once, and stays for longer than any session', async () => {
    const { token, role } = await make()
    expect(role).toBe('viewer')
    const { status, headers, body } = await enter(` ${token.toUpperCase()} `)
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: '值班室大屏', role: 'viewer', display: true, sessionEndsAt: null })
    expect(headers['set-cookie']).toMatch(/^sid=[a-z2-9-]{35}; .*HttpOnly; SameSite=Strict; Max-Age=34560000/)
    desk.clock.advance(30 * 24 * 3_600_000)
    const later = await whoAmI(cookieOf(headers))
    expect(later).toMatchObject({ status: 200, body: { display: true } })
    // Each time it is loaded it lasts as long again.
    expect(later.headers['set-cookie']).toContain('Max-Age')
  })

  it('may read what stands on the wall, and nothing else', async () => {
    const { token } = await make()
    const headers = { cookie: cookieOf((await enter(token)).headers) }
    for (const url of ['/api/warnings', '/api/stations', '/api/callouts', '/api/map', '/api/box-warnings'])
      expect((await desk.ask({ url, headers })).status, url).toBe(200)
    for (const url of [
      '/api/persons',
      '/api/telephone',
      '/api/roster/shifts',
      '/api/rules/r/evaluations',
      '/metrics',
    ])
      expect([403, 404], url).toContain((await desk.ask({ url, headers })).status)
    const acknowledged = await desk.ask({
      method: 'POST',
      url: '/api/warnings/w1/acknowledgements',
      headers,
      payload: {},
    })
    expect(acknowledged.status).toBe(403)
  })

  it('is out as soon as its code is revoked; a machine’s token is no code', async () => {
    const { id, token, admin } = await make()
    const cookie = cookieOf((await enter(token)).headers)
    expect((await desk.ask({ method: 'DELETE', url: `/api/tokens/${id}`, headers: admin })).status).toBe(204)
    expect((await whoAmI(cookie)).status).toBe(401)
    expect((await enter(token)).status).toBe(401)
    const machine = desk.as('administrator').authorization.replace('Bearer ', '')
    expect((await enter(machine)).status).toBe(401)
  })
})

describe('asking too often', () => {
  const ask = (url: string, cookie?: string) =>
    desk.ask({ url, remoteAddress: '10.0.0.8', ...(cookie && { headers: { cookie } }) })

  it('shuts out a stranger who does, and no colleague who is signed in behind the same address', async () => {
    const cookie = cookieOf((await signIn({}, 'first password', '10.0.0.8')).headers)
    let last = await ask('/api/health')
    for (let request = 0; request < 3000 && last.status !== 429; request++) last = await ask('/api/health')
    expect(last.status).toBe(429)
    expect((await ask('/api/session', cookie)).status).toBe(200)
  })

  it('shuts out a user who does, and nobody else behind the same address', async () => {
    const cookie = cookieOf((await signIn({}, 'first password', '10.0.0.8')).headers)
    let last = await ask('/api/session', cookie)
    for (let request = 0; request < 3000 && last.status === 200; request++)
      last = await ask('/api/session', cookie)
    expect(last.status).toBe(429)
    expect((await ask('/api/health')).status).not.toBe(429)
  })
})
