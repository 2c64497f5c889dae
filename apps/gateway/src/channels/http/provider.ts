import type { ChannelKind, DurationMs } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type {
  Capabilities,
  Channel,
  ChannelHealth,
  ChannelListener,
  Fact,
  OutgoingMessage,
} from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import { redact } from '../mask.ts'
import { levelWord, speech, wording } from '../message-text.ts'
import { Sending } from '../sending.ts'
import type { VerifiedCallback } from './callback.ts'
import { type OutcomeRules, outcomeOf, type ProviderAnswer } from './outcome.ts'
import { type RequestSignature, secretsOf, signatureHeaders } from './signature.ts'
import { type Escape, escapeFor, fill } from './template.ts'

/** A provider of SMS or voice calls, all of it data: a preset, or what an engineer wrote. */
export interface HttpProviderConfig {
  readonly kind: Extract<ChannelKind, 'sms' | 'voice'>
  readonly method: 'GET' | 'POST' | 'PUT'
  /** With `{{…}}`, escaped for a URL. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: { readonly contentType: string; readonly template: string }
  readonly signature: RequestSignature
  /** The header that carries the key, for providers that look at one. */
  readonly idempotencyHeader?: string
  readonly outcome: OutcomeRules
  /** Values the templates use beside the message's: account, sender, template codes. */
  readonly values?: Readonly<Record<string, string>>
  /** Values made of the others, for one language inside another: JSON or XML in a form field. */
  readonly composed?: Readonly<Record<string, { readonly template: string; readonly escape: Escape }>>
  /** Those of `values` that are secret. */
  readonly secretValues?: readonly string[]
  readonly knows: readonly Fact[]
  readonly onceBy: Capabilities['onceBy']
  readonly perMinute: number
  readonly concurrent: number
  readonly timeoutMs?: DurationMs
}

export interface HttpProviderChannel extends Channel {
  /** Passes on what a callback brought, once it was verified by `readCallback`. Throws while it is stopped: the provider tells it again. */
  take(callback: VerifiedCallback): void
}

const TIMEOUT: DurationMs = 10 * SECOND
/** More than this is no answer of an SMS provider. */
const LONGEST_ANSWER = 64 * 1024

/** The names a template may use: these, the message's own `variables`, and the configuration's `values`. */
export function templateValues(
  message: OutgoingMessage,
  config: Pick<HttpProviderConfig, 'values' | 'composed'>,
): Readonly<Record<string, string>> {
  const plain = {
    ...message.variables,
    ...config.values,
    key: message.key,
    number: message.address,
    text: wording(message),
    speech: speech(message),
    message: `${message.exercise ? '【演练】' : ''}${message.text}`,
    level: levelWord(message.level, message.language),
    reference: message.reference,
    language: message.language,
    tag: message.answer?.tag ?? '',
    link: message.answer?.link ?? '',
  }
  const composed = Object.entries(config.composed ?? {}).map(
    ([name, { template, escape: how }]) => [name, fill(template, plain, how)] as const,
  )
  return { ...plain, ...Object.fromEntries(composed) }
}

async function readAnswer(response: Response): Promise<ProviderAnswer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > LONGEST_ANSWER) break
    chunks.push(chunk)
  }
  const seconds = Number(response.headers.get('retry-after'))
  return {
    status: response.status,
    text: Buffer.concat(chunks).toString('utf8'),
    ...(seconds > 0 ? { retryAfterMs: seconds * SECOND } : {}),
  }
}

/** Names of errors before a request could have left. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function errorCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined
  return typeof cause?.code === 'string' ? cause.code : error instanceof Error ? error.name : 'unknown'
}

/** A channel to a provider by HTTP. Receipts and key presses come back through `readCallback` and `take`. */
export function createHttpProvider(
  config: HttpProviderConfig,
  { clock, log, name }: { readonly clock: Clock; readonly log: Log; readonly name: string },
): HttpProviderChannel {
  const capabilities: Capabilities = {
    knows: config.knows,
    broadcast: false,
    perMinute: config.perMinute,
    concurrent: config.concurrent,
    onceBy: config.onceBy,
  }
  const secrets = [
    ...secretsOf(config.signature),
    ...(config.secretValues ?? []).map((value) => config.values?.[value] ?? ''),
  ]
  const timeoutMs = config.timeoutMs ?? TIMEOUT
  let listener: ChannelListener | undefined
  let health: ChannelHealth = { status: 'unknown', since: clock.now(), detail: 'nothing was sent yet' }
  const became = (status: 'up' | 'down', detail: string) => {
    if (health.status === status) return
    log.info('channel-health', {
      channel: name,
      from: health.status,
      to: status,
      detail: redact(detail, secrets),
    })
    health = { status, since: clock.now(), detail: redact(detail, secrets) }
  }

  const request = (message: OutgoingMessage): { url: URL; init: RequestInit } => {
    const values = templateValues(message, config)
    const url = new URL(fill(config.url, values, 'form'))
    const contentType = config.body?.contentType ?? ''
    const body = config.body ? fill(config.body.template, values, escapeFor(contentType)) : ''
    const headers: Record<string, string> = {}
    for (const [header, value] of Object.entries(config.headers ?? {})) {
      headers[header.toLowerCase()] = fill(value, values, 'header')
    }
    if (config.body) headers['content-type'] = contentType
    if (config.idempotencyHeader)
      headers[config.idempotencyHeader.toLowerCase()] = fill('{{key}}', { key: message.key }, 'header')
    Object.assign(
      headers,
      signatureHeaders({ method: config.method, url, body }, config.signature, clock.now()),
    )
    return {
      url,
      // A redirect would carry a number to who knows where.
      init: { method: config.method, headers, redirect: 'manual', ...(config.body ? { body } : {}) },
    }
  }

  const sending = new Sending(capabilities, clock, async (message, signal) => {
    let prepared: ReturnType<typeof request>
    try {
      prepared = request(message)
    } catch (error) {
      throw new DeliveryError(`${name} is not configured for this message: ${(error as Error).message}`, {
        permanent: true,
        ofAddress: false,
        secrets,
      })
    }
    let answer: ProviderAnswer
    try {
      const response = await fetch(prepared.url, {
        ...prepared.init,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      answer = await readAnswer(response)
    } catch (error) {
      const code = errorCode(error)
      const why = signal.aborted
        ? `not sent: ${String(signal.reason)}`
        : code === 'TimeoutError'
          ? `${name} did not answer within ${timeoutMs / SECOND} s`
          : `${name} could not be reached (${code})`
      if (!signal.aborted) became('down', why)
      throw new DeliveryError(why, { permanent: false, maybeSent: !NOT_CONNECTED.has(code), secrets })
    }
    const outcome = outcomeOf(answer, config.outcome)
    if (outcome.ok) {
      became('up', 'the provider takes messages')
      return {
        acceptedAt: config.knows.includes('accepted') ? clock.now() : null,
        providerId: outcome.providerId,
      }
    }
    const why = `${name} refused: ${outcome.detail}`
    if (!outcome.ofAddress) became('down', why)
    throw new DeliveryError(why, {
      permanent: outcome.permanent,
      ofAddress: outcome.ofAddress,
      retryAfterMs: outcome.retryAfterMs,
      // A server that broke while answering may have sent before.
      maybeSent: answer.status >= 500,
      secrets,
    })
  })

  return {
    kind: config.kind,
    capabilities,
    async start(to) {
      listener = to
      sending.start()
    },
    async stop() {
      await sending.stop()
      listener = undefined
    },
    send: (message, signal) => sending.send(message, signal),
    take({ receipts, replies }) {
      if (listener === undefined) throw new Error(`${name} is stopped`)
      for (const receipt of receipts) {
        if (typeof receipt.fact !== 'string' || config.knows.includes(receipt.fact)) listener.receipt(receipt)
      }
      if (config.knows.includes('answered')) for (const reply of replies) listener.reply(reply)
    },
    health: () => health,
  }
}
