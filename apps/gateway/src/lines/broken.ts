import type { ChannelKind } from '@tocsin/core'
import type { Channel } from '../channels/channel.ts'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { Clock } from '../clock.ts'

/** Stands for a channel that is set up and cannot be made: it is down, and says why. */
export function createBrokenChannel(kind: ChannelKind, why: string, clock: Clock): Channel {
  const since = clock.now()
  return {
    kind,
    capabilities: { knows: [], broadcast: false, perMinute: 1, concurrent: 1, onceBy: 'process' },
    async start() {},
    async stop() {},
    async send() {
      throw new DeliveryError(why, { permanent: false, ofAddress: false })
    },
    health: () => ({ status: 'down', since, detail: why }),
  }
}
