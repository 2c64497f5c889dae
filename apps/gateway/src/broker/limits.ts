import type { DurationMs } from '@tocsin/core'

/** What a device may ask of the broker. Each is there because something once broke without it. */
export interface BrokerLimits {
  /** Largest packet before the CONNECT is accepted, and of any packet that is no PUBLISH: names and a secret. */
  readonly smallPacketBytes: number
  /** Largest PUBLISH: a 1,000-item array of four gases is 73 KB. */
  readonly packetBytes: number
  /** A connection whose CONNECT has not come by then is closed. */
  readonly connectTimeoutMs: DurationMs
  /** A client that takes nothing for so long is closed. */
  readonly drainTimeoutMs: DurationMs
  /** Longest silence of a client, whatever keep-alive it asked for; stations that send by the hour stay within it. */
  readonly keepAliveSeconds: number
  /** Open connections, signed in or not. */
  readonly connections: number
  /** Connections of one station at once: the second link of the contract, and one more of each that is dying. */
  readonly connectionsPerStation: number
  /** New connections a second from one address, and how many at once: stations behind one modem come back together. */
  readonly connectsPerSecond: number
  readonly connectsBurst: number
  /** Readings a second of one station (fifty values at 1 Hz, four times over), and how many at once: its back-fill. */
  readonly readingsPerSecond: number
  readonly readingsBurst: number
  /** Frames of one connection that may wait for the journal; beyond it the connection is not read. */
  readonly inflightFrames: number
  /** The same in bytes: few large frames weigh as much as many small ones. */
  readonly inflightBytes: number
  /** Bytes of all connections together: what a disk that hangs costs in memory, however many stations there are. */
  readonly inflightBytesInAll: number
  /** Half-open QoS 2 deliveries of one client; QoS 2 is refused before it counts. */
  readonly inflightQos2: number
  readonly topicLevels: number
  /** Packets that aedes queues behind a CONNECT; the intake is held meanwhile, so none should come. */
  readonly queuedPackets: number
  /** Commands that are on their way to subscribers at once. */
  readonly concurrency: number
  /** Commands that wait for subscribers; more are left out. A county's loudspeakers are some hundreds. */
  readonly undeliveredCommands: number
  /** A refused sign-in is answered only after so long: a device that tries for ever does it more slowly. */
  readonly refusalDelayMs: DurationMs
  /** How long `stop` waits for frames that were handed on to be kept, and so acknowledged. */
  readonly stopTimeoutMs: DurationMs
}

export const DEFAULT_LIMITS: BrokerLimits = {
  smallPacketBytes: 4 * 1024,
  packetBytes: 256 * 1024,
  connectTimeoutMs: 5000,
  drainTimeoutMs: 4000,
  keepAliveSeconds: 7200,
  connections: 20_000,
  connectionsPerStation: 4,
  connectsPerSecond: 500,
  connectsBurst: 12_000,
  readingsPerSecond: 200,
  readingsBurst: 20_000,
  inflightFrames: 128,
  inflightBytes: 512 * 1024,
  inflightBytesInAll: 64 * 1024 * 1024,
  inflightQos2: 20,
  topicLevels: 12,
  queuedPackets: 42,
  concurrency: 100,
  undeliveredCommands: 2000,
  refusalDelayMs: 300,
  stopTimeoutMs: 5000,
}
