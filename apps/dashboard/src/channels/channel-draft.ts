import {
  type ChannelSettings,
  type ChannelSetupBody,
  type ChannelSetupView,
  type ChannelType,
  channelSettings,
  secretsOf,
} from '@tocsin/contract'
import { FIELDS, OWN_PROVIDER } from './channel-fields.ts'

/** A channel as somebody types it. */
export interface ChannelDraft {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly type: ChannelType
  /** By the field's name, as typed. */
  readonly values: Readonly<Record<string, string>>
  /** The settings of a provider of one's own, as JSON. */
  readonly own: string
  /** Empty: as it was. */
  readonly secrets: Readonly<Record<string, string>>
  readonly reason: string
}

export function newDraft(type: ChannelType): ChannelDraft {
  const fields = type === 'http-provider' ? [] : FIELDS[type]
  return {
    id: '',
    name: '',
    enabled: true,
    type,
    values: Object.fromEntries(fields.map(({ name, from = '' }) => [name, from])),
    own: JSON.stringify(OWN_PROVIDER, null, 2),
    secrets: {},
    reason: '',
  }
}

/** Of a channel that is there, to be changed. Its secrets are not known here. */
export function draftOf({ id, name, enabled, settings }: ChannelSetupView): ChannelDraft | undefined {
  if (settings === null) return undefined
  const { type, ...rest } = settings
  const values = Object.entries(rest).flatMap(([field, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[field, String(value)]] : [],
  )
  return {
    ...newDraft(type),
    id,
    name,
    enabled,
    values: Object.fromEntries(values),
    own: JSON.stringify(rest, null, 2),
  }
}

/** The settings as they would be sent; undefined where the JSON cannot be read. */
export function settingsOf({ type, values, own }: ChannelDraft): object | undefined {
  if (type === 'http-provider') {
    try {
      return { ...(JSON.parse(own) as object), type }
    } catch {
      return undefined
    }
  }
  const filled = FIELDS[type].flatMap(({ name, as }) => {
    const value = (values[name] ?? '').trim()
    return value === '' ? [] : [[name, as === 'number' ? Number(value) : value]]
  })
  return { type, ...Object.fromEntries(filled) }
}

/** The secrets that the channel wants, by name. */
export function secretNames(draft: ChannelDraft): string[] {
  const settings = settingsOf(draft)
  if (settings === undefined) return []
  const read = channelSettings.safeParse(settings)
  if (read.success) return Object.keys(secretsOf(read.data))
  // While it is being filled in: by what is there already.
  return draft.type === 'http-provider' ? [] : Object.keys(secretsOf(settings as ChannelSettings))
}

export function bodyOf(draft: ChannelDraft): ChannelSetupBody {
  const names = secretNames(draft)
  const secrets = Object.entries(draft.secrets).filter(
    ([name, value]) => value !== '' && names.includes(name),
  )
  return {
    id: draft.id.trim(),
    name: draft.name.trim(),
    enabled: draft.enabled,
    settings: (settingsOf(draft) ?? { type: draft.type }) as ChannelSettings,
    secrets: Object.fromEntries(secrets),
    reason: draft.reason.trim(),
  }
}
