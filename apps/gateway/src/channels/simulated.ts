import { createHash } from 'node:crypto'
import type { ChannelKind, DurationMs } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Capabilities, Channel, ChannelListener, OutgoingMessage, Receipt } from './channel.ts'
import { DeliveryError } from './delivery-error.ts'
import { wording } from './message-text.ts'
import { Sending } from './sending.ts'

/** What becomes of one simulated message. What is left out does not happen. */
export interface SimulatedCourse {
  /** How long the counterpart is busy with it: a call lasts as long as its message. */
  readonly lastsMs: DurationMs
  readonly fails?: { readonly permanent: boolean; readonly detail: string }
  readonly delivered?: boolean
  readonly read?: boolean
  /** What is answered, and how long after. */
  readonly answer?: { readonly text: string; readonly afterMs: DurationMs }
}

export interface SimulatedOptions {
  readonly kind: ChannelKind
  readonly capabilities: Capabilities
  readonly course?: (message: OutgoingMessage) => SimulatedCourse
  readonly clock: Clock
}

export interface SimulatedChannel extends Channel {
  /** What would have gone out, in order. */
  sent(): readonly { readonly message: OutgoingMessage; readonly text: string }[]
}

/** A fifth does not answer; who does takes up to a minute. The same key fares alike each time. */
export function likelyCourse({ key }: OutgoingMessage): SimulatedCourse {
  const [one = 0, two = 0] = createHash('sha256').update(key).digest()
  const lastsMs = 20 * SECOND
  // It rang, and nobody answered: the line did not fail.
  if (one < 51) return { lastsMs }
  const text = ['1', '2', '3 5', '收到'][two % 4] as string
  return { lastsMs, delivered: true, read: true, answer: { text, afterMs: ((one * two) % 60) * SECOND } }
}

/** The channel of a drill that must reach nobody: the same path, capabilities and timing, and no counterpart. */
export function createSimulatedChannel(options: SimulatedOptions): SimulatedChannel {
  const { kind, capabilities, course = likelyCourse, clock } = options
  const since = clock.now()
  const sent: { message: OutgoingMessage; text: string }[] = []
  const timers = new Set<() => void>()
  let listener: ChannelListener | undefined
  const later = (delay: DurationMs, then: () => void) => {
    const cancel = clock.after(delay, () => {
      timers.delete(cancel)
      then()
    })
    timers.add(cancel)
    return cancel
  }
  const last = (lastsMs: DurationMs, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const cut = () => {
        cancel()
        reject(new DeliveryError(`not sent: ${String(signal.reason)}`, { permanent: false, maybeSent: true }))
      }
      const cancel = later(lastsMs, () => {
        signal.removeEventListener('abort', cut)
        resolve()
      })
      signal.addEventListener('abort', cut, { once: true })
    })
  const knows = (fact: Capabilities['knows'][number]) => capabilities.knows.includes(fact)

  const sending = new Sending(capabilities, clock, async (message, signal) => {
    const { lastsMs, fails, delivered, read, answer } = course(message)
    await last(lastsMs, signal)
    if (fails) throw new DeliveryError(fails.detail, fails)
    sent.push({ message, text: wording(message) })
    const at = clock.now()
    const say = (fact: Receipt['fact']) => listener?.receipt({ key: message.key, providerId: null, at, fact })
    if (delivered && knows('delivered')) say('delivered')
    if (read && knows('read')) say('read')
    if (answer && knows('answered')) {
      later(answer.afterMs, () =>
        listener?.reply({
          id: `simulated/${message.key}`,
          key: message.key,
          providerId: null,
          from: message.address,
          text: answer.text,
          at: clock.now(),
        }),
      )
    }
    return { acceptedAt: knows('accepted') ? at : null, providerId: null }
  })
  return {
    kind,
    capabilities,
    async start(to) {
      listener = to
      sending.start()
    },
    async stop() {
      await sending.stop()
      for (const cancel of timers) cancel()
      timers.clear()
      listener = undefined
    },
    send: (message, signal) => sending.send(message, signal),
    sent: () => sent,
    health: () => ({ status: 'up', since, detail: 'simulated: it reaches nobody' }),
  }
}
