import {
  type Area,
  type AreaKind,
  type AreaPath,
  type ChannelKind,
  DUTIES,
  type Instant,
  type Person,
  type PersonChannel,
  type PersonId,
  type RoleName,
  type Shift,
  type Who,
} from '../model/index.ts'

/** People, places and channels as they are when a step falls due. */
export interface World {
  readonly areas: readonly Area[]
  readonly people: readonly Person[]
  readonly roster: readonly Shift[]
  /** Kinds of channel by which nothing can be sent at present. */
  readonly down: readonly ChannelKind[]
  /** In whose local time the hours of channels are: an IANA zone. */
  readonly zone: string
  /** Trial operation (试运行): nobody but the duty desk of this area is called. */
  readonly trial: { readonly desk: AreaPath } | null
}

/** Channels by which a message goes out to everybody around: nobody counts as answered through them. */
export const BROADCAST: readonly ChannelKind[] = ['robot', 'loudspeaker']

/** The villages that a warning in `area` concerns: those below it, or the one that it lies in; failing both, the area itself. */
export function villagesOf(areas: readonly Area[], area: AreaPath): AreaPath[] {
  const { kinds, below } = treeOf(areas)
  const inside = below.get(`village ${area}`) ?? []
  if (inside.length > 0) return [...inside]
  const around = prefixes(area).filter((path) => kinds.get(path) === 'village')
  return around.length > 0 ? around : [area]
}

/** Whom a step's `who` means in a village at `now`, each once, in the order of the step. */
export function resolve(who: readonly Who[], village: AreaPath, world: World, now: Instant): PersonId[] {
  const found = new Set<PersonId>()
  for (const one of who) {
    if ('person' in one) {
      if (personOf(world, one.person) !== undefined) found.add(one.person)
      continue
    }
    const places = placesOf(one.at, village, world.areas)
    if ('role' in one) {
      for (const person of holdersOf(world.people, one.role, places)) found.add(person)
      continue
    }
    for (const shift of world.roster) {
      const person = shift[one.duty]
      if (person !== undefined && places.includes(shift.desk) && isOn(shift, now)) found.add(person)
    }
  }
  return [...found]
}

/** Everybody who has a duty at a desk at `now`. */
export function onDuty(desk: AreaPath, roster: readonly Shift[], now: Instant): PersonId[] {
  const shifts = roster.filter((shift) => shift.desk === desk && isOn(shift, now))
  const persons = shifts.flatMap((shift) => DUTIES.flatMap((duty) => shift[duty] ?? []))
  return [...new Set(persons)]
}

export function isOn({ from, to }: Shift, now: Instant): boolean {
  return from <= now && now < to
}

export function personOf(world: Pick<World, 'people'>, id: PersonId): Person | undefined {
  return registerOf(world.people).byId.get(id)
}

/** True when somebody reached by this channel can answer. */
export function canAnswer({ kind }: Pick<PersonChannel, 'kind'>): boolean {
  return !BROADCAST.includes(kind)
}

/** The areas of a kind in a village's chain: those above, itself, and its own danger zones below. */
export function placesOf(kind: AreaKind, village: AreaPath, areas: readonly Area[]): readonly AreaPath[] {
  const { kinds, below, chains } = treeOf(areas)
  const key = `${kind} ${village}`
  const known = chains.get(key)
  if (known !== undefined) return known
  const above = prefixes(village).filter((path) => path !== village && kinds.get(path) === kind)
  const places = [...above, ...(below.get(key) ?? [])]
  chains.set(key, places)
  return places
}

// A county is looked through village by village, level by level: what stays the same for one list of people or areas is found out once for it.
const TREES = new WeakMap<readonly Area[], Tree>()
const REGISTERS = new WeakMap<readonly Person[], Register>()

interface Tree {
  readonly kinds: ReadonlyMap<AreaPath, AreaKind>
  /** The areas of a kind in an area, itself included. */
  readonly below: ReadonlyMap<string, readonly AreaPath[]>
  /** What `placesOf` has found. */
  readonly chains: Map<string, readonly AreaPath[]>
}

function treeOf(areas: readonly Area[]): Tree {
  const known = TREES.get(areas)
  if (known !== undefined) return known
  const kinds = new Map<AreaPath, AreaKind>()
  const below = new Map<string, AreaPath[]>()
  for (const { path, kind } of areas) {
    kinds.set(path, kind)
    for (const prefix of prefixes(path)) {
      const key = `${kind} ${prefix}`
      const there = below.get(key)
      if (there === undefined) below.set(key, [path])
      else there.push(path)
    }
  }
  const tree = { kinds, below, chains: new Map() }
  TREES.set(areas, tree)
  return tree
}

/** `a/b/c` as `a`, `a/b`, `a/b/c`. */
function prefixes(path: AreaPath): AreaPath[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

interface Register {
  readonly byId: ReadonlyMap<PersonId, Person>
  /** Who has a role in an area, by their places in the list. */
  readonly holders: ReadonlyMap<string, readonly number[]>
}

function registerOf(people: readonly Person[]): Register {
  const known = REGISTERS.get(people)
  if (known !== undefined) return known
  const byId = new Map<PersonId, Person>()
  const holders = new Map<string, number[]>()
  for (const [index, person] of people.entries()) {
    if (!byId.has(person.id)) byId.set(person.id, person)
    for (const { role, area } of person.roles) {
      const key = holding(role, area)
      const there = holders.get(key)
      if (there === undefined) holders.set(key, [index])
      else there.push(index)
    }
  }
  const register = { byId, holders }
  REGISTERS.set(people, register)
  return register
}

/** In the order of the list. */
function holdersOf(
  people: readonly Person[],
  role: RoleName,
  places: readonly AreaPath[],
): readonly PersonId[] {
  const { holders } = registerOf(people)
  const found = places.flatMap((place) => holders.get(holding(role, place)) ?? [])
  if (places.length > 1) found.sort((a, b) => a - b)
  return found.flatMap((index) => people[index]?.id ?? [])
}

/** Whatever a role is called, no path holds a line's end. */
function holding(role: RoleName, area: AreaPath): string {
  return `${area}\n${role}`
}
