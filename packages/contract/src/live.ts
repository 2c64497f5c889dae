import { FLAGS } from '@tocsin/core'
import { z } from 'zod'
import type { Role } from './access.ts'
import { boxSummary } from './box.ts'
import type { Problem } from './problem.ts'
import { instant, stationView } from './station.ts'
import { warningEvent, warningView } from './warning.ts'

/** What a client asks to be told about. `areas` include everything below them. */
export const watch = z.strictObject({
  stations: z.union([z.literal('*'), z.array(z.string()).max(1000)]).default([]),
  areas: z.array(z.string()).max(100).default([]),
})
export type Watch = z.input<typeof watch>

/** Running number of what this client was sent, from 1; a gap means: read the state again over HTTP. */
const seq = z.number().int()

export const liveObservation = z.object({
  datastream: z.string(),
  phenomenonTime: instant,
  receivedAt: instant,
  value: z.number(),
  flag: z.enum(FLAGS),
})
export type LiveObservation = z.infer<typeof liveObservation>

/** Server to client. Every event carries the client's own `seq`. */
export const socketEvents = {
  observations: z.object({ seq, observations: z.array(liveObservation) }),
  warning: z.object({ seq, warning: warningView, event: warningEvent }),
  station: z.object({ seq, station: stationView }),
  /** Warnings about the box came, went, or were taken note of; what they are is read over HTTP. */
  box: z.object({ seq, summary: boxSummary }),
} as const

/** Client to server, with the least role that may send it. */
export const socketRequests = {
  watch: { role: 'viewer' as Role, body: watch },
} as const

/**
 * A client acknowledges each batch of observations when it has taken it in: that lets the next ones come. One that does not within
 * 10 s is cut off; it connects again and reads the state over HTTP. "io server disconnect" means that the session has ended.
 */
export interface ServerToClient {
  observations(message: z.infer<(typeof socketEvents)['observations']>, acknowledge: () => void): void
  warning(message: z.infer<(typeof socketEvents)['warning']>): void
  station(message: z.infer<(typeof socketEvents)['station']>): void
  box(message: z.infer<(typeof socketEvents)['box']>): void
}
export interface ClientToServer {
  /** Replaces what is watched; the same again changes nothing. Answers with the last `seq` sent to this client. */
  watch(request: Watch, answer?: (reply: { seq: number; problem?: Problem }) => void): void
}
