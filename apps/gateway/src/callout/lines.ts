import { CHANNEL_KINDS, type ChannelKind } from '@tocsin/core'
import type { Channel, ChannelHealth, ChannelListener } from '../channels/channel.ts'

/** The channels that this box has, by kind. */
export class Lines {
  readonly #channels: ReadonlyMap<ChannelKind, Channel>

  constructor(channels: readonly Channel[]) {
    this.#channels = new Map(channels.map((channel) => [channel.kind, channel]))
  }

  get(kind: ChannelKind): Channel | undefined {
    return this.#channels.get(kind)
  }

  /** Kinds by which nothing can be sent now: not set up, or known to be down. */
  down(): ChannelKind[] {
    return CHANNEL_KINDS.filter((kind) => {
      const channel = this.#channels.get(kind)
      return channel === undefined || channel.health().status === 'down'
    })
  }

  health(): (ChannelHealth & { readonly kind: ChannelKind })[] {
    return [...this.#channels.values()].map((channel) => ({ kind: channel.kind, ...channel.health() }))
  }

  async start(listenerOf: (kind: ChannelKind) => ChannelListener): Promise<void> {
    for (const channel of this.#channels.values()) await channel.start(listenerOf(channel.kind))
  }

  async stop(): Promise<void> {
    for (const channel of this.#channels.values()) await channel.stop()
  }
}
