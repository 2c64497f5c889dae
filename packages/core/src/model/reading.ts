import type { DatastreamId, StationId } from './ids.ts'
import type { Instant } from './time.ts'

/** What a device sent, decoded and not yet judged: one value of one datastream. */
export interface Reading {
  readonly datastream: DatastreamId
  /** When it was true, by the device's clock (wire field `ts`). */
  readonly phenomenonTime: Instant
  /** When the gateway received it. */
  readonly receivedAt: Instant
  /** In the datastream's unit; of a counter, the running total. Always finite. */
  readonly value: number
}

/** A part of a frame that could not be read. It is kept, counted, shown, and acknowledged to the device. */
export interface Rejection {
  /** Where in the payload: `[3].values.level`; empty for the whole. */
  readonly path: string
  /** What was wrong and what was expected, for a person. */
  readonly reason: string
  /** The offending text, cut to a readable length. */
  readonly excerpt: string
  /** The datastream whose value it was, where that much could be read: its sensor says something that is no number. */
  readonly datastream?: DatastreamId | undefined
}

/** A frame as it came, kept for whoever wants to know why something in it could not be read. */
export interface RejectedFrame {
  /** Its protocol; `tocsin` of the gateway's own JSON. */
  readonly dialect: string
  /** Its bytes in hexadecimal. */
  readonly hex: string
}

/** A publish as the broker received it. */
export interface Frame {
  readonly station: StationId
  readonly topic: string
  readonly payload: Uint8Array
  readonly receivedAt: Instant
}
