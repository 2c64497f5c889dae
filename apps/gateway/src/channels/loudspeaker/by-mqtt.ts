import type { DurationMs, Instant } from '@tocsin/core'
import { GRAVITY, MINUTE, SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Capabilities, Channel, ChannelHealth, ChannelListener, OutgoingMessage } from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import { maskText } from '../mask.ts'
import { speech } from '../message-text.ts'
import { Sending } from '../sending.ts'

/** How loudspeakers are reached: a broker elsewhere (`mqtt-line.ts`), or this gateway's own. */
export interface SpeakerLine {
  /** Called once; what is told goes on until `close`. */
  open(told: {
    state(speaker: string, payload: Uint8Array): void
    became(status: 'up' | 'down', detail: string): void
  }): void
  /** Resolves when the broker has it for `speaker/{id}/cmd`; rejects with a `DeliveryError`, and then it does not go out later. */
  publish(speaker: string, body: string, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface LoudspeakerByMqttOptions {
  readonly line: SpeakerLine
  /** A loudspeaker that has not said by then that it sounded has failed. */
  readonly confirmWithinMs?: DurationMs
  /** How long a command is worth sounding. */
  readonly ttlMs?: DurationMs
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
  const { line, clock, log, confirmWithinMs = CONFIRM_WITHIN, ttlMs = TTL } = options
  const awaited = new Map<string, Awaited>()
  let listener: ChannelListener | undefined
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

  const heard = (speaker: string, payload: Uint8Array) => {
    const state = readState(payload)
    if (state === undefined) {
      log.warn('speaker-unreadable', { speaker: speaker.slice(0, 100) })
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
    // Awaited first: a quick loudspeaker confirms before the broker does.
    await_(message.key, message.address)
    try {
      await line.publish(message.address, JSON.stringify(command(message)), signal)
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
      line.open({ state: heard, became })
    },
    async stop() {
      await sending.stop()
      for (const { cancelTimer } of awaited.values()) cancelTimer()
      await line.close()
      listener = undefined
      became('down', 'stopped')
    },
    send: (message, signal) => sending.send(message, signal),
    health: () => health,
  }
}

/** `{ "id", "state": "received" | "sounding" | "sounded" | "failed", "detail"? }`, or undefined. */
function readState(payload: Uint8Array): { id: string; state: string; detail: string } | undefined {
  if (payload.length > LONGEST_STATE) return undefined
  try {
    const read: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
    if (typeof read !== 'object' || read === null) return undefined
    const { id, state, detail } = read as Record<string, unknown>
    if (typeof id !== 'string' || typeof state !== 'string') return undefined
    return { id, state, detail: typeof detail === 'string' ? detail.slice(0, 200) : 'the loudspeaker failed' }
  } catch {
    return undefined
  }
}
