import type { DurationMs } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Capabilities, Channel, ChannelHealth } from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import { redact } from '../mask.ts'
import { Sending } from '../sending.ts'
import { fitted } from './digest.ts'
import { ROBOTS, type RobotAnswer, type RobotFlavour, type RobotKind } from './flavours.ts'
import { RobotTraffic } from './traffic.ts'

export interface RobotOptions {
  readonly robot: RobotKind
  /** With its key or token: all of it is a secret. */
  readonly url: string
  /** For DingTalk and Feishu, where signing is on. */
  readonly secret?: string | undefined
  readonly name: string
  /** Of the messages a minute, these are kept for red. */
  readonly keptForRed?: number
  readonly timeoutMs?: DurationMs
  /** In place of the maker's limits: a robot that several systems share has fewer left. */
  readonly limits?: Partial<Pick<RobotFlavour, 'perMinute' | 'perSecond' | 'lockMs'>>
  readonly clock: Clock
  readonly log: Log
}

const TIMEOUT: DurationMs = 10 * SECOND
const KEPT_FOR_RED = 5
/** The traffic keeps the limits; what waits there waits to be put together. */
const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, concurrent: Number.POSITIVE_INFINITY }

/** What of a robot's address opens it. */
function secretsIn(url: string): readonly string[] {
  const { searchParams, pathname } = new URL(url)
  return [url, ...searchParams.values(), pathname.split('/').pop() ?? ''].filter((part) => part.length >= 8)
}

/** A robot in a group chat. Broadcast only: its maker took the message, and nobody counts as answered. */
export function createRobot(options: RobotOptions): Channel {
  const { clock, log, name, url, secret, timeoutMs = TIMEOUT } = options
  const flavour: RobotFlavour = { ...ROBOTS[options.robot], ...options.limits }
  const secrets = [...secretsIn(url), secret ?? '']
  const capabilities: Capabilities = {
    knows: ['accepted'],
    broadcast: true,
    perMinute: flavour.perMinute,
    concurrent: 1000,
    onceBy: 'process',
  }
  let health: ChannelHealth = { status: 'unknown', since: clock.now(), detail: 'nothing was sent yet' }
  const became = (status: 'up' | 'down', detail: string) => {
    if (health.status === status) return
    log.info('channel-health', { channel: name, from: health.status, to: status, detail })
    health = { status, since: clock.now(), detail }
  }

  const ask = async (text: string, signal: AbortSignal): Promise<RobotAnswer> => {
    const request = flavour.request(url, secret, fitted(text, flavour.mostBytes), clock.now())
    try {
      const response = await fetch(request.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: request.body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      const body: unknown = await response.json().catch(() => undefined)
      return flavour.answer(response.status, body)
    } catch {
      // Its words could hold the address, and with it the key.
      const why = signal.aborted ? `not sent: ${String(signal.reason)}` : `${name} could not be reached`
      if (!signal.aborted) became('down', why)
      throw new DeliveryError(why, { permanent: false, maybeSent: true })
    }
  }
  const post = async (text: string, signal: AbortSignal) => {
    const answer = await ask(text, signal)
    if (answer.ok) {
      became('up', 'the robot takes messages')
      return
    }
    const why = redact(`${name} refused: ${answer.detail}`, secrets)
    became('down', why)
    if (answer.limited) {
      log.warn('robot-locked', { channel: name, forMs: flavour.lockMs, detail: why })
      throw new DeliveryError(why, { permanent: false, retryAfterMs: flavour.lockMs })
    }
    throw new DeliveryError(why, { permanent: answer.permanent, ofAddress: false })
  }
  const traffic = new RobotTraffic({
    name,
    perMinute: flavour.perMinute,
    perSecond: flavour.perSecond,
    keptForRed: Math.min(options.keptForRed ?? KEPT_FOR_RED, flavour.perMinute - 1),
    mostBytes: flavour.mostBytes,
    post,
    clock,
  })
  const sending = new Sending(UNLIMITED, clock, async (message, signal) => {
    await traffic.send(message, signal)
    return { acceptedAt: clock.now(), providerId: null }
  })

  return {
    kind: 'robot',
    capabilities,
    async start() {
      sending.start()
    },
    async stop() {
      await sending.stop()
      traffic.stop()
    },
    send: (message, signal) => sending.send(message, signal),
    health: () => health,
  }
}
