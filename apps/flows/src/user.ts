import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Who is at the editor, as the gateway says it: `{base64url of JSON}.{HMAC-SHA256}`, signed with a secret of this start. The name alone would let
 * any program of this host be anybody.
 */
export function readUser(token: unknown, secret: string, now: number): string | undefined {
  if (typeof token !== 'string') return undefined
  const [body = '', signature = ''] = token.split('.')
  const expected = createHmac('sha256', secret).update(body).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const { user, until } = JSON.parse(Buffer.from(body, 'base64url').toString()) as {
    user: string
    until: number
  }
  return now <= until ? user : undefined
}
