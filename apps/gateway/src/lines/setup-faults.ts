import { CALLBACK_TOKEN, type ChannelSettings, secretsOf } from '@tocsin/contract'
import { variablesOf } from '../channels/http/template.ts'
import type { Fault } from '../http/services.ts'
import { type ChannelSetup, kindOf } from './setup.ts'

export interface SetupContext {
  /** The others that are set up. */
  readonly others: readonly ChannelSetup[]
  /** This gateway's public address; undefined: it has none. */
  readonly publicUrl: string | undefined
}

/** What every message brings to a template (`templateValues`). */
const OF_THE_MESSAGE = [
  'key',
  'number',
  'text',
  'speech',
  'message',
  'level',
  'reference',
  'language',
  'tag',
  'link',
]

/** What speaks against setting a channel up so, by path. No fault repeats a secret. */
export function setupFaults(
  settings: ChannelSettings,
  secrets: Readonly<Record<string, string>>,
  context: SetupContext,
): Fault[] {
  return [...secretFaults(settings, secrets), ...settingFaults(settings, secrets, context)]
}

function secretFaults(settings: ChannelSettings, secrets: Readonly<Record<string, string>>): Fault[] {
  const known = secretsOf(settings)
  const names = Object.keys(known)
  const missing = names.filter((name) => known[name] === 'needed' && !secrets[name])
  const strange = Object.keys(secrets).filter((name) => !(name in known) && name !== CALLBACK_TOKEN)
  return [
    ...missing.map((name) => ({ path: `secrets.${name}`, message: 'is missing', expected: 'a text' })),
    ...strange.map((name) => ({
      path: `secrets.${name}`,
      message: 'is not known here',
      expected: names.length === 0 ? 'no secret' : `one of ${names.join(', ')}`,
    })),
  ]
}

function settingFaults(
  settings: ChannelSettings,
  secrets: Readonly<Record<string, string>>,
  { others, publicUrl }: SetupContext,
): Fault[] {
  const fault = (path: string, message: string, expected: string) => [{ path, message, expected }]
  switch (settings.type) {
    case 'aliyun-sms':
    case 'aliyun-voice':
      return templateFaults('settings.templateParam', settings.templateParam, OF_THE_MESSAGE, true)
    case 'twilio-sms':
    case 'twilio-voice':
      return settings.callbackUrl === undefined && publicUrl === undefined
        ? fault(
            'settings.callbackUrl',
            'is missing, and TOCSIN_PUBLIC_URL is not set',
            'where Twilio reaches this gateway',
          )
        : []
    case 'http-provider':
      return providerFaults(settings, publicUrl)
    case 'sms-modem': {
      const other = others.find(
        (one) => one.settings.type === 'sms-modem' && one.settings.path === settings.path,
      )
      if (other !== undefined)
        return fault('settings.path', `is the port of ${other.id}`, 'a port of its own')
      return secrets['pin'] === undefined || /^\d{4,8}$/.test(secrets['pin'])
        ? []
        : fault('secrets.pin', 'is no PIN', '4 to 8 digits')
    }
    case 'robot':
      return secrets['url'] === undefined || /^https?:\/\/[^\s]+$/.test(secrets['url'])
        ? []
        : fault('secrets.url', 'is no address', 'its webhook, beginning with https://')
    case 'loudspeaker-by-number': {
      const carrier = others.find(({ id }) => id === settings.carrier)
      const kind = carrier && kindOf(carrier.settings)
      if (kind !== 'sms' && kind !== 'sms-modem' && kind !== 'voice') {
        return fault(
          'settings.carrier',
          'is no channel that sends to numbers',
          'the id of an SMS, voice or modem channel',
        )
      }
      return templateFaults('settings.command', settings.command, ['text'], false)
    }
    case 'loudspeaker-by-mqtt':
      return settings.user !== undefined && settings.brokerUrl === undefined
        ? fault(
            'settings.user',
            'is not needed at this gateway’s own broker',
            'nothing, or a broker of its own',
          )
        : []
    case 'smtp':
      return settings.security === 'none' && settings.user !== undefined && !isHere(settings.host)
        ? fault('settings.security', 'would send the password unencrypted', 'tls or starttls')
        : []
    default:
      return settings satisfies never
  }
}

function providerFaults(
  settings: Extract<ChannelSettings, { type: 'http-provider' }>,
  publicUrl: string | undefined,
): Fault[] {
  const plain = [...OF_THE_MESSAGE, ...Object.keys(settings.values), ...settings.secretValues]
  const all = [...plain, ...Object.keys(settings.composed)]
  const { callback } = settings
  const needsUrl = callback?.proof.scheme === 'twilio' && settings.callbackUrl === undefined
  const url = settings.url.replace(/\{\{[^}]*\}\}/g, 'x')
  return [
    ...(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
      ? []
      : [
          {
            path: 'settings.url',
            message: 'is no address',
            expected: 'such as https://sms.example.com/send',
          },
        ]),
    ...templateFaults('settings.url', settings.url, all, false),
    ...(settings.body === undefined
      ? []
      : templateFaults('settings.body.template', settings.body.template, all, false)),
    ...Object.entries(settings.headers).flatMap(([name, value]) =>
      templateFaults(`settings.headers.${name}`, value, all, false),
    ),
    ...Object.entries(settings.composed).flatMap(([name, { template }]) =>
      templateFaults(`settings.composed.${name}.template`, template, plain, false),
    ),
    ...(settings.knows.includes('answered') && callback === undefined
      ? [
          {
            path: 'settings.knows',
            message: 'answers come by a callback, and none is set up',
            expected: 'a callback',
          },
        ]
      : []),
    ...(needsUrl && publicUrl === undefined
      ? [
          {
            path: 'settings.callbackUrl',
            message: 'is missing, and TOCSIN_PUBLIC_URL is not set',
            expected: 'the address that is signed',
          },
        ]
      : []),
  ]
}

/** Names without a value send nothing: better found now than in a flood. */
function templateFaults(path: string, template: string, names: readonly string[], isJson: boolean): Fault[] {
  const unknown = variablesOf(template).filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    const message = `{{${unknown.join('}}, {{')}}} has no value`
    return [{ path, message, expected: `names out of ${names.join(', ')}` }]
  }
  if (!isJson) return []
  try {
    JSON.parse(template.replace(/\{\{[^}]*\}\}/g, 'x'))
    return []
  } catch {
    return [{ path, message: 'is no JSON', expected: 'such as {"text":"{{message}}"}' }]
  }
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
