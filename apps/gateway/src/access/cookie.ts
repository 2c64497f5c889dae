import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { fastifyCookie } from '@fastify/cookie'

/** What tells an encrypted connection from a plain one. */
type Connection = Pick<IncomingMessage, 'headers' | 'socket'>

/** Browsers refuse the `__Host-` prefix over plain HTTP; over HTTPS it keeps neighbours from planting a cookie. */
function nameFor(request: Connection): string {
  return isEncrypted(request) ? '__Host-sid' : 'sid'
}

function isEncrypted({ socket }: Connection): boolean {
  return (socket as Partial<TLSSocket> | undefined)?.encrypted === true
}

/** The session's secret that a request carries. */
export function readSessionCookie(request: Connection): string | undefined {
  const { cookie } = request.headers
  return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[nameFor(request)]
}

/** The `Set-Cookie` that hands a session's secret to the browser; without one, that takes it away again. */
export function sessionCookie(request: Connection, secret: string | undefined): string {
  return fastifyCookie.serialize(nameFor(request), secret ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isEncrypted(request),
    ...(secret === undefined ? { maxAge: 0 } : {}),
  })
}
