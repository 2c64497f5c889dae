import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@tocsin/core'

/** How a request shows that it is ours. */
export type RequestSignature =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }
  /** HMAC-SHA256 over `timestamp.body`, the timestamp (epoch seconds) in a header of its own. */
  | {
      readonly scheme: 'hmac'
      readonly secret: string
      readonly header: string
      readonly timestampHeader: string
      readonly encoding: 'hex' | 'base64'
    }
  /** Aliyun's ACS3-HMAC-SHA256. */
  | {
      readonly scheme: 'aliyun-v3'
      readonly keyId: string
      readonly keySecret: string
      readonly action: string
      readonly version: string
    }

export interface UnsignedRequest {
  readonly method: string
  readonly url: URL
  readonly body: string
}

/** RFC 3986, stricter than encodeURIComponent: Aliyun signs this form. */
function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** `YYYY-MM-DDTHH:MM:SSZ` */
const isoSeconds = (at: Instant) => `${new Date(at).toISOString().slice(0, 19)}Z`

function aliyunHeaders(
  { method, url, body }: UnsignedRequest,
  { keyId, keySecret, action, version }: Extract<RequestSignature, { scheme: 'aliyun-v3' }>,
  at: Instant,
  nonce: string,
): Record<string, string> {
  const hash = sha256(body)
  const signed: [string, string][] = [
    ['host', url.host],
    ['x-acs-action', action],
    ['x-acs-content-sha256', hash],
    ['x-acs-date', isoSeconds(at)],
    ['x-acs-signature-nonce', nonce],
    ['x-acs-version', version],
  ]
  const query = [...url.searchParams]
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .sort()
    .join('&')
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('')
  const request = [method, url.pathname, query, lines, names, hash].join('\n')
  const signature = createHmac('sha256', keySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(request)}`)
    .digest('hex')
  return {
    // `host` is set by the client itself, from the same URL.
    ...Object.fromEntries(signed.slice(1)),
    authorization: `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names},Signature=${signature}`,
  }
}

/** The headers that sign a request at `at`. */
export function signatureHeaders(
  request: UnsignedRequest,
  signature: RequestSignature,
  at: Instant,
  nonce = randomBytes(16).toString('hex'),
): Record<string, string> {
  switch (signature.scheme) {
    case 'none':
      return {}
    case 'basic':
      return {
        authorization: `Basic ${Buffer.from(`${signature.user}:${signature.password}`).toString('base64')}`,
      }
    case 'bearer':
      return { authorization: `Bearer ${signature.token}` }
    case 'hmac': {
      const timestamp = String(Math.floor(at / 1000))
      return {
        [signature.timestampHeader]: timestamp,
        [signature.header]: createHmac('sha256', signature.secret)
          .update(`${timestamp}.${request.body}`)
          .digest(signature.encoding),
      }
    }
    case 'aliyun-v3':
      return aliyunHeaders(request, signature, at, nonce)
    default:
      return signature satisfies never
  }
}

/** What of a signature must never be logged. */
export function secretsOf(signature: RequestSignature): readonly string[] {
  switch (signature.scheme) {
    case 'none':
      return []
    case 'basic':
      return [signature.password, Buffer.from(`${signature.user}:${signature.password}`).toString('base64')]
    case 'bearer':
      return [signature.token]
    case 'hmac':
      return [signature.secret]
    case 'aliyun-v3':
      return [signature.keySecret]
    default:
      return signature satisfies never
  }
}

/** Compares without telling by its time where two differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/** Twilio's X-Twilio-Signature: HMAC-SHA1 over the URL and the form's fields, sorted and run together. */
export function twilioSignature(token: string, url: string, form: URLSearchParams): string {
  const fields = [...new Set([...form.keys()])].sort()
  const text = fields.map((name) =>
    [...new Set(form.getAll(name))]
      .sort()
      .map((value) => name + value)
      .join(''),
  )
  return createHmac('sha1', token)
    .update(url + text.join(''))
    .digest('base64')
}
