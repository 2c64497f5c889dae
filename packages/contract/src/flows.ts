import { z } from 'zod'
import { instant } from './station.ts'

/** Where the editor of the flows lies, below the gateway's own address. */
export const FLOWS_PATH = '/flows/'

/** The header by which the gateway tells Node-RED who is at the editor. What a client sends under this name is taken away. */
export const FLOWS_USER_HEADER = 'x-tocsin-user'

export const FLOWS_STATES = ['off', 'starting', 'running', 'restarting', 'safe-mode'] as const

/**
 * Why it ended: `silent` gave no sign of life, as in a loop; `slow-start` did not come up; `memory` took more than it may; `ended` by itself.
 */
export const FLOWS_ENDS = ['silent', 'slow-start', 'memory', 'ended'] as const

/** How Node-RED fares: a process that the gateway starts, watches, and does without. */
export const flowsView = z.object({
  state: z.enum(FLOWS_STATES),
  since: instant,
  /** When it is started again; null unless it is `restarting`. */
  nextAt: instant.nullable(),
  /** How often it has ended by itself, or was ended, since the gateway started. */
  ends: z.number().int(),
  /** The newest of these, why, and what can be said of it. */
  lastEnd: z.object({ at: instant, why: z.enum(FLOWS_ENDS), detail: z.string() }).nullable(),
  /** Resident memory, bytes, and the most it may have; null where it does not run, or cannot be seen. */
  memory: z.object({ bytes: z.number(), limit: z.number() }).nullable(),
  /** Of one processor, 0 to 1 and more, over the last seconds; null as above. */
  processor: z.number().nullable(),
  /** For how long flows have kept a processor busy, ms; null while that is nothing to look at. */
  busyForMs: z.number().nullable(),
})
export type FlowsView = z.infer<typeof flowsView>

/** Body of `POST /api/speakers/:id/announcements`: a text of a flow, to be said on a loudspeaker. */
export const announcementBody = z.strictObject({
  text: z.string().trim().min(1).max(200),
  language: z.enum(['zh', 'en']).default('zh'),
})
export type AnnouncementBody = z.infer<typeof announcementBody>

/** The calls that the flows' own token may make, and no others. */
export const FLOWS_CALLS = [
  'getSite',
  'listStations',
  'getStation',
  'readObservations',
  'listWarnings',
  'getWarning',
  'listCallouts',
  'recordAnswer',
  'listSpeakers',
  'announce',
] as const

/** What the gateway tells the process when it starts it, over the channel between the two. */
export const flowsStart = z.strictObject({
  /** The gateway's door for the flows, on the loopback. */
  gatewayUrl: z.string(),
  /** Opens that door, for `FLOWS_CALLS`, until this process ends. */
  token: z.string(),
  /** Flows, their credentials and files lie here. */
  userDir: z.string(),
  /** Encrypts the flows' credentials. */
  credentialSecret: z.string(),
  /** Proves that a request to the editor came by the gateway, and from whom. */
  editorSecret: z.string(),
  /** Load the flows and do not run them. */
  safe: z.boolean(),
})
export type FlowsStart = z.infer<typeof flowsStart>

/** What the process tells the gateway. */
export const flowsSaid = z.discriminatedUnion('said', [
  /** The editor listens at this port of the loopback. */
  z.strictObject({ said: z.literal('ready'), port: z.number().int().min(1).max(65_535) }),
  z.strictObject({ said: z.literal('alive') }),
  /** Flows run; in safe mode they do once somebody has deployed them. */
  z.strictObject({ said: z.literal('flows-started') }),
  z.strictObject({ said: z.literal('log'), level: z.enum(['warn', 'error']), text: z.string().max(500) }),
])
export type FlowsSaid = z.infer<typeof flowsSaid>
