import type { PersonBody, PersonRecord } from '@tocsin/contract'
import { areaContains, type ChannelKind } from '@tocsin/core'

/** A channel as it is typed. */
export interface ChannelDraft {
  /** Tells channels apart while their order changes. */
  readonly key: number
  /** Of one that is there; what is left empty then stays as it is. */
  readonly id: string | undefined
  readonly kind: ChannelKind
  readonly address: string
  readonly masked: string | null
  readonly hours: PersonBody['channels'][number]['hours']
}

export interface RoleDraft {
  readonly key: number
  readonly role: string
  readonly area: string
}

export interface PersonDraft {
  readonly name: string
  readonly language: 'zh' | 'en'
  readonly roles: readonly RoleDraft[]
  readonly channels: readonly ChannelDraft[]
  readonly deputy: string | null
}

export function newPerson(area: string | undefined): PersonDraft {
  return {
    name: '',
    language: 'zh',
    roles: [{ key: 0, role: '', area: area ?? '' }],
    channels: [{ key: 0, id: undefined, kind: 'voice', address: '', masked: null, hours: undefined }],
    deputy: null,
  }
}

export function personDraftOf(person: PersonRecord): PersonDraft {
  return {
    name: person.name,
    language: person.language,
    roles: person.roles.map((role, key) => ({ key, ...role })),
    channels: person.channels.map(({ id, kind, address, hours }, key) => ({
      key,
      id,
      kind,
      address: '',
      masked: address,
      hours,
    })),
    deputy: person.deputy ?? null,
  }
}

/** The only one without an address: whoever sits at the duty desk. */
export const hasAddress = (kind: ChannelKind): boolean => kind !== 'console'

/** What is sent. Lines that say nothing are left out only at the end, so that faults keep their places. */
export function personBodyOf(draft: PersonDraft): PersonBody {
  const roles = withoutEmptyEnd(draft.roles, ({ role }) => role.trim() === '')
  const channels = withoutEmptyEnd(
    draft.channels,
    ({ id, kind, address }) => id === undefined && hasAddress(kind) && address.trim() === '',
  )
  return {
    name: draft.name.trim(),
    language: draft.language,
    roles: roles.map(({ role, area }) => ({ role: role.trim(), area })),
    channels: channels.map(({ id, kind, address, hours }) => ({
      ...(id !== undefined && { id }),
      kind,
      ...(hasAddress(kind) && address.trim() !== '' && { address: address.trim() }),
      ...(hours !== undefined && { hours }),
    })),
    ...(draft.deputy !== null && { deputy: draft.deputy }),
  }
}

function withoutEmptyEnd<T>(list: readonly T[], isEmpty: (one: T) => boolean): readonly T[] {
  const last = list.findLastIndex((one) => !isEmpty(one))
  return list.slice(0, last + 1)
}

export function nextKey(list: readonly { readonly key: number }[]): number {
  return Math.max(-1, ...list.map(({ key }) => key)) + 1
}

/** One place up; the first stays. */
export function raised<T>(list: readonly T[], index: number): T[] {
  const changed = [...list]
  const [one] = changed.splice(index, 1)
  if (one !== undefined) changed.splice(Math.max(0, index - 1), 0, one)
  return changed
}

/** Who has a role in the area or below, by name; without an area everybody, those without any role among them. */
export function personsOf(
  persons: readonly PersonRecord[],
  area: string | undefined,
  search: string,
): PersonRecord[] {
  const wanted = search.trim().toLowerCase()
  return persons.filter(
    ({ name, roles }) =>
      (area === undefined || roles.some((role) => areaContains(area, role.area))) &&
      (wanted === '' ||
        name.toLowerCase().includes(wanted) ||
        roles.some(({ role }) => role.toLowerCase().includes(wanted))),
  )
}
