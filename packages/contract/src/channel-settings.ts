import { z } from 'zod'
import { callbackUrl, count, short, text } from './channel-fields.ts'
import { httpSettings } from './channel-http.ts'

/** What an office calls a channel: it stands in the callback's address, and is a robot's address. */
export const channelSetupId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
  error: 'expected 1 to 32 small letters, digits and "-"',
})
/** What is left out is taken from the preset. */
const pace = { perMinute: count(1, 6000).optional(), concurrent: count(1, 1000).optional() }
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
