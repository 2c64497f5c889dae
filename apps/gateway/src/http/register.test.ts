import { type Call, calls, ROLES, type Role } from '@tocsin/contract'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Authorizer, demandRoles } from './authorize.ts'
import { registerCall } from './register.ts'
import { type Desk, openDesk } from './testing/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.http.stop())

const everyCall: [string, Call][] = Object.entries(calls)
const urlOf = ({ path }: Call) => path.replace(':id', 'nothing-like-it')

it.each(everyCall)('registers %s', (_name, { method, path }) => {
  expect(desk.http.app.hasRoute({ method, url: path })).toBe(true)
})

it.each(everyCall.filter(([, { role }]) => role !== 'public'))(
  'answers %s to nobody who is not signed in',
  async (_name, call) => {
    const { status, headers, body } = await desk.ask({ method: call.method, url: urlOf(call) })
    expect(status).toBe(401)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ type: '/problems/sign-in-required' })
  },
)

it.each(everyCall.filter(([, { role }]) => role !== 'public' && role !== 'viewer'))(
  'refuses %s to the role below, and writes that down',
  async (_name, call) => {
    const below = ROLES[ROLES.indexOf(call.role as Role) - 1] as Role
    const { status, body } = await desk.ask({
      method: call.method,
      url: urlOf(call),
      headers: desk.as(below),
    })
    expect(status).toBe(403)
    expect(body).toMatchObject({ type: '/problems/not-allowed' })
    expect(desk.access.audit.entries({ limit: 1 })).toMatchObject([
      { action: 'refused', subject: `${call.method} ${urlOf(call)}`, detail: { needs: call.role } },
    ])
  },
)

describe('a route without a role', () => {
  const registration = { audit: { write() {}, writeAll() {}, entries: () => [] }, callerOf: () => undefined }

  it.each([undefined, '', 'king', 'Viewer'])('is not registered as a call with the role %o', (role) => {
    const call = { ...calls.getSite, role } as unknown as Call
    expect(() =>
      registerCall(Fastify(), 'getSite', call, async () => ({ status: 200, body: {} }), registration),
    ).toThrow('call getSite (GET /api/site) declares no role')
  })

  it('is not registered beside the calls either', () => {
    const app = Fastify()
    demandRoles(app, ['/api/docs'])
    expect(() => app.get('/api/backdoor', () => 'come in')).toThrow('route /api/backdoor declares no role')
    expect(() => app.get('/api/docs-of-mine', () => 'come in')).toThrow('declares no role')
    expect(() => app.get('/api/docs/json', () => '{}')).not.toThrow()
  })

  it('would be open to nobody, should it slip through', async () => {
    const app = Fastify()
    app.addHook('onRequest', new Authorizer(desk.access).hook)
    app.get('/api/backdoor', () => 'come in')
    const { payload } = await app.inject({ url: '/api/backdoor', headers: desk.as('administrator') })
    expect(payload).not.toContain('come in')
  })
})

it('leaves a line in the audit log for every change of stations and rules, with what changed', async () => {
  const headers = desk.as('engineer')
  const { id: _, ...bridge } = desk.services.stations.get('bridge') as { id: string }
  const moved = { ...bridge, area: 'lushan/other' }
  await desk.ask({ method: 'PUT', url: '/api/stations/bridge', headers, payload: moved })
  await desk.ask({ method: 'POST', url: '/api/stations/bridge/secret', headers })
  const rule = {
    name: 'River',
    appliesTo: { datastreams: ['bridge/level'] },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { red: { raiseAt: 4.5 } },
  }
  await desk.ask({ method: 'POST', url: '/api/rules', headers, payload: rule })
  await desk.ask({
    method: 'PUT',
    url: '/api/rules/rule-1',
    headers,
    payload: { ...rule, reason: 'new gauge datum' },
  })
  const written = desk.access.audit.entries({ limit: 4 }).toReversed()
  expect(written.map(({ action, subject }) => [action, subject])).toEqual([
    ['changeStation', 'bridge'],
    ['renewSecret', 'bridge'],
    ['createRule', 'rule-1'],
    ['changeRule', 'rule-1'],
  ])
  expect(written[0]).toMatchObject({
    actor: expect.stringMatching(/^token:/),
    detail: { before: { area: 'lushan/xincun' }, after: { area: 'lushan/other' } },
  })
  expect(written[3]).toMatchObject({ detail: { version: 2, reason: 'new gauge datum' } })
  expect(JSON.stringify(written)).not.toContain('secret"')
})
