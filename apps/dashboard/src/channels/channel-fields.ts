import type { ChannelSettings, ChannelType } from '@tocsin/contract'

/** A field of a channel's settings. What is not needed may stay empty. */
export interface Field {
  readonly name: string
  readonly as: 'text' | 'number' | 'choice' | 'long'
  readonly choices?: readonly string[]
  readonly needed?: boolean
  /** What a new channel begins with. */
  readonly from?: string
}

const text = (name: string, more: Partial<Field> = {}): Field => ({ name, as: 'text', needed: true, ...more })
const optional = (name: string): Field => ({ name, as: 'text' })
const number = (name: string, from: string): Field => ({ name, as: 'number', needed: true, from })
const rate: Field = { name: 'perMinute', as: 'number' }

const ALIYUN: readonly Field[] = [
  text('keyId'),
  text('templateCode'),
  { name: 'templateParam', as: 'long', needed: true, from: '{"level":"{{level}}","text":"{{message}}"}' },
]

/** What each type of channel asks for; a provider of one's own is one text, as an engineer writes it. */
export const FIELDS: Readonly<Record<Exclude<ChannelType, 'http-provider'>, readonly Field[]>> = {
  'aliyun-voice': [
    ...ALIYUN,
    text('shownNumber'),
    number('messageSeconds', '20'),
    rate,
    optional('endpoint'),
  ],
  'aliyun-sms': [...ALIYUN, text('signName'), rate, optional('endpoint')],
  'twilio-voice': [
    text('accountSid'),
    text('from'),
    text('voiceLanguage', { from: 'zh-CN' }),
    optional('callbackUrl'),
    rate,
  ],
  'twilio-sms': [text('accountSid'), text('from'), optional('callbackUrl'), rate],
  'sms-modem': [
    text('path', { from: '/dev/serial/by-id/' }),
    number('baudRate', '115200'),
    number('partsPerMinute', '8'),
  ],
  robot: [
    { name: 'robot', as: 'choice', choices: ['wecom', 'dingtalk', 'feishu'], from: 'wecom' },
    number('keptForRed', '5'),
    rate,
  ],
  'loudspeaker-by-number': [text('carrier'), text('command', { from: '{{text}}' })],
  'loudspeaker-by-mqtt': [optional('brokerUrl'), optional('user'), number('confirmWithinSeconds', '60')],
  smtp: [
    text('host'),
    number('port', '587'),
    { name: 'security', as: 'choice', choices: ['starttls', 'tls', 'none'], from: 'starttls' },
    optional('user'),
    text('from'),
    optional('serverName'),
    { name: 'ca', as: 'long' },
  ],
}

/** In the order in which a form offers them. */
export const TYPES: readonly ChannelType[] = [
  'aliyun-voice',
  'aliyun-sms',
  'twilio-voice',
  'twilio-sms',
  'http-provider',
  'sms-modem',
  'robot',
  'loudspeaker-by-number',
  'loudspeaker-by-mqtt',
  'smtp',
]

/** A provider of one's own to begin with: JSON over HTTPS, signed, with reports signed alike. */
export const OWN_PROVIDER: Omit<Extract<ChannelSettings, { type: 'http-provider' }>, 'type'> | object = {
  kind: 'sms',
  url: 'https://sms.example.com/send',
  body: {
    contentType: 'application/json',
    template: '{"to":"{{number}}","text":"{{text}}","ref":"{{key}}"}',
  },
  signature: { scheme: 'hmac', header: 'X-Signature', timestampHeader: 'X-Timestamp' },
  outcome: { success: { status: [200, 299] }, idPath: 'id', detailPath: 'error' },
  knows: ['accepted', 'delivered', 'answered'],
  callback: {
    proof: { scheme: 'hmac', header: 'X-Signature', timestampHeader: 'X-Timestamp' },
    body: 'json',
    fields: { key: 'ref', providerId: 'id', status: 'state', text: 'text', from: 'from' },
    statuses: { delivered: 'delivered', failed: 'failed' },
  },
}
