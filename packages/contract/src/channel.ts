import { CHANNEL_KINDS } from '@tocsin/core'
import { z } from 'zod'
import { channelSettings, channelSetupId } from './channel-settings.ts'
import { personId } from './person.ts'
import { reason } from './rule.ts'
import { instant, name } from './station.ts'

/** By name. What is left out stays as it is, null takes it away. They go in and never come out. */
const secrets = z.record(z.string().max(80), z.string().min(1).max(2000).nullable())

/** Body of `POST /api/channels`. */
export const channelSetupBody = z.strictObject({
  id: channelSetupId,
  name,
  enabled: z.boolean().default(true),
  settings: channelSettings,
  secrets: secrets.default({}),
  reason,
})
export type ChannelSetupBody = z.infer<typeof channelSetupBody>

/** Body of `PUT /api/channels/:id`: all of it but the secrets that stay. The type stays as it was. */
export const channelSetupChange = channelSetupBody.omit({ id: true })
export type ChannelSetupChange = z.infer<typeof channelSetupChange>

export const channelTestView = z.object({
  id: z.number().int(),
  person: personId,
  name: z.string(),
  by: z.string(),
  at: instant,
  acceptedAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  readAt: instant.nullable(),
  /** The person said that it came: by channels that cannot tell. */
  confirmedAt: instant.nullable(),
  failed: z.object({ at: instant, permanent: z.boolean(), detail: z.string() }).nullable(),
})
export type ChannelTestView = z.infer<typeof channelTestView>

/** A channel as it is set up and as it fares. */
export const channelSetupView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  enabled: z.boolean(),
  /** Null for what is always there, or set up by the environment and only shown here. */
  settings: channelSettings.nullable(),
  /** Whether each secret is set, by name. */
  secrets: z.record(z.string(), z.boolean()),
  version: z.number().int(),
  status: z.enum(['up', 'down', 'unknown', 'off']),
  since: instant,
  detail: z.string(),
  lastSuccessAt: instant.nullable(),
  /** Messages that are under way or wait for their turn. */
  waiting: z.number().int(),
  knows: z.array(z.enum(['accepted', 'made', 'delivered', 'read', 'answered'])),
  broadcast: z.boolean(),
  /** Where the provider reports to; `token`: with a secret at its end, shown when it is made. */
  callback: z.object({ path: z.string(), url: z.string().nullable(), token: z.boolean() }).nullable(),
  /** Newest first. */
  tests: z.array(channelTestView),
})
export type ChannelSetupView = z.infer<typeof channelSetupView>

export const channelTestBody = z.strictObject({
  person: personId,
  /** Which of the person's numbers. */
  channel: z.string().min(1).max(64),
})

/**
 * Where the provider of a channel reports to, as a raw `POST`: no session, but the provider's own proof. It is no call of this list, because
 * what goes over it is the provider's: any body, and the answer that it expects.
 */
export function callbackPath(channel: string): string {
  return `/api/callbacks/${channel}`
}
