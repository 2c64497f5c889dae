import { ANSWER_CODES, CHANNEL_KINDS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { reason } from './rule.ts'
import { instant, name } from './station.ts'

/** What an office calls a channel: it stands in the callback's address, and is a robot's address. */
export const channelSetupId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
  error: 'expected 1 to 32 small letters, digits and "-"',
})
const text = (most: number) => z.string().trim().min(1).max(most)
const short = text(200)
const count = (least: number, most: number) => z.number().int().min(least).max(most)

/** What is left out is taken from the preset. */
const pace = { perMinute: count(1, 6000).optional(), concurrent: count(1, 1000).optional() }
/** Where the provider reports to, as it stands there; absent: this gateway's public address. */
const callbackUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .optional()

const aliyun = {
  keyId: short,
  templateCode: short,
  /** The JSON of the approved template's variables, with `{{message}}`, `{{level}}` and the like inside. */
  templateParam: text(2000),
  ...pace,
}
/** In place of the provider's own host: a regional one, or one that stands in for it in a test. */
const endpoint = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .optional()

const answerTest = {
  status: z.tuple([count(100, 599), count(100, 599)]).optional(),
  path: z.string().max(200).optional(),
  equals: z.array(z.string().max(200)).max(100).optional(),
  startsWith: z.string().max(200).optional(),
}
const names = z.record(z.string().regex(/^[\w.-]{1,64}$/), z.string().max(2000))
const encoding = z.enum(['hex', 'base64']).default('hex')
const fact = z.enum(['accepted', 'delivered', 'read', 'answered'])

/** A provider of SMS or voice as an engineer describes it (docs/channels.md). No secret stands in it. */
const httpSettings = z.strictObject({
  type: z.literal('http-provider'),
  kind: z.enum(['sms', 'voice']),
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  /** With `{{…}}`. */
  url: text(2000),
  headers: names.default({}),
  body: z.strictObject({ contentType: short, template: text(10_000) }).optional(),
  signature: z
    .discriminatedUnion('scheme', [
      z.strictObject({ scheme: z.literal('none') }),
      z.strictObject({ scheme: z.literal('basic'), user: short }),
      z.strictObject({ scheme: z.literal('bearer') }),
      z.strictObject({ scheme: z.literal('hmac'), header: short, timestampHeader: short, encoding }),
      z.strictObject({ scheme: z.literal('aliyun-v3'), keyId: short, action: short, version: short }),
    ])
    .default({ scheme: 'none' }),
  idempotencyHeader: short.optional(),
  outcome: z.strictObject({
    success: z.strictObject(answerTest),
    idPath: z.string().max(200).optional(),
    detailPath: z.string().max(200).optional(),
    failures: z
      .array(z.strictObject({ ...answerTest, permanent: z.boolean() }))
      .max(50)
      .optional(),
  }),
  values: names.default({}),
  composed: z
    .record(
      z.string().max(64),
      z.strictObject({ template: text(10_000), escape: z.enum(['json', 'form', 'xml', 'header', 'text']) }),
    )
    .default({}),
  /** Names that templates use for the channel's secrets, each given as the secret `value.{name}`. */
  secretValues: z
    .array(z.string().regex(/^[\w.-]{1,64}$/))
    .max(10)
    .default([]),
  knows: z.array(fact).max(4).default(['accepted']),
  onceBy: z.enum(['counterpart', 'process']).default('process'),
  perMinute: count(1, 6000).default(60),
  concurrent: count(1, 1000).default(10),
  timeoutSeconds: count(1, 60).default(10),
  /** How its reports and replies are read; absent: it reports nothing. */
  callback: z
    .strictObject({
      proof: z.discriminatedUnion('scheme', [
        z.strictObject({
          scheme: z.literal('hmac'),
          algorithm: z.enum(['sha256', 'sha1']).default('sha256'),
          header: short,
          timestampHeader: short,
          encoding,
          toleranceSeconds: count(1, 3600).default(300),
        }),
        z.strictObject({ scheme: z.literal('twilio') }),
        z.strictObject({
          scheme: z.literal('token'),
          parameter: z
            .string()
            .regex(/^\w{1,32}$/)
            .default('token'),
        }),
      ]),
      body: z.enum(['json', 'form']),
      items: z.string().max(200).optional(),
      fields: z.strictObject({
        key: z.string().max(200).optional(),
        providerId: z.string().max(200).optional(),
        status: z.string().max(200).optional(),
        detail: z.string().max(200).optional(),
        text: z.string().max(200).optional(),
        from: z.string().max(200).optional(),
        replyId: z.string().max(200).optional(),
        at: z.string().max(200).optional(),
        pickedUp: z.string().max(200).optional(),
        duration: z.string().max(200).optional(),
      }),
      time: z
        .strictObject({
          format: z.enum(['seconds', 'milliseconds', 'iso', 'local']),
          utcOffsetMs: z.number().int().optional(),
        })
        .optional(),
      statuses: z
        .record(
          z.string().max(100),
          z.enum(['accepted', 'delivered', 'read', 'failed', 'failed-permanently', 'ignored']),
        )
        .default({}),
      heardAfterSeconds: count(1, 300).optional(),
      keysAfterPlayback: z.boolean().optional(),
      /** What the provider wants to be answered; absent: 204 and nothing. */
      answer: z.strictObject({ contentType: short, body: z.string().max(2000) }).optional(),
    })
    .optional(),
  callbackUrl,
})

/** How a channel is set up, without its secrets. */
export const channelSettings = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('aliyun-sms'), ...aliyun, signName: short, endpoint }),
  z.strictObject({
    type: z.literal('aliyun-voice'),
    ...aliyun,
    shownNumber: short,
    /** How long the message takes to be spoken: a shorter call was not heard to its end. */
    messageSeconds: count(1, 300),
    endpoint,
  }),
  z.strictObject({
    type: z.literal('twilio-sms'),
    accountSid: short,
    from: short,
    callbackUrl,
    endpoint,
    ...pace,
  }),
  z.strictObject({
    type: z.literal('twilio-voice'),
    accountSid: short,
    from: short,
    voiceLanguage: text(20).default('zh-CN'),
    callbackUrl,
    endpoint,
    ...pace,
  }),
  httpSettings,
  z.strictObject({
    type: z.literal('sms-modem'),
    /** `/dev/serial/by-id/…` survives replugging. */
    path: z.string().regex(/^\/[^\0\s]{1,200}$/, { error: 'expected a path, such as /dev/serial/by-id/…' }),
    baudRate: count(300, 4_000_000).default(115_200),
    partsPerMinute: count(1, 600).default(8),
  }),
  z.strictObject({
    type: z.literal('robot'),
    robot: z.enum(['wecom', 'dingtalk', 'feishu']),
    /** Of its messages a minute, kept for red. */
    keptForRed: count(0, 100).default(5),
    /** Where other systems use the same robot: what is left for this one. */
    perMinute: count(2, 100).optional(),
  }),
  z.strictObject({
    type: z.literal('loudspeaker-by-number'),
    /** The channel whose number stands on the loudspeakers' white list. */
    carrier: channelSetupId,
    /** What the device wants to be told: `{{text}}`, or with its password `8888#{{text}}`. */
    command: text(200).default('{{text}}'),
  }),
  z.strictObject({
    type: z.literal('loudspeaker-by-mqtt'),
    /** Absent: this gateway's own broker. */
    brokerUrl: z
      .url({ protocol: /^mqtts?$/ })
      .max(500)
      .optional(),
    user: short.optional(),
    confirmWithinSeconds: count(1, 600).default(60),
  }),
  z.strictObject({
    type: z.literal('smtp'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]{1,253}$/, { error: 'expected a host, such as mail.example.org' }),
    port: count(1, 65_535),
    /** STARTTLS is required where it is chosen, never tried and given up. */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: short.optional(),
    /** `值班室 <duty@county.example>` */
    from: z.string().regex(/@/, { error: 'expected an address, such as duty@county.example' }).max(200),
    /** PEM of the relay's own authority. */
    ca: z.string().max(20_000).optional(),
    serverName: short.optional(),
    perMinute: count(1, 6000).default(60),
  }),
])
export type ChannelSettings = z.infer<typeof channelSettings>
export type ChannelType = ChannelSettings['type']

/** In a callback's address, made here and shown once. */
export const CALLBACK_TOKEN = 'callbackToken'
/** Given to whoever signs callbacks. */
export const CALLBACK_SECRET = 'callbackSecret'

/** The secrets that a channel has, and whether it can do without. */
export function secretsOf(settings: ChannelSettings): Readonly<Record<string, 'needed' | 'optional'>> {
  switch (settings.type) {
    case 'aliyun-sms':
    case 'aliyun-voice':
      return { keySecret: 'needed' }
    case 'twilio-sms':
    case 'twilio-voice':
      return { authToken: 'needed' }
    case 'http-provider': {
      const signs = settings.signature.scheme !== 'none'
      const proof = settings.callback?.proof.scheme
      return {
        ...(signs ? { signing: 'needed' } : {}),
        ...(proof === 'hmac' || proof === 'twilio' ? { [CALLBACK_SECRET]: 'needed' } : {}),
        ...Object.fromEntries(settings.secretValues.map((name) => [`value.${name}`, 'needed'])),
      }
    }
    case 'sms-modem':
      return { pin: 'optional' }
    case 'robot':
      return settings.robot === 'wecom' ? { url: 'needed' } : { url: 'needed', secret: 'optional' }
    case 'loudspeaker-by-number':
      return {}
    case 'loudspeaker-by-mqtt':
      return settings.user === undefined ? {} : { password: 'needed' }
    case 'smtp':
      return settings.user === undefined ? {} : { password: 'needed' }
    default:
      settings satisfies never
      throw new Error('a channel of an unknown type')
  }
}

/** True when its callbacks are known by a secret in their address. */
export function takesToken(settings: ChannelSettings): boolean {
  if (settings.type === 'http-provider') return settings.callback?.proof.scheme === 'token'
  return settings.type === 'aliyun-sms' || settings.type === 'aliyun-voice'
}

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

/** A loudspeaker at the gateway's own broker. Its user name and client id are `speaker:{id}`. */
export const speakerId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, {
  error: 'expected 1 to 64 letters, digits, ".", "_" or "-"',
})
export const speakerBody = z.strictObject({ id: speakerId, name })
export const speakerChange = z.strictObject({
  name,
  /** Flows may have it say something, within the limits of docs/flows.md. */
  flows: z.boolean(),
})
export const speakerView = speakerBody.extend({
  flows: z.boolean(),
  connected: z.boolean(),
  /** What it said last, and when. */
  lastState: z.object({ at: instant, state: z.string() }).nullable(),
})
export type SpeakerView = z.infer<typeof speakerView>

export const REPLY_REASONS = [
  'unknown-number',
  'several-persons',
  'no-answer-in-it',
  'which-one',
  'unknown-tag',
  'none-open',
  'early',
  'broadcast',
] as const

/** What somebody sent and nobody's machine could count: an operator reads it. */
export const replyView = z.object({
  id: z.number().int(),
  at: instant,
  /** The channel that it came by, as the office calls it. */
  channel: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  text: z.string(),
  /** Why it counts for nothing by itself. */
  why: z.enum(REPLY_REASONS),
  /** Whose number it is; more than one where a number is shared. */
  persons: z.array(z.object({ id: personId, name: z.string() })),
  /** The sender's number, masked. */
  from: z.string().nullable(),
  /** Call-outs in which an answer could be recorded, open ones first. */
  callouts: z.array(
    z.object({
      id: z.string(),
      person: personId,
      open: z.boolean(),
      said: z.object({ zh: z.string(), en: z.string() }),
    }),
  ),
  settled: z.object({ at: instant, by: z.string(), as: z.enum(['answer', 'read']) }).nullable(),
})
export type ReplyView = z.infer<typeof replyView>

export const replySettling = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('read') }),
  z.strictObject({
    as: z.literal('answer'),
    callout: z.string().min(1).max(128),
    person: personId,
    code: z.enum(ANSWER_CODES),
    households: z.number().int().min(0).max(100_000).optional(),
  }),
])
export type ReplySettling = z.infer<typeof replySettling>

/**
 * Where the provider of a channel reports to, as a raw `POST`: no session, but the provider's own proof. It is no call of this list, because
 * what goes over it is the provider's: any body, and the answer that it expects.
 */
export function callbackPath(channel: string): string {
  return `/api/callbacks/${channel}`
}
