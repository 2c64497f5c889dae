import { z } from 'zod'
import { reason } from './rule.ts'
import { areaPath, instant, name } from './station.ts'

/** What an office calls a system that hears of what happens here. */
export const outgoingId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
  error: 'expected 1 to 32 small letters, digits and "-"',
})

const count = (least: number, most: number) => z.number().int().min(least).max(most)
/** PEM of the other side's own authority. */
const ca = z.string().max(20_000).optional()

const what = {
  /** Events of warnings: every one, in order. */
  warnings: z.boolean().default(true),
  /** Observations as they are judged: the newest, in batches. */
  observations: z.boolean().default(false),
  /** Of this area and what lies in it; left out: all. */
  area: areaPath.optional(),
  /** How long observations are gathered for a batch. */
  everySeconds: count(1, 3600).default(10),
}

const address = (schemes: readonly string[]) =>
  z
    .string()
    .max(500)
    .refine(
      (text) => {
        if (!URL.canParse(text)) return false
        const { protocol, username, password, hash } = new URL(text)
        return schemes.includes(protocol) && username === '' && password === '' && hash === ''
      },
      { error: `expected an address such as ${schemes[0]}//host/path, without a name or password in it` },
    )

/** What a topic may name of a message. */
export const TOPIC_PARTS = ['kind', 'area', 'station', 'datastream', 'rule', 'level', 'warning'] as const

export const webhookSettings = z.strictObject({
  kind: z.literal('webhook'),
  url: address(['https:', 'http:']),
  ca,
  ...what,
})
export const mqttTargetSettings = z.strictObject({
  kind: z.literal('mqtt'),
  url: address(['mqtts:', 'mqtt:']),
  user: z.string().trim().min(1).max(128).optional(),
  clientId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'expected letters, digits, - and _' })
    .optional(),
  /** `county/{kind}/{area}`; see `TOPIC_PARTS`. */
  topic: z
    .string()
    .min(1)
    .max(300)
    .refine(
      (text) =>
        !/[#+\0]/.test(text) &&
        [...text.matchAll(/\{([^{}]*)\}/g)].every(([, part]) => TOPIC_PARTS.includes(part as never)),
      { error: `expected a topic without # and +; parts in braces are ${TOPIC_PARTS.join(', ')}` },
    )
    .default('tocsin/{kind}/{area}'),
  ca,
  ...what,
})
/** A system that is told, and of what. No secret stands in it. */
export const outgoingSettings = z.discriminatedUnion('kind', [webhookSettings, mqttTargetSettings])
export type OutgoingSettings = z.infer<typeof outgoingSettings>
export type WebhookSettings = z.infer<typeof webhookSettings>
export type MqttTargetSettings = z.infer<typeof mqttTargetSettings>

/** The key that webhooks are signed with, or the password at the broker. Goes in and never comes out; left out it stays as it is. */
const secret = z.string().min(1).max(500).optional()

/** Body of `POST /api/outgoing`. */
export const outgoingBody = z.strictObject({
  id: outgoingId,
  name,
  /** False: paused. Warnings wait, observations do not. */
  enabled: z.boolean().default(true),
  settings: outgoingSettings,
  secret,
  reason,
})
export type OutgoingBody = z.infer<typeof outgoingBody>
/** Body of `PUT /api/outgoing/:id`. */
export const outgoingChange = outgoingBody.omit({ id: true })
export type OutgoingChange = z.infer<typeof outgoingChange>

export const outgoingView = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  settings: outgoingSettings,
  /** Whether a secret is kept for it. */
  secret: z.boolean(),
  version: z.number().int(),
  /** `waiting`: nothing was sent since the start; `failing`: it is tried again, ever less often. */
  state: z.enum(['waiting', 'sending', 'failing', 'paused']),
  since: instant,
  /** Why it fails; empty when it does not. */
  detail: z.string(),
  nextAt: instant.nullable(),
  lastSentAt: instant.nullable(),
  /** Events of warnings that it does not have yet. */
  waiting: z.number().int(),
  /** Events that it refused, and that wait for somebody to decide. */
  setAside: z.number().int(),
  /** Observations that it never got, in all. */
  lost: z.number().int(),
})
export type OutgoingView = z.infer<typeof outgoingView>

/** A line of the delivery log. */
export const outgoingLine = z.object({
  at: instant,
  kind: z.enum(['warning', 'observations', 'test']),
  /** The event's id, or how many observations. */
  subject: z.string(),
  outcome: z.enum(['sent', 'failed', 'refused', 'lost', 'given-up']),
  detail: z.string(),
  tries: z.number().int(),
})
export type OutgoingLine = z.infer<typeof outgoingLine>
