import { CHANNEL_KINDS, type ChannelKind } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Capabilities, Channel } from './channel.ts'
import { createSimulatedChannel } from './simulated.ts'

/** What a counterpart of each kind usually reports, so that a drill shows what the real one would show, and no more. */
const KNOWS: Readonly<Record<ChannelKind, Capabilities['knows']>> = {
  voice: ['accepted', 'delivered', 'read', 'answered'],
  sms: ['accepted', 'delivered', 'answered'],
  'sms-modem': ['accepted', 'delivered', 'answered'],
  telephone: ['accepted', 'delivered', 'read', 'answered'],
  email: ['accepted'],
  console: ['accepted', 'delivered', 'read', 'answered'],
  robot: ['accepted'],
  loudspeaker: ['accepted'],
}

/** A simulated channel of every kind: a drill on them takes the same path, and reaches nobody. */
export function simulatedChannels(clock: Clock): Channel[] {
  return CHANNEL_KINDS.map((kind) =>
    createSimulatedChannel({
      kind,
      clock,
      capabilities: {
        knows: KNOWS[kind],
        broadcast: kind === 'robot' || kind === 'loudspeaker',
        perMinute: 6000,
        concurrent: 1000,
        onceBy: 'process',
      },
    }),
  )
}
