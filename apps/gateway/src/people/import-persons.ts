import type { Area, ChannelKind, Instant, PersonId } from '@tocsin/core'
import type { CellFault, Place } from '../tables/sheet.ts'
import { addressForm, masked } from './address.ts'
import { deputyCircles } from './deputies.ts'
import type { Directory, Registered } from './directory.ts'
import { atCell, type ImportOutcome, type ImportRow, shownChanges } from './import-outcome.ts'
import { draftPerson, type PersonDraft, type PersonRequest, sharedNumbers } from './person-draft.ts'
import type { ListedNumber, ListedPerson } from './person-sheet.ts'

/** In which ways a number from a list is tried, voice first. */
const MOBILE_CHANNELS: readonly ChannelKind[] = ['voice', 'sms', 'sms-modem', 'telephone']
const LINE_CHANNELS: readonly ChannelKind[] = ['voice', 'telephone']

export interface PersonImport {
  readonly directory: Directory
  readonly areas: readonly Area[]
  /** User name. */
  readonly by: string
  readonly at: Instant
}

type Channel = PersonRequest['channels'][number]

/** An entry that was matched and saved; its deputy follows when all are there. */
interface Taken {
  readonly listed: ListedPerson
  readonly before: Registered | undefined
  readonly id: PersonId
  readonly draft: PersonDraft
  /** As it was shown before; undefined for a new one. */
  readonly shown: object | undefined
  /** Numbers differ, also where they look the same when masked. */
  readonly renumbered: boolean
}

/** A circle of deputies is named as far as a person reads. */
const NAMED_OF_CIRCLE = 5

/**
 * Saves a list of persons: new ones, and what is different of those that are there. Who is not on the list stays as they are. To be called in a
 * transaction, which is to be rolled back when there are faults, or when it was only a look.
 */
export function importPersons(list: readonly ListedPerson[], context: PersonImport): ImportOutcome {
  const { directory, at, by } = context
  const faults: CellFault[] = []
  const known = knownBy(directory.persons())
  const people = {
    area: areaIn(context.areas),
    person: (id: PersonId) => known.byId.get(id),
    // What is added here was compared with what is stored already.
    addressOf: () => undefined,
  }
  const taken: Taken[] = []
  const matched = new Set<PersonId>()
  for (const listed of list) {
    const match = matchOf(listed, known, directory, faults)
    if (match === 'fault') continue
    if (match !== undefined && matched.has(match.id)) {
      faults.push({
        ...listed.place('name'),
        message: `${listed.name} stands above already`,
        expected: 'one row for each of a person’s roles, with the same number',
      })
      continue
    }
    if (match !== undefined) matched.add(match.id)
    const channels = channelsOf(listed, match, directory, faults)
    const request: PersonRequest = {
      name: listed.name,
      language: listed.language ?? match?.language ?? 'zh',
      roles: rolesOf(listed, match),
      channels: channels.list,
    }
    const drafted = draftPerson(request, match, people)
    if (!drafted.ok) {
      faults.push(...drafted.faults.map((fault) => atCell(fault, placeOf(fault.path, request, listed))))
      continue
    }
    const draft = match?.deputy === undefined ? drafted.draft : { ...drafted.draft, deputy: match.deputy }
    const shown = match && shownOf(match, directory)
    const id =
      match !== undefined && !channels.changed && isSame(match, draft)
        ? match.id
        : directory.save(match?.id, draft, by, at)
    taken.push({ listed, before: match, id, draft, shown, renumbered: channels.changed })
  }
  setDeputies(taken, context, faults)
  for (const { listed, id, draft } of taken) {
    for (const fault of sharedNumbers(draft, id, directory)) {
      faults.push(atCell(fault, placeOf(fault.path, draft, listed)))
    }
  }
  return { rows: taken.map((one) => rowOf(one, directory)), faults }
}

function isSame(match: Registered, draft: PersonDraft): boolean {
  return (
    match.name === draft.name &&
    match.language === draft.language &&
    match.roles.length === draft.roles.length &&
    match.roles.every(
      ({ role, area }, at) => draft.roles[at]?.role === role && draft.roles[at]?.area === area,
    )
  )
}

function rowOf({ listed, before, id, shown, renumbered }: Taken, directory: Directory): ImportRow {
  const row = { row: listed.row, id: before?.id ?? null, name: listed.name }
  if (before === undefined) return { ...row, outcome: 'new', changes: [] }
  const changes = shownChanges(shown, shownOf(directory.person(id) as Registered, directory))
  if (renumbered && changes.every(({ path }) => !path.startsWith('numbers'))) {
    changes.push({ path: 'numbers', before: 'another number with the same ends', after: 'as in the file' })
  }
  return { ...row, outcome: changes.length > 0 ? 'changed' : 'unchanged', changes }
}

/** Deputies may stand further down the list, so they are set when all are there, and looked through for circles when all are set. */
function setDeputies(
  taken: readonly Taken[],
  { directory, by, at }: PersonImport,
  faults: CellFault[],
): void {
  const all = knownBy(directory.persons())
  const deputies = new Map<PersonId, PersonId>()
  for (const { id, deputy } of all.byId.values()) if (deputy !== undefined) deputies.set(id, deputy)
  for (const { listed, id, before } of taken) {
    if (listed.deputy === undefined) continue
    const deputy = listed.deputy === null ? undefined : deputyOf(listed.deputy, all)
    if (typeof deputy === 'object') {
      faults.push({ ...listed.place('deputy'), ...deputy })
      continue
    }
    if (deputy === undefined) deputies.delete(id)
    else deputies.set(id, deputy)
    if (deputy !== before?.deputy) directory.setDeputy(id, deputy, by, at)
  }
  const circles = deputyCircles(deputies)
  for (const { listed, id } of taken) {
    const others = circles.get(id)
    if (others === undefined || listed.deputy === undefined) continue
    const names = others.slice(0, NAMED_OF_CIRCLE).map((other) => directory.nameOf(other))
    const more = others.length > NAMED_OF_CIRCLE ? ' …' : ''
    faults.push({
      ...listed.place('deputy'),
      message:
        names.length === 0
          ? 'is their own deputy'
          : `is their own deputy by way of ${names.join(', ')}${more}`,
      expected: 'somebody whose own deputies do not lead back here',
    })
  }
}

function deputyOf(
  text: string,
  all: Known,
): PersonId | { readonly message: string; readonly expected: string } {
  const one = all.byId.get(text)
  const named = one === undefined ? (all.byName.get(text) ?? []) : [one]
  if (named.length === 1) return (named[0] as Registered).id
  if (named.length === 0)
    return { message: `there is no person ${text}`, expected: 'somebody registered, or on this list' }
  const ids = named.map(({ id }) => id).join(', ')
  return { message: `${text} may be ${ids}`, expected: 'one of them by the id' }
}

interface Known {
  readonly byId: ReadonlyMap<PersonId, Registered>
  readonly byName: ReadonlyMap<string, readonly Registered[]>
}

function knownBy(persons: readonly Registered[]): Known {
  const byName = new Map<string, Registered[]>()
  for (const person of persons) byName.set(person.name, [...(byName.get(person.name) ?? []), person])
  return { byId: new Map(persons.map((person) => [person.id, person])), byName }
}

/** Who of those that are there is meant: by the id, by their own number, or by name and place. */
function matchOf(
  listed: ListedPerson,
  known: Known,
  directory: Directory,
  faults: CellFault[],
): Registered | undefined | 'fault' {
  const fault = (place: Place, message: string, expected: string): 'fault' => {
    faults.push({ ...place, message, expected })
    return 'fault'
  }
  if (listed.id !== undefined) {
    const found = known.byId.get(listed.id)
    return (
      found ?? fault(listed.place('id'), `there is no person ${listed.id}`, 'an id of an export, or nothing')
    )
  }
  const named = known.byName.get(listed.name) ?? []
  const numbers = [...(listed.phones ?? []), ...(listed.emails ?? [])]
  const theirs = named.filter(({ id, channels }) =>
    numbers.some((number) =>
      'masked' in number
        ? channels.some((channel) => maskOf(directory.addressOf(channel.id)) === number.masked)
        : directory.ownersOf(number.address).includes(id),
    ),
  )
  const there = named.filter(({ roles }) => roles.some(({ area }) => listed.areas.includes(area)))
  const candidates = theirs.length > 0 ? theirs : there
  if (candidates.length <= 1) return candidates[0]
  const ids = candidates.map(({ id }) => id).join(', ')
  return fault(listed.place('name'), `${listed.name} may be ${ids}`, 'the id (编号) of the one that is meant')
}

/** Roles in the areas of the list are as the list says; roles elsewhere stay. */
function rolesOf(listed: ListedPerson, before: Registered | undefined): PersonRequest['roles'] {
  if (before === undefined || listed.roles.length === 0)
    return listed.roles.length > 0 ? listed.roles : (before?.roles ?? [])
  const wanted = (one: { role: string; area: string }) =>
    listed.roles.some(({ role, area }) => role === one.role && area === one.area)
  const kept = before.roles.filter((one) => !listed.areas.includes(one.area) || wanted(one))
  const added = listed.roles.filter(
    (one) => !kept.some(({ role, area }) => role === one.role && area === one.area),
  )
  return [...kept, ...added]
}

/** Channels that the list's numbers make of those that are there: what it does not name of its kind goes, what is new is added. */
function channelsOf(
  listed: ListedPerson,
  before: Registered | undefined,
  directory: Directory,
  faults: CellFault[],
): { readonly list: readonly Channel[]; readonly changed: boolean } {
  const old = (before?.channels ?? []).map(({ id, kind, hours }) => ({
    id,
    kind,
    hours,
    stored: directory.addressOf(id) ?? undefined,
  }))
  const resolve = (numbers: readonly ListedNumber[] | undefined) =>
    numbers?.flatMap((number) => {
      if (!('masked' in number)) return [number.address]
      const meant = [
        ...new Set(old.flatMap(({ stored }) => (maskOf(stored) === number.masked ? [stored as string] : []))),
      ]
      if (meant.length === 1) return meant
      faults.push({
        ...number.at,
        message:
          meant.length === 0 ? 'is masked, and they have no such number' : 'is masked, and may be several',
        expected: 'the number in full',
      })
      return []
    })
  const phones = resolve(listed.phones)
  const emails = resolve(listed.emails)
  const named = (kind: ChannelKind) => {
    const form = addressForm(kind)
    return form === 'phone' ? phones : form === 'email' ? emails : undefined
  }
  const has = new Set(old.map(({ stored }) => stored))
  const added: Channel[] = [
    ...[...new Set(phones)].filter((number) => !has.has(number)).flatMap(phoneChannels),
    ...[...new Set(emails)]
      .filter((address) => !has.has(address))
      .map((address) => ({ kind: 'email' as const, address })),
  ]
  const kept = old.filter(({ kind, stored }) => {
    const numbers = named(kind)
    // One whose key is lost goes only when another number takes its place.
    if (numbers === undefined || (stored === undefined && added.length === 0)) return true
    return stored !== undefined && numbers.includes(stored)
  })
  return {
    list: [...kept.map(({ id, kind, hours }) => ({ id, kind, hours })), ...added],
    changed: added.length > 0 || kept.length < old.length,
  }
}

function phoneChannels(address: string): Channel[] {
  const kinds = address.startsWith('0') ? LINE_CHANNELS : MOBILE_CHANNELS
  return kinds.map((kind) => ({ kind, address }))
}

/** What a difference shows of a person: names and masked numbers. */
function shownOf(person: Registered, directory: Directory): object {
  const numbers = person.channels.map(({ id, kind }) =>
    `${kind} ${maskOf(directory.addressOf(id)) ?? ''}`.trim(),
  )
  return {
    name: person.name,
    language: person.language,
    roles: person.roles.map(({ role, area }) => `${role} ${area}`),
    numbers,
    deputy: person.deputy === undefined ? null : (directory.nameOf(person.deputy) ?? person.deputy),
  }
}

function maskOf(address: string | null | undefined): string | undefined {
  return address === null || address === undefined ? undefined : masked(address)
}

function areaIn(areas: readonly Area[]): (path: string) => Area | undefined {
  const byPath = new Map(areas.map((area) => [area.path, area]))
  return (path) => byPath.get(path)
}

/** The cell that a path of a request came from. */
function placeOf(path: string, request: PersonRequest, listed: ListedPerson): Place {
  const index = Number(/^channels\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN)
  const address = request.channels[index]?.address
  const numbers = [...(listed.phones ?? []), ...(listed.emails ?? [])]
  const cell = numbers.find((number) => 'address' in number && number.address === address)?.at
  if (cell !== undefined) return cell
  return listed.place(path.startsWith('channels') ? 'phone' : path === 'deputy' ? 'deputy' : 'area')
}
