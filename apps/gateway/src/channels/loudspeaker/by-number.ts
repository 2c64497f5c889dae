import type { Clock } from '../../clock.ts'
import type { Capabilities, Channel, OutgoingMessage } from '../channel.ts'
import { fill } from '../http/template.ts'
import { speech } from '../message-text.ts'
import { Sending } from '../sending.ts'

export interface LoudspeakerByNumberOptions {
  /**
   * The SMS modem or provider whose number stands on the loudspeaker's white list. It is started by its owner, and its
   * receipts come to that one's listener, under the message's own key.
   */
  readonly carrier: Channel
  /** What the device wants to be told: `{{text}}`, or with its password `1234#{{text}}`. */
  readonly command?: string
  readonly clock: Clock
}

/**
 * A loudspeaker that sounds what it is sent by SMS, or by a call, from a white-listed number. It knows what its carrier
 * knows of the SIM card in it: that it has the text, never that it sounded.
 */
export function createLoudspeakerByNumber(options: LoudspeakerByNumberOptions): Channel {
  const { carrier, command = '{{text}}', clock } = options
  const capabilities: Capabilities = {
    ...carrier.capabilities,
    knows: carrier.capabilities.knows.filter((fact) => fact === 'accepted' || fact === 'delivered'),
    broadcast: true,
  }
  const sending = new Sending(capabilities, clock, async (message, signal) => {
    const spoken: OutgoingMessage = { ...message, answer: null }
    const { acceptedAt, providerId } = await carrier.send(
      { ...spoken, verbatim: fill(command, { text: speech(spoken) }, 'text') },
      signal,
    )
    return { acceptedAt, providerId }
  })
  return {
    kind: 'loudspeaker',
    capabilities,
    async start() {
      sending.start()
    },
    stop: () => sending.stop(),
    send: (message, signal) => sending.send(message, signal),
    health: () => carrier.health(),
  }
}
