import type { ChannelSettings } from '@tocsin/contract'
import type { ChannelKind, Instant } from '@tocsin/core'

/** A channel as an administrator set it up; the secrets as they are, by name. */
export interface ChannelSetup {
  /** Also its place in a callback's address, and a robot's address. */
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly settings: ChannelSettings
  readonly secrets: Readonly<Record<string, string>>
  /** Secrets that are stored and that no key here opens. */
  readonly lost: readonly string[]
  readonly version: number
  readonly changedAt: Instant
}

/** The kind of channel that persons have, by what is set up. */
export function kindOf(settings: ChannelSettings): ChannelKind {
  switch (settings.type) {
    case 'aliyun-sms':
    case 'twilio-sms':
      return 'sms'
    case 'aliyun-voice':
    case 'twilio-voice':
      return 'voice'
    case 'http-provider':
      return settings.kind
    case 'sms-modem':
      return 'sms-modem'
    case 'robot':
      return 'robot'
    case 'loudspeaker-by-number':
    case 'loudspeaker-by-mqtt':
      return 'loudspeaker'
    case 'smtp':
      return 'email'
    default:
      settings satisfies never
      throw new Error('a channel of an unknown type')
  }
}
