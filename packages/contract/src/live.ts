import { FLAGS } from '@tocsin/core'
import { z } from 'zod'
import type { Role } from './access.ts'
import { boxSummary } from './box.ts'
import { type SoundReport, soundReport } from './consoles.ts'
import { type CallAnswer, callAnswer, callShown, consoleCall } from './desk.ts'
import type { Problem } from './problem.ts'
import { instant, stationId, stationView } from './station.ts'
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
  /** What is written on a station's charts has changed: read it again (`GET /api/stations/:id/annotations`). */
  annotations: z.object({ seq, station: stationId }),
  /** A call to somebody at this console; only to their own screens and those of their desk. */
  call: z.object({ seq, call: consoleCall }),
  /** What concerns the duty desk has changed: read it again (`GET /api/desk`). At most once a second. */
  desk: z.object({ seq }),
  /** A console came, went, or can be heard otherwise: read it again (`GET /api/consoles`). At most once a second. */
  consoles: z.object({ seq }),
} as const

/** Client to server, with the least role that may send it. */
export const socketRequests = {
  watch: { role: 'viewer' as Role, body: watch },
  /** The screen has drawn a call: it is delivered. */
  'call-drawn': { role: 'viewer' as Role, body: callShown },
  /** The person called has opened it: it is read. */
  'call-opened': { role: 'viewer' as Role, body: callShown },
  /** The person called answers. */
  'call-answer': { role: 'viewer' as Role, body: callAnswer },
  /** Whether this console can be heard; said anew at every connection, change and minute. */
  sound: { role: 'viewer' as Role, body: soundReport },
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
  annotations(message: z.infer<(typeof socketEvents)['annotations']>): void
  call(message: z.infer<(typeof socketEvents)['call']>): void
  desk(message: z.infer<(typeof socketEvents)['desk']>): void
  consoles(message: z.infer<(typeof socketEvents)['consoles']>): void
}

/** What every request is answered with. */
export type SocketReply = (reply: { seq: number; problem?: Problem }) => void

export interface ClientToServer {
  /** Replaces what is watched; the same again changes nothing. Answers with the last `seq` sent to this client. */
  watch(request: Watch, answer?: SocketReply): void
  'call-drawn'(call: { key: string }, answer?: SocketReply): void
  'call-opened'(call: { key: string }, answer?: SocketReply): void
  'call-answer'(answer: CallAnswer, reply?: SocketReply): void
  sound(report: SoundReport, reply?: SocketReply): void
}
