import type { Area, Instant, PersonId } from '@tocsin/core'
import type { CellFault, Place } from '../tables/sheet.ts'
import { maskOf } from './address.ts'
import { deputyCircles } from './deputies.ts'
import type { Directory, Registered } from './directory.ts'
import { atCell, type ImportOutcome, type ImportRow, shownChanges } from './import-outcome.ts'
import { channelsOf } from './listed-channels.ts'
import { type Known, knownBy, matchOf } from './match-person.ts'
import { draftPerson, type PersonDraft, type PersonRequest, sharedNumbers } from './person-draft.ts'
import type { ListedPerson } from './person-sheet.ts'

export interface PersonImport {
  readonly directory: Directory
  readonly areas: readonly Area[]
  /** User name. */
  readonly by: string
  readonly at: Instant
}

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
