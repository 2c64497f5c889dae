import { createHash } from 'node:crypto'
import type { DurationMs } from '@tocsin/core'
import { MINUTE, SECOND } from '@tocsin/core'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
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
  /** The name in its certificate, where `host` is an address. */
  readonly serverName?: string | undefined
  readonly timeoutMs?: DurationMs
  readonly perMinute?: number
  readonly clock: Clock
  readonly log: Log
}

const TIMEOUT: DurationMs = 20 * SECOND
const FIRST_PROBE_AFTER: DurationMs = 30 * SECOND
const PROBE_EVERY: DurationMs = 5 * MINUTE
interface SmtpFailure extends Error {
  readonly code?: string
  readonly responseCode?: number
}

/** How far a message had come: after `login` the server may have it, whatever the connection says later. */
type Stage = 'connect' | 'login' | 'send'

/** One id per key: mail programs that get the same message twice can tell. */
export function messageId(key: string, from: string): string {
  const domain = /@([^\s>@]+)>?$/.exec(from.trim())?.[1] ?? 'tocsin.invalid'
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`
}

function deliveryError(
  failure: SmtpFailure,
  stage: Stage,
  address: string,
  secrets: readonly string[],
): DeliveryError {
  const { responseCode, message } = failure
  const to = maskAddress(address)
  if (stage === 'send' && responseCode !== undefined) {
    return new DeliveryError(`the mail server refused ${to}: ${message}`, {
      permanent: responseCode >= 500,
      secrets,
    })
  }
  if (stage === 'send' && failure.code === 'EENVELOPE') {
    return new DeliveryError(`no mailbox to send to: ${message}`, { permanent: true, secrets })
  }
  // Whatever goes wrong before concerns the server or the account, not this mailbox: it is tried again, then elsewhere.
  return new DeliveryError(`the mail server could not be used (${stage}) for ${to}: ${message}`, {
    permanent: false,
    maybeSent: stage === 'send',
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
    message.verbatim?.slice(0, 60) ??
    `${message.exercise ? '【演练】' : ''}[${levelWord(message.level, message.language)}] ${message.text.replace(/\s+/g, ' ').slice(0, 60)}`

  const compose = (message: OutgoingMessage) =>
    new MailComposer({
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
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile()

  const open = () =>
    new SMTPConnection({
      host: options.host,
      port: options.port,
      secure: options.security === 'tls',
      requireTLS: options.security === 'starttls',
      ignoreTLS: options.security === 'none',
      ...(options.serverName === undefined ? {} : { servername: options.serverName }),
      tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
    })

  // A connection for each message: one that an abort can cut without touching another, and no stale one at 3 a.m.
  const deliver = (message: OutgoingMessage, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      let stage: Stage = 'connect'
      const mail = compose(message)
      const connection = open()
      const end = (settle: () => void) => {
        signal.removeEventListener('abort', cut)
        connection.close()
        settle()
      }
      const fail = (error: Error) =>
        end(() => reject(deliveryError(error as SmtpFailure, stage, message.address, secrets)))
      const cut = () =>
        end(() =>
          reject(
            new DeliveryError(`not sent: ${String(signal.reason)}`, {
              permanent: false,
              maybeSent: stage === 'send',
            }),
          ),
        )
      const send = async () => {
        stage = 'send'
        const raw = await mail.build()
        if (signal.aborted) return
        connection.send(mail.getEnvelope(), raw, (error) => (error ? fail(error) : end(resolve)))
      }
      if (signal.aborted) return cut()
      signal.addEventListener('abort', cut, { once: true })
      connection.on('error', fail)
      connection.connect((error) => {
        if (error) return fail(error)
        if (user === undefined) return void send().catch(fail)
        stage = 'login'
        connection.login({ user, pass: password ?? '' }, (refused) =>
          refused ? fail(refused) : void send().catch(fail),
        )
      })
    })

  let stopProbing = () => {}
  let probe: SMTPConnection | undefined
  /** Weeks go by without a message: that the relay would take one is looked at beforehand, as far as signing in. */
  function look(): void {
    stopProbing = clock.after(PROBE_EVERY, look)
    if (probe !== undefined) return
    const connection = open()
    probe = connection
    const end = (status: 'up' | 'down', detail: string) => {
      if (probe !== connection) return
      probe = undefined
      connection.close()
      became(status, detail)
    }
    const well = () => end('up', 'the mail server lets us in')
    const fail = ({ message }: Error) =>
      end(
        'down',
        new DeliveryError(`the mail server could not be used: ${message}`, { permanent: false, secrets })
          .message,
      )
    connection.on('error', fail)
    connection.connect((error) => {
      if (error) return fail(error)
      if (user === undefined) return well()
      connection.login({ user, pass: password ?? '' }, (refused) => (refused ? fail(refused) : well()))
    })
  }

  const sending = new Sending(capabilities, clock, async (message, signal) => {
    try {
      await deliver(message, signal)
    } catch (error) {
      if (error instanceof DeliveryError && !error.permanent && !signal.aborted) became('down', error.message)
      throw error
    }
    became('up', 'the mail server takes messages')
    return { acceptedAt: clock.now(), providerId: messageId(message.key, from) }
  })
  return {
    kind: 'email',
    capabilities,
    async start() {
      sending.start()
      stopProbing = clock.after(FIRST_PROBE_AFTER, look)
    },
    async stop() {
      stopProbing()
      const under = probe
      probe = undefined
      under?.close()
      await sending.stop()
    },
    send: (message, signal) => sending.send(message, signal),
    health: () => health,
  }
}
