import { createHash } from 'node:crypto'
import type { DurationMs } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import { createTransport } from 'nodemailer'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Capabilities, Channel, ChannelHealth, OutgoingMessage } from './channel.ts'
import { DeliveryError } from './delivery-error.ts'
import { maskAddress } from './mask.ts'
import { levelWord, wording } from './message-text.ts'
import { Sending } from './sending.ts'

export interface EmailOptions {
  readonly host: string
  readonly port: number
  /**
   * `tls` from the first byte (465), `starttls` required before anything is said (587), or `none` for a relay in the
   * house. Never opportunistic: a stripped STARTTLS would give the password away.
   */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** `值班室 <duty@county.example>` */
  readonly from: string
  /** PEM of the relay's own authority. */
  readonly ca?: string | undefined
  readonly timeoutMs?: DurationMs
  readonly perMinute?: number
  readonly clock: Clock
  readonly log: Log
}

const TIMEOUT: DurationMs = 20 * SECOND
/** Replies 5xx that are about the server's state or ours rather than the mailbox still mean: another channel, now. */
const isPermanent = (code: number) => code >= 500 && code < 600
/** Errors before a connection stood: the message cannot have left. */
const BEFORE_DATA = new Set(['EDNS', 'ECONNECTION', 'ECONNREFUSED', 'EAUTH', 'ETLS', 'EENVELOPE'])

interface SmtpFailure extends Error {
  readonly code?: string
  readonly responseCode?: number
  readonly command?: string
}

/** One id per key: mail programs that get the same message twice can tell. */
export function messageId(key: string, from: string): string {
  const domain = /@([^\s>@]+)>?$/.exec(from.trim())?.[1] ?? 'tocsin.invalid'
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`
}

function deliveryError(failure: SmtpFailure, address: string, secrets: readonly string[]): DeliveryError {
  const { responseCode, code, command } = failure
  const to = maskAddress(address)
  if (responseCode !== undefined) {
    // A refused login concerns the account, not this mailbox, and may be mended: it is tried again, then elsewhere.
    const permanent = isPermanent(responseCode) && code !== 'EAUTH'
    return new DeliveryError(`the mail server refused ${to}: ${failure.message}`, { permanent, secrets })
  }
  const maybeSent = !BEFORE_DATA.has(code ?? '') && command !== 'CONN'
  return new DeliveryError(`the mail server did not take the message to ${to}: ${failure.message}`, {
    permanent: false,
    maybeSent,
    secrets,
  })
}

/** E-mail by SMTP. It knows that a server took the message, and nothing after that. */
export function createEmailChannel(options: EmailOptions): Channel {
  const { clock, log, from, user, password } = options
  const timeout = options.timeoutMs ?? TIMEOUT
  const secrets = [password ?? '']
  const capabilities: Capabilities = {
    knows: ['accepted'],
    broadcast: false,
    perMinute: options.perMinute ?? 60,
    concurrent: 5,
    onceBy: 'process',
  }
  let health: ChannelHealth = { status: 'unknown', since: clock.now(), detail: 'nothing was sent yet' }
  const became = (status: 'up' | 'down', detail: string) => {
    if (health.status === status) return
    log.info('channel-health', { channel: 'email', from: health.status, to: status, detail })
    health = { status, since: clock.now(), detail }
  }
  const subject = (message: OutgoingMessage) =>
    `${message.exercise ? '【演练】' : ''}[${levelWord(message.level, message.language)}] ${message.text.replace(/\s+/g, ' ').slice(0, 60)}`

  const sending = new Sending(capabilities, clock, async (message, signal) => {
    // A connection for each message: one that an abort can cut without touching another, and no stale one at 3 a.m.
    const transport = createTransport({
      host: options.host,
      port: options.port,
      secure: options.security === 'tls',
      requireTLS: options.security === 'starttls',
      ignoreTLS: options.security === 'none',
      tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      disableFileAccess: true,
      disableUrlAccess: true,
      pool: true,
      maxConnections: 1,
    })
    const aborted = new Promise<never>((_, reject) => {
      const cut = () => {
        transport.close()
        reject(new DeliveryError(`not sent: ${String(signal.reason)}`, { permanent: false, maybeSent: true }))
      }
      if (signal.aborted) cut()
      else signal.addEventListener('abort', cut, { once: true })
    })
    try {
      const sent = transport.sendMail({
        from,
        to: { name: '', address: message.address },
        subject: subject(message),
        text: wording(message),
        messageId: messageId(message.key, from),
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Tocsin-Key': encodeURIComponent(message.key),
          ...(message.level === 'red' ? { Importance: 'high' } : {}),
        },
      })
      const info = await Promise.race([sent, aborted])
      became('up', 'the mail server takes messages')
      return { acceptedAt: clock.now(), providerId: info.messageId }
    } catch (error) {
      if (error instanceof DeliveryError) throw error
      const failed = deliveryError(error as SmtpFailure, message.address, secrets)
      if (!failed.permanent) became('down', failed.message)
      throw failed
    } finally {
      transport.close()
    }
  })
  return {
    kind: 'email',
    capabilities,
    async start() {
      sending.start()
    },
    stop: () => sending.stop(),
    send: (message, signal) => sending.send(message, signal),
    health: () => health,
  }
}
