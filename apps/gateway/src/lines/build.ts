import { CALLBACK_SECRET, CALLBACK_TOKEN, type ChannelSettings } from '@tocsin/contract'
import { type DurationMs, SECOND } from '@tocsin/core'
import type { Channel } from '../channels/channel.ts'
import { createEmailChannel } from '../channels/email.ts'
import type { CallbackConfig, CallbackProof } from '../channels/http/callback.ts'
import {
  aliyunSms,
  aliyunVoice,
  type ProviderPreset,
  twilioSms,
  twilioVoice,
} from '../channels/http/presets.ts'
import { createHttpProvider, type HttpProviderConfig } from '../channels/http/provider.ts'
import type { RequestSignature } from '../channels/http/signature.ts'
import { createLoudspeakerByMqtt, type SpeakerLine } from '../channels/loudspeaker/by-mqtt.ts'
import { createLoudspeakerByNumber } from '../channels/loudspeaker/by-number.ts'
import { createMqttLine } from '../channels/loudspeaker/mqtt-line.ts'
import type { SentParts } from '../channels/modem/reports.ts'
import { serialPort } from '../channels/modem/serial-port.ts'
import { createSmsModem } from '../channels/modem/sms-modem.ts'
import { createRobot } from '../channels/robots/robot.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { ChannelSetup } from './setup.ts'

export interface BuildContext {
  readonly clock: Clock
  readonly log: Log
  /** Where a provider reports to, absolute; undefined without a public address. */
  readonly callbackUrl: string | undefined
  /** A running channel, for what is sent through it. */
  readonly carrier: (id: string) => Channel | undefined
  /** Where a modem keeps the references of what it sent. */
  readonly sentParts: (id: string) => SentParts
  /** Loudspeakers at this gateway's own broker. */
  readonly speakers: () => SpeakerLine
}

/** How a provider's callback is read, and what it is answered. */
export interface CallbackSetup {
  readonly config: CallbackConfig
  readonly answer: { readonly contentType: string; readonly body: string } | null
}

/** A channel made of what was set up. */
export interface Built {
  readonly channel: Channel
  readonly callback: CallbackSetup | null
  /** How an address is given to it; undefined where it is none of its own. */
  readonly address: (address: string) => string | undefined
  /** It finds out by itself when it can send again; the others are tried. */
  readonly mendsItself: boolean
  /** After it was started: for so long that it is down says nothing yet, and what is sent waits for it. */
  readonly opensWithinMs: DurationMs
}

const any = (address: string) => address
const plain = (channel: Channel): Built => ({
  channel,
  callback: null,
  address: any,
  mendsItself: false,
  opensWithinMs: 0,
})
/** A serial port with its modem, or a connection to a broker. */
const OPENS_WITHIN = 20 * SECOND

/** Makes the channel. Throws when it cannot be made: what is wrong is for `setupFaults` to say beforehand. */
export function build({ id, name, settings, secrets }: ChannelSetup, context: BuildContext): Built {
  const { clock, log } = context
  const shared = { clock, log }
  switch (settings.type) {
    case 'aliyun-sms':
    case 'aliyun-voice':
    case 'twilio-sms':
    case 'twilio-voice':
    case 'http-provider': {
      const { send, callback, answer } = provider(settings, secrets, context)
      const channel = createHttpProvider(send, { ...shared, name: id })
      return { ...plain(channel), callback: callback && { config: callback, answer } }
    }
    case 'sms-modem': {
      const { path, baudRate, partsPerMinute } = settings
      const modem = createSmsModem({
        ...shared,
        open: serialPort(path, baudRate),
        pin: secrets['pin'],
        partsPerMinute,
        sentParts: context.sentParts(id),
      })
      return { ...plain(modem), mendsItself: true, opensWithinMs: OPENS_WITHIN }
    }
    case 'robot': {
      const { robot, keptForRed, perMinute } = settings
      const made = createRobot({
        ...shared,
        robot,
        url: needed(secrets, 'url'),
        secret: secrets['secret'],
        name,
        keptForRed,
        ...(perMinute === undefined ? {} : { limits: { perMinute } }),
      })
      // Its address is its own name here: the webhook is a secret of the office, not of a person.
      return { ...plain(made), address: (address) => (address === id ? address : undefined) }
    }
    case 'loudspeaker-by-number': {
      const carrier = context.carrier(settings.carrier)
      if (carrier === undefined) throw new Error(`its carrier ${settings.carrier} is not set up, or is off`)
      const made = createLoudspeakerByNumber({ carrier, command: settings.command, clock })
      return {
        ...plain(made),
        address: (address) => (address.startsWith(MQTT) ? undefined : address),
      }
    }
    case 'loudspeaker-by-mqtt': {
      const { brokerUrl, user, confirmWithinSeconds } = settings
      const line =
        brokerUrl === undefined
          ? context.speakers()
          : createMqttLine({
              url: brokerUrl,
              username: user,
              password: secrets['password'],
              clientId: `tocsin-${id}`,
              clock,
            })
      const made = createLoudspeakerByMqtt({
        ...shared,
        line,
        confirmWithinMs: confirmWithinSeconds * SECOND,
      })
      return {
        ...plain(made),
        address: (address) => (address.startsWith(MQTT) ? address.slice(MQTT.length) : undefined),
        mendsItself: true,
        opensWithinMs: OPENS_WITHIN,
      }
    }
    case 'smtp':
      return plain(createEmailChannel({ ...settings, password: secrets['password'], ...shared }))
    default:
      settings satisfies never
      throw new Error('a channel of an unknown type')
  }
}

/** `mqtt:xincun-1` is a loudspeaker at a broker; anything else a number. */
const MQTT = 'mqtt:'

type ProviderSettings = Extract<
  ChannelSettings,
  { type: 'aliyun-sms' | 'aliyun-voice' | 'twilio-sms' | 'twilio-voice' | 'http-provider' }
>
type Secrets = ChannelSetup['secrets']

function provider(
  settings: ProviderSettings,
  secrets: Secrets,
  { callbackUrl }: BuildContext,
): {
  readonly send: HttpProviderConfig
  readonly callback: CallbackConfig | null
  readonly answer: CallbackSetup['answer']
} {
  if (settings.type === 'http-provider') {
    return {
      send: ownProvider(settings, secrets),
      callback: ownCallback(settings, secrets, callbackUrl),
      answer: settings.callback?.answer ?? null,
    }
  }
  const preset = presetOf(settings, secrets, callbackUrl)
  const { endpoint, perMinute, concurrent } = settings
  const send: HttpProviderConfig = {
    ...preset.send,
    ...(endpoint === undefined
      ? {}
      : { url: preset.send.url.replace(/^https:\/\/[^/]+/, endpoint.replace(/\/$/, '')) }),
    ...(perMinute === undefined ? {} : { perMinute }),
    ...(concurrent === undefined ? {} : { concurrent }),
  }
  const isAliyun = settings.type === 'aliyun-sms' || settings.type === 'aliyun-voice'
  return {
    send,
    // Without a secret in its address nobody can show that a report is Aliyun's.
    callback: isAliyun && secrets[CALLBACK_TOKEN] === undefined ? null : preset.callback,
    answer: isAliyun
      ? { contentType: 'application/json', body: '{"code":0,"msg":"接收成功"}' }
      : { contentType: 'text/xml', body: '<Response/>' },
  }
}

function presetOf(
  settings: Exclude<ProviderSettings, { type: 'http-provider' }>,
  secrets: Secrets,
  publicCallback: string | undefined,
): ProviderPreset {
  switch (settings.type) {
    case 'aliyun-sms':
    case 'aliyun-voice': {
      const account = {
        ...settings,
        keySecret: needed(secrets, 'keySecret'),
        callbackToken: secrets[CALLBACK_TOKEN] ?? '',
      }
      return account.type === 'aliyun-sms'
        ? aliyunSms(account)
        : aliyunVoice({ ...account, messageMs: account.messageSeconds * SECOND })
    }
    case 'twilio-sms':
    case 'twilio-voice': {
      const { accountSid, from } = settings
      const callbackUrl = settings.callbackUrl ?? publicCallback
      if (callbackUrl === undefined) throw new Error('there is no public address for its callbacks')
      const account = { accountSid, from, callbackUrl, authToken: needed(secrets, 'authToken') }
      return settings.type === 'twilio-sms'
        ? twilioSms(account)
        : twilioVoice(account, settings.voiceLanguage)
    }
    default:
      settings satisfies never
      throw new Error('a provider of an unknown type')
  }
}

type OwnSettings = Extract<ChannelSettings, { type: 'http-provider' }>

function ownProvider(settings: OwnSettings, secrets: Secrets): HttpProviderConfig {
  const {
    type: _,
    signature,
    secretValues,
    values,
    timeoutSeconds,
    callback,
    callbackUrl,
    ...rest
  } = settings
  return {
    ...(rest as Omit<HttpProviderConfig, 'signature'>),
    signature: signatureOf(signature, secrets),
    secretValues,
    values: {
      ...values,
      ...Object.fromEntries(secretValues.map((name) => [name, needed(secrets, `value.${name}`)])),
    },
    timeoutMs: timeoutSeconds * SECOND,
  }
}

function signatureOf(signature: OwnSettings['signature'], secrets: Secrets): RequestSignature {
  switch (signature.scheme) {
    case 'none':
      return signature
    case 'basic':
      return { ...signature, password: needed(secrets, 'signing') }
    case 'bearer':
      return { ...signature, token: needed(secrets, 'signing') }
    case 'hmac':
      return { ...signature, secret: needed(secrets, 'signing') }
    case 'aliyun-v3':
      return { ...signature, keySecret: needed(secrets, 'signing') }
    default:
      return signature satisfies never
  }
}

function ownCallback(
  { callback, callbackUrl }: OwnSettings,
  secrets: Secrets,
  publicCallback: string | undefined,
): CallbackConfig | null {
  if (callback === undefined) return null
  const proof = proofOf(callback.proof, secrets, callbackUrl ?? publicCallback)
  if (proof === null) return null
  const { heardAfterSeconds, answer: _, ...rest } = callback
  return {
    ...(rest as Omit<CallbackConfig, 'proof'>),
    proof,
    ...(heardAfterSeconds === undefined ? {} : { heardAfterMs: heardAfterSeconds * SECOND }),
  }
}

function proofOf(
  proof: NonNullable<OwnSettings['callback']>['proof'],
  secrets: Secrets,
  url: string | undefined,
): CallbackProof | null {
  switch (proof.scheme) {
    case 'hmac': {
      const { toleranceSeconds, ...rest } = proof
      return { ...rest, secret: needed(secrets, CALLBACK_SECRET), toleranceMs: toleranceSeconds * SECOND }
    }
    case 'twilio':
      return url === undefined ? null : { scheme: 'twilio', authToken: needed(secrets, CALLBACK_SECRET), url }
    case 'token': {
      const secret = secrets[CALLBACK_TOKEN]
      return secret === undefined ? null : { scheme: 'token', parameter: proof.parameter, secret }
    }
    default:
      return proof satisfies never
  }
}

function needed(secrets: Secrets, name: string): string {
  const value = secrets[name]
  if (value === undefined || value === '')
    throw new Error(`its secret ${name} is missing, or its key is lost`)
  return value
}
