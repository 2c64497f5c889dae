import type { Health, Part } from '@tocsin/contract'
import { type Instant, MINUTE, SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import type { BoxFound } from './box-warning.ts'

/** The outside watcher expects to hear so often. */
export const BEAT_EVERY = MINUTE
/** A watcher that takes longer is given up until the next beat. */
const PATIENCE = 10 * SECOND
/** What a watcher is told of why the chain does not work. */
const LONGEST_REASON = 1000

export interface HeartbeatOptions {
  /**
   * Where the watcher listens. With `{status}` in it (`up` or `down`) and, if wanted, `{message}`, it is fetched as it is (Uptime Kuma); otherwise it is
   * posted to while the chain works, and `/fail` after it, with the reason, while it does not (healthchecks.io).
   */
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  readonly health: () => Health
}

/** Tells somebody outside each minute that the chain from a reading to a call works: whoever hears nothing knows that this box is dead. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #host: string
  #cancel: (() => void) | undefined
  #aborts = new AbortController()
  #underWay = false
  #lastHeardAt: Instant | null = null
  #failing: { readonly since: Instant; readonly detail: string } | null = null

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#host = new URL(options.url.replaceAll(/[{}]/g, '')).host
  }

  start(): void {
    const beat = () => {
      void this.#beat()
      this.#cancel = this.#options.clock.after(BEAT_EVERY, beat)
    }
    beat()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#aborts.abort(new Error('the gateway stops'))
  }

  /** How the watcher is reached, for health. Its address is a secret but for the host. */
  part(): Part {
    if (this.#failing !== null) {
      const { since, detail } = this.#failing
      return part('degraded', 'heartbeat-lost', { host: this.#host, sinceAt: since, detail })
    }
    if (this.#lastHeardAt === null) return part('ok', 'heartbeat-first', { host: this.#host })
    return part('ok', 'heartbeat-heard', { host: this.#host, heardAt: this.#lastHeardAt })
  }

  /** A watcher that cannot be reached watches nobody. */
  findings(): BoxFound[] {
    if (this.#failing === null) return []
    const { detail } = this.#failing
    return [
      {
        key: 'heartbeat',
        kind: 'heartbeat',
        urgent: false,
        reason: {
          zh: `外部看守 ${this.#host} 联系不上，系统停止运行时没有人会知道：${detail}`,
          en: `the outside watcher at ${this.#host} is not reached; nobody would know if this box stopped: ${detail}`,
        },
      },
    ]
  }

  async #beat(): Promise<void> {
    // One that still waits is cut off by its own limit; a second would only wait with it.
    if (this.#underWay) return
    this.#underWay = true
    try {
      const { status, parts } = this.#options.health()
      const reason = Object.entries(parts)
        .filter(([, part]) => part.status === 'down')
        .map(([name, { detail }]) => `${name}: ${detail}`)
        .join('\n')
      await this.#send(status === 'down' ? reason.slice(0, LONGEST_REASON) : null)
      this.#lastHeardAt = this.#options.clock.now()
      if (this.#failing !== null) this.#options.log.info('heartbeat.heardAgain', { host: this.#host })
      this.#failing = null
    } catch (error) {
      if (this.#aborts.signal.aborted) return
      const detail = reasonOf(error as Error)
      if (this.#failing === null) this.#options.log.warn('heartbeat.notHeard', { host: this.#host, detail })
      this.#failing = { since: this.#failing?.since ?? this.#options.clock.now(), detail }
    } finally {
      this.#underWay = false
    }
  }

  /** `reason`: why the chain does not work; null when it does. */
  async #send(reason: string | null): Promise<void> {
    const { url } = this.#options
    const filled = url.includes('{status}')
    const target = filled
      ? url
          .replaceAll('{status}', reason === null ? 'up' : 'down')
          .replaceAll('{message}', encodeURIComponent(reason ?? 'OK'))
      : reason === null
        ? url
        : `${url.replace(/\/$/, '')}/fail`
    const response = await fetch(target, {
      method: filled ? 'GET' : 'POST',
      ...(filled ? {} : { body: reason ?? 'ok', headers: { 'content-type': 'text/plain; charset=utf-8' } }),
      // A page to sign in at answers 200 as well.
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), this.#aborts.signal]),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`it answered ${response.status}`)
  }
}

/** Why it was not heard, without the address. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${PATIENCE / SECOND} s`
  const cause = error.cause as { code?: string } | undefined
  return cause?.code ?? (error.name === 'TypeError' ? 'the connection failed' : error.message)
}
