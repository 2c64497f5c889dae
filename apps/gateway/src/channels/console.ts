import type { Instant } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Capabilities, Channel, ChannelListener, OutgoingMessage } from './channel.ts'
import { DeliveryError } from './delivery-error.ts'
import { wording } from './message-text.ts'
import { Sending } from './sending.ts'

/** What the duty desk's screens show and sound. */
export interface ConsoleNotice {
  readonly key: string
  /** The desk or user it is for. */
  readonly desk: string
  readonly text: string
  readonly message: OutgoingMessage
}

export interface ConsoleOptions {
  /** Shows a notice on every open screen of the desk; answers how many there are. Shown twice, it is one notice (its key). */
  readonly show: (notice: ConsoleNotice) => number
  /** How many screens are open at which anybody could be called; without it what the last notice found is told. */
  readonly open?: () => number
  readonly clock: Clock
}

/** The console itself: a screen reports what it drew and what its person did. */
export interface ConsoleChannel extends Channel {
  /** A screen has drawn the notice. */
  drawn(key: string): void
  /** A person opened it. */
  opened(key: string): void
  /** A person answered it there: the text is what an SMS would say. `id` is the request's, so that a retry is one answer. */
  answered(key: string, answer: { readonly id: string; readonly text: string; readonly by: string }): void
}

const CAPABILITIES: Capabilities = {
  knows: ['accepted', 'delivered', 'read', 'answered'],
  broadcast: false,
  perMinute: 6000,
  concurrent: 100,
  onceBy: 'counterpart',
}

/** The channel to whoever sits at the duty desk. With no screen open it fails for now, rather than call an empty room. */
export function createConsoleChannel({ show, open, clock }: ConsoleOptions): ConsoleChannel {
  let listener: ChannelListener | undefined
  let since: Instant = clock.now()
  let screens: number | null = null
  const sending = new Sending(CAPABILITIES, clock, async (message) => {
    const shown = show({ key: message.key, desk: message.address, text: wording(message), message })
    if (shown > 0 !== (screens ?? 0) > 0) since = clock.now()
    screens = shown
    if (shown === 0) throw new DeliveryError('no console is open at the desk', { permanent: false })
    return { acceptedAt: clock.now(), providerId: null }
  })
  const receipt = (key: string, fact: 'delivered' | 'read') =>
    listener?.receipt({ key, providerId: null, at: clock.now(), fact })
  return {
    kind: 'console',
    capabilities: CAPABILITIES,
    async start(to) {
      listener = to
      sending.start()
    },
    async stop() {
      await sending.stop()
      listener = undefined
    },
    send: (message, signal) => sending.send(message, signal),
    drawn: (key) => receipt(key, 'delivered'),
    opened: (key) => receipt(key, 'read'),
    answered(key, { id, text, by }) {
      listener?.reply({ id, key, providerId: null, from: by, text, at: clock.now() })
    },
    health() {
      const now = open?.() ?? screens
      if (open !== undefined && (now ?? 0) > 0 !== (screens ?? 0) > 0) {
        screens = now
        since = clock.now()
      }
      return now === null
        ? { status: 'unknown', since, detail: 'nothing was shown yet' }
        : now > 0
          ? { status: 'up', since, detail: 'a console is open' }
          : { status: 'down', since, detail: 'no console is open of anybody who could be called there' }
    },
  }
}
