import { randomUUID } from 'node:crypto'
import { Aedes } from 'aedes'
import { IDENTIFIER_REJECTED } from '../introduction.ts'
import type { Policy } from '../policy.ts'
import { Refused } from '../refusals.ts'

/**
 * Whoever comes may publish and subscribe to anything, with lasting sessions, retained messages and wills: what the standard is about,
 * and what the gateway grants nobody. For tests alone; everything else of the broker is the gateway's.
 */
export const OPEN_POLICY: Policy = {
  createRouter: (options) => new Aedes(options),

  introduce(link, packet) {
    if (packet.clientId === '') {
      if (packet.clean === false) {
        link.introduce(
          '',
          new Refused('client-id', 'an empty client id with a lasting session', IDENTIFIER_REJECTED),
          undefined,
        )
        return
      }
      packet.clientId = randomUUID()
    }
    link.introduce(packet.clientId, packet.clientId, undefined)
  },

  receive(_link, packet, _reception, answer) {
    answer(packet.topic.startsWith('$SYS/') ? new Refused('topic', 'a topic of the broker itself') : null)
  },

  maySubscribe: () => true,

  // Here they are messages like any other.
  readingsGoShort: false,
}
