import type { DurationMs } from '@tocsin/core'

/** What a device may ask of the broker. Each is there because something once broke without it. */
export interface BrokerLimits {
  /** Largest packet before the CONNECT is accepted: names and a secret, nothing else. */
  readonly unauthenticatedPacketBytes: number
  /** Largest packet after it: a 1,000-item array of four gases is 73 KB. */
  readonly packetBytes: number
  /** A connection that has not sent its CONNECT by then is closed. */
  readonly connectTimeoutMs: DurationMs
  /** A subscriber that takes nothing for so long is closed: until then it holds up publishers. */
  readonly drainTimeoutMs: DurationMs
  readonly connections: number
  /** New connections a second from one address, and how many at once: stations behind one modem come back together. */
  readonly connectsPerSecond: number
  readonly connectsBurst: number
  /** Frames a second of one station, and how many at once: an hour's backlog after an outage. */
  readonly framesPerSecond: number
  readonly framesBurst: number
  /** Half-open QoS 2 deliveries of one client. */
  readonly inflightQos2: number
  readonly topicLevels: number
  /** Packets that may wait behind a CONNECT that is being checked. */
  readonly queuedPackets: number
  /** Longest silence of a client, whatever keep-alive it asked for. */
  readonly keepAliveSeconds: number
  /** A refused sign-in is answered only after so long, which slows guessing. */
  readonly refusalDelayMs: DurationMs
}

export const DEFAULT_LIMITS: BrokerLimits = {
  unauthenticatedPacketBytes: 4 * 1024,
  packetBytes: 256 * 1024,
  connectTimeoutMs: 5000,
  drainTimeoutMs: 3000,
  connections: 20_000,
  connectsPerSecond: 500,
  connectsBurst: 12_000,
  framesPerSecond: 500,
  framesBurst: 20_000,
  inflightQos2: 20,
  topicLevels: 8,
  queuedPackets: 42,
  keepAliveSeconds: 3600,
  refusalDelayMs: 300,
}
