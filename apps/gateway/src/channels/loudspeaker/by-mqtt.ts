import type { DurationMs, Instant } from '@tocsin/core'
import { GRAVITY, MINUTE, SECOND } from '@tocsin/core'
import mqtt, { type MqttClient } from 'mqtt'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Capabilities, Channel, ChannelHealth, ChannelListener, OutgoingMessage } from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import { maskText } from '../mask.ts'
import { speech } from '../message-text.ts'
import { Sending } from '../sending.ts'

export interface LoudspeakerByMqttOptions {
  /** `mqtt://127.0.0.1:1883` */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly clientId?: string
  /** A loudspeaker that has not said by then that it sounded has failed. */
  readonly confirmWithinMs?: DurationMs
  /** How long a command is worth sounding. */
  readonly ttlMs?: DurationMs
  /** How long the broker may take to acknowledge, and a message waits for a connection. */
  readonly timeoutMs?: DurationMs
  readonly reconnectMs?: DurationMs
  readonly clock: Clock
  readonly log: Log
}

/** What goes to `speaker/{id}/cmd`. A loudspeaker that knows the id confirms again and does not sound again. */
export interface SpeakerCommand {
  readonly id: string
  readonly text: string
  readonly lang: 'zh' | 'en'
  readonly level: string
  readonly repeat: number
  /** 1 to 4, 4 for red: a graver one breaks in. */
  readonly priority: number
  /** Epoch milliseconds; with `ttl`, in seconds, it says until when. */
  readonly at: Instant
  readonly ttl: number
}

const CAPABILITIES: Capabilities = {
  knows: ['accepted', 'delivered'],
  broadcast: true,
  perMinute: 600,
  concurrent: 100,
  onceBy: 'counterpart',
}
const CONFIRM_WITHIN: DurationMs = 1 * MINUTE
const TTL: DurationMs = 10 * MINUTE
const TIMEOUT: DurationMs = 10 * SECOND
const RECONNECT: DurationMs = 5 * SECOND
/** Commands whose confirmation is awaited or may still come. */
const MOST_AWAITED = 5000
/** Part of a topic: a name with a / or + would be another topic. */
const SPEAKER_ID = /^[\w.-]{1,64}$/
/** A state is a line, not a document. */
const LONGEST_STATE = 4096

interface Awaited {
  readonly speaker: string
  confirmed: boolean
  cancelTimer: () => void
}

/** Loudspeakers on an MQTT broker, which confirm on `speaker/{id}/state` that they have sounded. */
export function createLoudspeakerByMqtt(options: LoudspeakerByMqttOptions): Channel {
  const { clock, log, confirmWithinMs = CONFIRM_WITHIN, ttlMs = TTL, timeoutMs = TIMEOUT } = options
  const secrets = [options.password ?? '']
  const awaited = new Map<string, Awaited>()
  let listener: ChannelListener | undefined
  let client: MqttClient | undefined
  let health: ChannelHealth = { status: 'down', since: clock.now(), detail: 'not started' }
  const became = (status: 'up' | 'down', detail: string) => {
    if (health.status !== status) {
      log.info('channel-health', {
        channel: 'loudspeaker',
        from: health.status,
        to: status,
        detail: maskText(detail),
      })
    }
    health = {
      status,
      since: health.status === status ? health.since : clock.now(),
      detail: maskText(detail),
    }
  }

  const heard = (topic: string, payload: Buffer) => {
    const speaker = /^speaker\/([^/]+)\/state$/.exec(topic)?.[1]
    const state = speaker === undefined ? undefined : readState(payload)
    if (speaker === undefined || !state) {
      log.warn('speaker-unreadable', { topic: topic.slice(0, 100) })
      return
    }
    const command = awaited.get(state.id)
    // A state is believed of the loudspeaker it is about only.
    if (!command || command.speaker !== speaker || command.confirmed) return
    if (state.state === 'sounded') {
      command.confirmed = true
      command.cancelTimer()
      listener?.receipt({ key: state.id, providerId: null, at: clock.now(), fact: 'delivered' })
    } else if (state.state === 'failed') {
      command.cancelTimer()
      const detail = maskText(state.detail)
      listener?.receipt({
        key: state.id,
        providerId: null,
        at: clock.now(),
        fact: { failed: { permanent: false, detail } },
      })
    }
  }

  const connected = (signal: AbortSignal) =>
    new Promise<MqttClient | undefined>((resolve) => {
      const now = client
      if (!now || now.connected) return resolve(now)
      const go = () => {
        cancel()
        now.off('connect', go)
        signal.removeEventListener('abort', go)
        resolve(now.connected ? now : undefined)
      }
      const cancel = clock.after(timeoutMs, go)
      now.once('connect', go)
      signal.addEventListener('abort', go, { once: true })
    })

  /** Resolves when the broker has it. A failed one is taken back, so that it does not go out later behind everybody's back. */
  const publish = (to: MqttClient, topic: string, body: string, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      let id = 0
      const end = (why?: string) => {
        cancel()
        to.off('close', onClose)
        signal.removeEventListener('abort', onAbort)
        if (why === undefined) return resolve()
        to.removeOutgoingMessage(id)
        reject(new DeliveryError(why, { permanent: false, maybeSent: true, secrets }))
      }
      const onClose = () => end('the broker broke the connection off')
      const onAbort = () => end(`not sent: ${String(signal.reason)}`)
      const cancel = clock.after(timeoutMs, () => end('the broker did not acknowledge'))
      to.once('close', onClose)
      signal.addEventListener('abort', onAbort, { once: true })
      to.publish(topic, body, { qos: 1 }, (error) =>
        end(error ? `the broker refused: ${error.message}` : undefined),
      )
      id = to.getLastMessageId()
    })

  const await_ = (key: string, speaker: string) => {
    awaited.get(key)?.cancelTimer()
    awaited.set(key, {
      speaker,
      confirmed: false,
      cancelTimer: clock.after(confirmWithinMs, () => {
        const detail = `the loudspeaker did not confirm within ${confirmWithinMs / SECOND} s`
        listener?.receipt({
          key,
          providerId: null,
          at: clock.now(),
          fact: { failed: { permanent: false, detail } },
        })
      }),
    })
    const oldest = awaited.size > MOST_AWAITED ? awaited.keys().next().value : undefined
    if (oldest !== undefined) awaited.delete(oldest)
  }

  const command = (message: OutgoingMessage): SpeakerCommand => ({
    id: message.key,
    text: speech({ ...message, answer: null }),
    lang: message.language,
    level: message.level,
    repeat: message.level === 'red' ? 3 : 2,
    priority: GRAVITY[message.level],
    at: clock.now(),
    ttl: ttlMs / SECOND,
  })

  const sending = new Sending(CAPABILITIES, clock, async (message, signal) => {
    if (!SPEAKER_ID.test(message.address)) {
      throw new DeliveryError('a loudspeaker id of letters, digits, - and _ was expected', {
        permanent: true,
      })
    }
    const to = await connected(signal)
    if (!to) {
      const why = signal.aborted ? `not sent: ${String(signal.reason)}` : 'the broker cannot be reached'
      throw new DeliveryError(why, { permanent: false })
    }
    // Awaited first: a quick loudspeaker confirms before the broker does.
    await_(message.key, message.address)
    try {
      await publish(to, `speaker/${message.address}/cmd`, JSON.stringify(command(message)), signal)
    } catch (error) {
      awaited.get(message.key)?.cancelTimer()
      throw error
    }
    return { acceptedAt: clock.now(), providerId: null }
  })

  return {
    kind: 'loudspeaker',
    capabilities: CAPABILITIES,
    async start(to) {
      listener = to
      sending.start()
      const opened = mqtt.connect(options.url, {
        ...(options.username === undefined ? {} : { username: options.username }),
        ...(options.password === undefined ? {} : { password: options.password }),
        ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
        reconnectPeriod: options.reconnectMs ?? RECONNECT,
        connectTimeout: timeoutMs,
        resubscribe: false,
      })
      client = opened
      opened.on('connect', () => {
        opened.subscribe('speaker/+/state', { qos: 1 }, (error) => {
          if (error) became('down', `confirmations are refused: ${error.message}`)
          else became('up', 'the broker is connected')
        })
      })
      opened.on('close', () => became('down', 'the broker cannot be reached'))
      opened.on('error', (error) => became('down', error.message))
      opened.on('message', heard)
    },
    async stop() {
      await sending.stop()
      for (const { cancelTimer } of awaited.values()) cancelTimer()
      await client?.endAsync(true)
      client = undefined
      listener = undefined
      became('down', 'stopped')
    },
    send: (message, signal) => sending.send(message, signal),
    health: () => health,
  }
}

/** `{ "id", "state": "received" | "sounding" | "sounded" | "failed", "detail"? }`, or undefined. */
function readState(payload: Buffer): { id: string; state: string; detail: string } | undefined {
  if (payload.length > LONGEST_STATE) return undefined
  try {
    const read: unknown = JSON.parse(payload.toString('utf8'))
    if (typeof read !== 'object' || read === null) return undefined
    const { id, state, detail } = read as Record<string, unknown>
    if (typeof id !== 'string' || typeof state !== 'string') return undefined
    return { id, state, detail: typeof detail === 'string' ? detail.slice(0, 200) : 'the loudspeaker failed' }
  } catch {
    return undefined
  }
}
