import { argon2Sync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { HOUR, MINUTE, SECOND } from '@tocsin/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { openDatabase } from '../registry/database.ts'
import { type Access, createAccess } from './access.ts'
import type { Caller } from './caller.ts'
import { Passwords } from './password.ts'

const HERE = '10.0.0.7'
let clock: ManualClock
let database: ReturnType<typeof openDatabase>
let access: Access
let ended: string[]

beforeEach(async () => {
  clock = new ManualClock(1_764_000_000_000)
  database = openDatabase(':memory:')
  access = createAccess({ database, clock, log: silentLog })
  ended = []
  access.onEnded((grant) => ended.push(grant))
  await access.ensureFirstUser('first password')
})

type Request = Pick<IncomingMessage, 'headers' | 'socket'>
const withCookie = (secret: string): Request => ({
  headers: { cookie: `sid=${secret}` },
  socket: {} as never,
})
const withToken = (token: string): Request => ({
  headers: { authorization: `Bearer ${token}` },
  socket: {} as never,
})

async function signIn(username = 'admin', password = 'first password', address = HERE) {
  const outcome = await access.signIn({ username, password }, address)
  if (!outcome.ok) throw new Error(`could not sign in: ${outcome.reason}`)
  return { ...outcome, request: withCookie(outcome.secret) }
}
const callerOf = (request: Request): Caller => {
  const caller = access.caller(request)
  if (caller === undefined) throw new Error('nobody')
  return caller
}
async function hire(username: string, role: 'operator' | 'administrator' = 'operator') {
  const outcome = await access.users.create(
    { username, name: username, role, password: 'long enough' },
    'admin',
  )
  if (!outcome.ok) throw new Error(outcome.refusal.kind)
}
const actions = () =>
  access.audit.entries().map(({ actor, action, subject }) => `${actor} ${action} ${subject}`)

describe('the first start', () => {
  it('makes admin with the given password, and answers none', async () => {
    expect(access.users.list()).toEqual([{ username: 'admin', name: 'Administrator', role: 'administrator' }])
    expect((await signIn()).person.role).toBe('administrator')
  })

  it('makes a password up, answers it once, and never again', async () => {
    const fresh = createAccess({ database: openDatabase(':memory:'), clock, log: silentLog })
    const password = (await fresh.ensureFirstUser()) ?? ''
    expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/)
    expect((await fresh.signIn({ username: 'admin', password }, HERE)).ok).toBe(true)
    expect(await fresh.ensureFirstUser()).toBeUndefined()
  })

  it('changes nothing when there is somebody already', async () => {
    expect(await access.ensureFirstUser('another password')).toBeUndefined()
    expect((await access.signIn({ username: 'admin', password: 'another password' }, HERE)).ok).toBe(false)
  })
})

describe('signing in', () => {
  it('does not tell a wrong name from a wrong password', async () => {
    expect(await access.signIn({ username: 'nobody', password: 'x' }, HERE)).toEqual({
      ok: false,
      reason: 'wrong',
    })
    expect(await access.signIn({ username: 'admin', password: 'x' }, HERE)).toEqual({
      ok: false,
      reason: 'wrong',
    })
  })

  it('takes the user name in any case', async () => {
    expect((await signIn('ADMIN')).person.username).toBe('admin')
  })

  it('is throttled after five failures from there, for the right password too, and not from elsewhere', async () => {
    for (let time = 0; time < 5; time++) await access.signIn({ username: 'admin', password: 'x' }, HERE)
    const locked = await access.signIn({ username: 'admin', password: 'first password' }, HERE)
    expect(locked).toEqual({ ok: false, reason: 'throttled', retryAfterMs: 30 * SECOND })
    expect((await access.signIn({ username: 'admin', password: 'first password' }, '10.0.0.8')).ok).toBe(true)
    clock.advance(30 * SECOND)
    expect((await access.signIn({ username: 'admin', password: 'first password' }, HERE)).ok).toBe(true)
  })

  it('works at once from where one has signed in before, even while the whole world guesses', async () => {
    await signIn()
    for (let host = 0; host < 21; host++) {
      await access.signIn({ username: 'admin', password: 'x' }, `10.9.0.${host}`)
    }
    expect(await access.signIn({ username: 'admin', password: 'x' }, '10.9.1.1')).toMatchObject({
      reason: 'throttled',
    })
    expect((await access.signIn({ username: 'admin', password: 'first password' }, HERE)).ok).toBe(true)
  })

  it('with a password that is changed at that moment fails', async () => {
    const another = await new Passwords().hash('another password')
    const outcome = access.signIn({ username: 'admin', password: 'first password' }, HERE)
    database.prepare('UPDATE users SET password = ?').run(another)
    expect(await outcome).toEqual({ ok: false, reason: 'wrong' })
  })

  it('renews a hash that was made with older parameters', async () => {
    const salt = Buffer.from('some old salt!!!')
    const old = { nonce: salt, memory: 64, passes: 1, parallelism: 1, tagLength: 32 }
    const hash = argon2Sync('argon2id', { message: 'first password', ...old })
    const bare = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
    database
      .prepare('UPDATE users SET password = ?')
      .run(`$argon2id$v=19$m=64,t=1,p=1$${bare(salt)}$${bare(hash)}`)
    await signIn()
    expect(access.users.storedPassword('admin')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await signIn()
  })

  it('keeps neither the secret nor the password, and no name that might be a password', async () => {
    const { secret } = await signIn()
    await access.signIn({ username: 'hunter2-typed-in-the-wrong-field', password: 'x' }, HERE)
    const { token } = access.tokens.create({ name: 'wall', role: 'viewer' }, callerOf(withCookie(secret)))
    const everything = ['users', 'sessions', 'tokens', 'known_addresses', 'audit']
      .map((table) =>
        JSON.stringify(database.prepare(`SELECT * FROM ${table}`).all(), (_key, value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        ),
      )
      .join()
    expect(everything).not.toContain(secret)
    expect(everything).not.toContain(token)
    expect(everything).not.toContain('first password')
    expect(everything).not.toContain('hunter2')
  })
})

describe('a session', () => {
  it('ends when nobody has been there for 30 minutes', async () => {
    const { request } = await signIn()
    clock.advance(30 * MINUTE - 1)
    expect(access.caller(request)).toBeDefined()
    clock.advance(30 * MINUTE - 1)
    expect(access.caller(request)).toBeDefined()
    clock.advance(30 * MINUTE)
    expect(access.caller(request)).toBeUndefined()
    expect(ended).toHaveLength(1)
  })

  it('outlives a night of a live console, and ends after twelve hours all the same', async () => {
    const { request, endsAt } = await signIn()
    const caller = callerOf(request)
    for (let minute = 1; minute < 12 * 60; minute++) {
      clock.advance(MINUTE)
      expect(access.renew(caller)).toBeDefined()
    }
    clock.advanceTo(endsAt)
    expect(access.renew(caller)).toBeUndefined()
    expect(access.caller(request)).toBeUndefined()
    expect(endsAt).toBe(1_764_000_000_000 + 12 * HOUR)
  })

  it('ends by signing out, and only that one', async () => {
    const one = await signIn()
    const other = await signIn()
    access.signOut(callerOf(one.request))
    expect(access.caller(one.request)).toBeUndefined()
    expect(access.caller(other.request)).toBeDefined()
    expect(ended).toHaveLength(1)
  })

  it.each<[string, (admin: Caller) => Promise<{ ok: boolean }>]>([
    ['the role changes', (admin) => access.users.change('li', { role: 'administrator' }, admin)],
    [
      'somebody sets another password',
      (admin) => access.users.change('li', { password: 'a new one' }, admin),
    ],
    ['the person is removed', async (admin) => access.users.remove('li', admin)],
  ])('ends when %s', async (_title, change) => {
    await hire('li')
    const admin = callerOf((await signIn()).request)
    const { request } = await signIn('li', 'long enough')
    const { grant } = callerOf(request)
    expect((await change(admin)).ok).toBe(true)
    expect(access.caller(request)).toBeUndefined()
    expect(ended).toEqual([grant])
  })

  it('goes on when only the name changes', async () => {
    await hire('li')
    const admin = callerOf((await signIn()).request)
    const { request } = await signIn('li', 'long enough')
    await access.users.change('li', { name: '李工' }, admin)
    expect(access.caller(request)).toMatchObject({ id: 'li', name: '李工' })
  })

  it('is replaced by a new one when one changes the own password; all others end', async () => {
    const here = await signIn()
    const elsewhere = await signIn()
    const outcome = await access.changePassword(
      callerOf(here.request),
      { current: 'first password', next: 'second password' },
      HERE,
    )
    if (!outcome.ok) throw new Error(outcome.reason)
    expect(access.caller(here.request)).toBeUndefined()
    expect(access.caller(elsewhere.request)).toBeUndefined()
    expect(access.caller(withCookie(outcome.secret))).toMatchObject({ id: 'admin' })
    expect((await access.signIn({ username: 'admin', password: 'first password' }, HERE)).ok).toBe(false)
  })

  it('does not give a guesser of the current password more tries than the sign-in does', async () => {
    const caller = callerOf((await signIn()).request)
    const guess = () => access.changePassword(caller, { current: 'x', next: 'long enough' }, HERE)
    for (let time = 0; time < 5; time++) expect(await guess()).toMatchObject({ reason: 'wrong' })
    expect(await guess()).toMatchObject({ reason: 'throttled' })
  })

  it('is not opened by the bearer header, nor a token by the cookie', async () => {
    const { secret, request } = await signIn()
    const { token } = access.tokens.create({ name: 'wall', role: 'viewer' }, callerOf(request))
    expect(access.caller(withToken(secret))).toBeUndefined()
    expect(access.caller(withCookie(token))).toBeUndefined()
    expect(access.caller({ headers: { authorization: 'Basic eA==' }, socket: {} as never })).toBeUndefined()
  })

  it('over HTTPS is taken only from the cookie that no neighbour can plant', async () => {
    const { secret } = await signIn()
    const encrypted = { encrypted: true } as never
    expect(access.caller({ headers: { cookie: `sid=${secret}` }, socket: encrypted })).toBeUndefined()
    expect(access.caller({ headers: { cookie: `__Host-sid=${secret}` }, socket: encrypted })).toBeDefined()
  })
})

describe('people', () => {
  it('are not made twice, in whatever case', async () => {
    await hire('li')
    const again = await access.users.create(
      { username: 'Li', name: 'x', role: 'viewer', password: 'long enough' },
      'admin',
    )
    expect(again).toMatchObject({ ok: false, refusal: { kind: 'exists' } })
  })

  it('always have an administrator left', async () => {
    const admin = callerOf((await signIn()).request)
    expect(await access.users.change('admin', { role: 'viewer' }, admin)).toMatchObject({ ok: false })
    expect(access.users.remove('admin', admin)).toMatchObject({ ok: false, refusal: { kind: 'invalid' } })
    await hire('li', 'administrator')
    expect((await access.users.change('admin', { role: 'viewer' }, admin)).ok).toBe(true)
  })

  it.each(['password123', 'Password123', 'lilililili', 'wang-wuwang-wu', 'aaaaaaaabbbb'])(
    'do not get the password %s',
    async (password) => {
      const outcome = await access.users.create(
        { username: 'wang-wu', name: 'x', role: 'viewer', password },
        'admin',
      )
      expect(outcome).toMatchObject({
        ok: false,
        refusal: { kind: 'invalid', faults: [{ path: 'password' }] },
      })
    },
  )
})

describe('a machine token', () => {
  it('opens until it is revoked, with its own role, and notes when it was used', async () => {
    const admin = callerOf((await signIn()).request)
    const { id, token } = access.tokens.create({ name: 'Grafana', role: 'viewer' }, admin)
    expect(token).toMatch(/^tocsin_[\w-]{43}$/)
    expect(access.tokens.list()).toMatchObject([{ id, lastUsedAt: null }])
    clock.advance(48 * HOUR)
    const caller = callerOf(withToken(token))
    expect(caller).toMatchObject({ kind: 'machine', id: `token:${id}`, role: 'viewer' })
    expect(access.tokens.list()).toMatchObject([{ lastUsedAt: clock.now() }])
    access.tokens.revoke(id, admin)
    expect(access.caller(withToken(token))).toBeUndefined()
    expect(access.renew(caller)).toBeUndefined()
    expect(ended).toContain(caller.grant)
  })
})

describe('the audit log', () => {
  it('holds sign-ins, refusals and every change of users and tokens, with who and when', async () => {
    const admin = callerOf((await signIn()).request)
    await access.signIn({ username: 'admin', password: 'x' }, HERE)
    await hire('li')
    await access.users.change('li', { role: 'administrator' }, admin)
    const { id } = access.tokens.create({ name: 'wall', role: 'viewer' }, admin)
    access.tokens.revoke(id, admin)
    access.users.remove('li', admin)
    access.signOut(admin)
    expect(actions()).toEqual(
      [
        'system user.created admin',
        'admin sign-in admin',
        'system sign-in.refused admin',
        'admin user.created li',
        'admin user.changed li',
        `admin token.created ${id}`,
        `admin token.revoked ${id}`,
        'admin user.removed li',
        'admin session.ended admin',
      ].toReversed(),
    )
    expect(access.audit.entries({ limit: 1 })[0]?.at).toBe(clock.now())
  })

  it('cannot be changed or shortened', () => {
    expect(() => database.exec("UPDATE audit SET actor = 'somebody else'")).toThrow(/append-only/)
    expect(() => database.exec('DELETE FROM audit')).toThrow(/append-only/)
  })
})
