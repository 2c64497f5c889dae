import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type DurationMs, SECOND } from '@tocsin/core'

/** What tells an encrypted connection from a plain one. */
type Connection = Pick<IncomingMessage, 'headers' | 'socket'>

/** Browsers refuse the `__Host-` prefix over plain HTTP; over HTTPS it keeps neighbours from planting a cookie. */
function nameFor(request: Connection): string {
  return isEncrypted(request) ? '__Host-sid' : 'sid'
}

function isEncrypted({ socket }: Connection): boolean {
  return (socket as Partial<TLSSocket> | undefined)?.encrypted === true
}

/** The session's secret that a request carries. It needs no decoding: base64url has no character that a cookie may not have. */
export function readSessionCookie(request: Connection): string | undefined {
  const prefix = `${nameFor(request)}=`
  const pairs = request.headers.cookie?.split(';').map((pair) => pair.trim())
  return pairs?.find((pair) => pair.startsWith(prefix))?.slice(prefix.length)
}

/**
 * The `Set-Cookie` that hands a session's secret to the browser; without one, that takes it away again. It ends with the browser at the
 * latest: on a shared desk, closing it signs out. `lastsMs`: beyond that, for so long.
 */
export function sessionCookie(request: Connection, secret: string | undefined, lastsMs?: DurationMs): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict']
  if (lastsMs !== undefined) attributes.push(`Max-Age=${lastsMs / SECOND}`)
  if (isEncrypted(request)) attributes.push('Secure')
  if (secret === undefined) attributes.push('Max-Age=0')
  return [`${nameFor(request)}=${secret ?? ''}`, ...attributes].join('; ')
}
