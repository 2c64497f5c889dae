import { expect, it } from 'vitest'
import { sessionCookie } from './cookie.ts'
import { isOwnOrigin } from './origin.ts'

const f = (title: string, headers: Record<string, string>, own: boolean) =>
  it(`${own ? 'lets in' : 'refuses'} ${title}`, () => expect(isOwnOrigin({ headers })).toBe(own))

f('the console', { host: 'box:3000', origin: 'http://box:3000' }, true)
f('the console over HTTPS', { host: 'box', origin: 'https://box' }, true)
f('a script that sends no origin', { host: 'box:3000' }, true)
f('what somebody typed into the address bar', { host: 'box:3000', 'sec-fetch-site': 'none' }, true)
f('another host', { host: 'box:3000', origin: 'http://evil.example' }, false)
f('another port of the same host', { host: 'box:3000', origin: 'http://box:8080' }, false)
f('a host that only begins like ours', { host: 'box:3000', origin: 'http://box:3000.evil.example' }, false)
f('a sandboxed page', { host: 'box:3000', origin: 'null' }, false)
f('a page that hides its origin', { host: 'box:3000', 'sec-fetch-site': 'cross-site' }, false)
f('a neighbour under the same domain', { host: 'box:3000', 'sec-fetch-site': 'same-site' }, false)

it('hands out a cookie that scripts and other sites cannot use', () => {
  const plain = { headers: {}, socket: {} as never }
  const encrypted = { headers: {}, socket: { encrypted: true } as never }
  expect(sessionCookie(plain, 's')).toBe('sid=s; Path=/; HttpOnly; SameSite=Strict')
  expect(sessionCookie(encrypted, 's')).toBe('__Host-sid=s; Path=/; HttpOnly; SameSite=Strict; Secure')
  expect(sessionCookie(plain, undefined)).toBe('sid=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0')
})
