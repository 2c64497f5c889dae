import type { Aedes, AedesOptions, ConnectPacket, PublishPacket } from 'aedes'
import { stationOf } from './introduction.ts'
import type { Link } from './link.ts'
import type { Answer, Reception } from './reception.ts'
import { Refused } from './refusals.ts'
import { CommandRouter } from './routing.ts'
import { maySubscribe } from './topic-rights.ts'

/**
 * What whoever is connected may do: the only part of the broker of which there are two. The gateway has `STATION_POLICY`, and no
 * setting chooses another; the conformance tests bring an open one, which lies with them.
 */
export interface Policy {
  createRouter(options: AedesOptions): Aedes
  /** Says who sent a CONNECT, and takes out of it what is not granted. */
  introduce(link: Link, packet: ConnectPacket): void
  /** A publish, or a will (which has no `cmd`, and no link where it outlived its client). */
  receive(link: Link | undefined, packet: PublishPacket, reception: Reception, answer: Answer): void
  maySubscribe(link: Link, filter: string): boolean
  /** Readings need nothing of aedes: nobody may subscribe to them. They go past it. */
  readonly readingsGoShort: boolean
}

/** Stations publish readings, hear their own commands, and leave nothing behind. */
export const STATION_POLICY: Policy = {
  createRouter: (options) => new CommandRouter(options),

  introduce(link, packet) {
    link.introduce(packet.clientId, stationOf(packet), packet.will?.topic)
    // A dead persistent session is an unbounded queue.
    packet.clean = true
    // A will would be a reading that no sensor took, at a time that nobody chose.
    delete packet.will
  },

  receive(link, packet, reception, answer) {
    // Of a will aedes keeps no cmd, and of a stale one no client; none should be left by `introduce`.
    if (link !== undefined && packet.cmd === 'publish') reception.receive(link, packet, answer)
    else answer(new Refused('will', 'wills are not published'))
  },

  maySubscribe: (link, filter) => maySubscribe(link.rights, filter),

  readingsGoShort: true,
}
