import {
  type Area,
  type AreaPath,
  type ChannelKind,
  type Hours,
  minutesOf,
  type Person,
  type PersonId,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import { addressForm, isPersonal, readAddress } from './address.ts'

/** What somebody asks to be saved of a person. A channel with an id and without an address keeps the one it has. */
export interface PersonRequest {
  readonly name: string
  readonly language: 'zh' | 'en'
  readonly roles: readonly { readonly role: string; readonly area: AreaPath }[]
  readonly channels: readonly {
    readonly id?: string | undefined
    readonly kind: ChannelKind
    readonly hours?: readonly Hours[] | undefined
    readonly address?: string | undefined
  }[]
  readonly deputy?: PersonId | undefined
}

/** The same, its addresses in the one way they are written; none where the stored one stays, or the kind has none. */
export type PersonDraft = PersonRequest & { readonly checked: true }

/** What a draft is checked against. */
export interface People {
  area(path: AreaPath): Area | undefined
  person(id: PersonId): Person | undefined
  /** The stored address of a channel, so that the same one is not added again. */
  addressOf(channel: string): string | null | undefined
}

export type Drafted =
  | { readonly ok: true; readonly draft: PersonDraft }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Checks what is to be saved of a person, `before` being how they stand; all that is wrong, by path. */
export function draftPerson(request: PersonRequest, before: Person | undefined, people: People): Drafted {
  const faults: Fault[] = []
  const at = (path: string, message: string, expected: string) => faults.push({ path, message, expected })
  for (const [index, { role, area }] of request.roles.entries()) {
    if (people.area(area) === undefined) {
      at(`roles[${index}].area`, `there is no area ${area}`, 'a registered area')
    }
    if (request.roles.findIndex((other) => other.role === role && other.area === area) < index) {
      at(`roles[${index}]`, `${role} of ${area} stands there twice`, 'each role once')
    }
  }
  const channels = request.channels.map((channel, index) => {
    const path = `channels[${index}]`
    const old = before?.channels.find(({ id }) => id === channel.id)
    if (channel.id !== undefined && old === undefined) {
      at(`${path}.id`, `no channel ${channel.id} of this person`, 'one of theirs, or no id for a new one')
    }
    if (channel.id !== undefined && request.channels.findIndex(({ id }) => id === channel.id) < index) {
      at(`${path}.id`, `${channel.id} stands there twice`, 'each channel once')
    }
    for (const [hour, { from, to }] of (channel.hours ?? []).entries()) {
      if (minutesOf(from) === undefined) at(`${path}.hours[${hour}].from`, `"${from}" is no time`, '07:30')
      if (minutesOf(to) === undefined) at(`${path}.hours[${hour}].to`, `"${to}" is no time`, '22:00')
    }
    const { address, ...rest } = channel
    if (address === undefined || address.trim() === '') {
      if (addressForm(channel.kind) === 'none') return rest
      if (old === undefined) {
        at(`${path}.address`, `a channel of kind ${channel.kind} has no address`, 'the number or address')
      } else if (addressForm(old.kind) !== addressForm(channel.kind) || needsMobile(old.kind, channel.kind)) {
        at(
          `${path}.address`,
          `the address of ${old.kind} may be none for ${channel.kind}`,
          'the address again',
        )
      }
      return rest
    }
    const read = readAddress(channel.kind, address)
    if (!read.ok) {
      at(`${path}.address`, read.message, read.expected)
      return rest
    }
    return { ...rest, address: read.address }
  })
  const addressed = channels.map((channel) =>
    channel.id === undefined || 'address' in channel
      ? channel
      : { ...channel, address: people.addressOf(channel.id) ?? undefined },
  )
  faults.push(...twice(addressed), ...deputyFaults(request.deputy, before?.id, people))
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, draft: { ...request, channels, checked: true } }
}

function needsMobile(before: ChannelKind, now: ChannelKind): boolean {
  return before !== now && (now === 'sms' || now === 'sms-modem')
}

/** The same number by the same kind twice would ring twice. */
function twice(channels: PersonRequest['channels']): Fault[] {
  return channels.flatMap(({ kind, address }, index) => {
    if (address === undefined) return []
    const first = channels.findIndex((other) => other.kind === kind && other.address === address)
    if (first === index) return []
    return [
      {
        path: `channels[${index}].address`,
        message: `is the address of channels[${first}] as well`,
        expected: `another one for ${kind}`,
      },
    ]
  })
}

/** A chain of deputies that comes back to where it began would call the same people round and round. */
function deputyFaults(deputy: PersonId | undefined, self: PersonId | undefined, people: People): Fault[] {
  if (deputy === undefined) return []
  const expected = 'somebody whose own deputies do not lead back here'
  const chain: string[] = []
  const seen = new Set<PersonId>()
  for (let next: PersonId | undefined = deputy; next !== undefined; ) {
    if (next === self) {
      const by = chain.length === 0 ? '' : ` by way of ${chain.join(', ')}`
      return [{ path: 'deputy', message: `is their own deputy${by}`, expected }]
    }
    const person: Person | undefined = people.person(next)
    if (person === undefined) {
      if (chain.length > 0) return []
      return [{ path: 'deputy', message: `there is no person ${next}`, expected: 'a registered person' }]
    }
    if (seen.has(next)) return []
    seen.add(next)
    chain.push(person.name)
    next = person.deputy
  }
  return []
}

/** Numbers that somebody else has already: an answer that comes from one must name one person. */
export function sharedNumbers(
  { channels }: PersonDraft,
  self: PersonId | undefined,
  others: { ownersOf(address: string): PersonId[]; nameOf(id: PersonId): string | undefined },
): Fault[] {
  return channels.flatMap(({ kind, address }, index) => {
    if (address === undefined || !isPersonal(kind, address)) return []
    const owners = others.ownersOf(address).filter((id) => id !== self)
    if (owners.length === 0) return []
    const names = owners.map((id) => `${others.nameOf(id)} (${id})`).join(', ')
    return [
      {
        path: `channels[${index}].address`,
        message: `belongs to ${names} already`,
        expected: 'a number of their own; only a fixed line (0…) may be shared',
      },
    ]
  })
}
