import { type DurationMs, HOUR, MINUTE, SECOND } from '@tocsin/core'

/** What a station may ask of a listener. */
export interface ListenerLimits {
  /** Open connections of one listener. */
  readonly connections: number
  /** New connections a second from one address, and how many at once: a relay's stations come back together. */
  readonly connectsPerSecond: number
  readonly connectsBurst: number
  /** A connection that has brought no frame of a registered station by then is closed. */
  readonly strangerTimeoutMs: DurationMs
  /** One that is known may be silent for so long: stations that report by the hour stay within it. */
  readonly idleTimeoutMs: DurationMs
  /** Frames of one connection that may wait for the journal; beyond it the connection is not read. */
  readonly inflightFrames: number
  /** The same of all connections of a listener: what a disk that hangs costs in memory. */
  readonly inflightFramesInAll: number
  /** Readings a second of one connection for long, and how many at once: what a logger kept while the link was down. */
  readonly readingsPerSecond: number
  readonly readingsBurst: number
  /** Pieces one after another that are no frame; then the connection is closed. */
  readonly refusedInRow: number
  /** Answers that a connection has not taken; a station that reads nothing is closed. */
  readonly unreadBytes: number
  /** How long `stop` waits for what was handed in to be kept, and so acknowledged. */
  readonly stopTimeoutMs: DurationMs
}

export const DEFAULT_LISTENER_LIMITS: ListenerLimits = {
  connections: 10_000,
  connectsPerSecond: 200,
  connectsBurst: 4000,
  strangerTimeoutMs: MINUTE,
  idleTimeoutMs: 70 * MINUTE,
  inflightFrames: 64,
  inflightFramesInAll: 20_000,
  readingsPerSecond: 500,
  readingsBurst: 50_000,
  refusedInRow: 20,
  unreadBytes: 16 * 1024,
  stopTimeoutMs: 5 * SECOND,
}

/** How far a station's clock may be off before it is told the time. */
export const CLOCK_TOLERANCE: DurationMs = 2 * MINUTE
/** SL 651-2014 6.6.4.24: a clock that is further off is set twice. */
export const SET_TWICE_BEYOND: DurationMs = 5 * MINUTE
/** A clock that will not be set is not told more often than so. */
export const CORRECTIONS_EVERY: DurationMs = HOUR
