import {
  type Area,
  type AreaKind,
  type AreaPath,
  areaContains,
  type ChannelKind,
  DUTIES,
  type Instant,
  type Person,
  type PersonChannel,
  type PersonId,
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
  const villages = areas.filter(({ kind }) => kind === 'village').map(({ path }) => path)
  const below = villages.filter((village) => areaContains(area, village))
  if (below.length > 0) return below
  const around = villages.filter((village) => areaContains(village, area))
  return around.length > 0 ? around : [area]
}

/** Whom a step's `who` means in a village at `now`, each once, in the order of the step. */
export function resolve(who: readonly Who[], village: AreaPath, world: World, now: Instant): PersonId[] {
  const found = new Set<PersonId>()
  for (const one of who) {
    if ('person' in one) {
      if (world.people.some(({ id }) => id === one.person)) found.add(one.person)
      continue
    }
    const places = new Set(placesOf(one.at, village, world.areas))
    if ('role' in one) {
      for (const person of world.people) {
        if (person.roles.some(({ role, area }) => role === one.role && places.has(area))) found.add(person.id)
      }
      continue
    }
    for (const shift of world.roster) {
      const person = shift[one.duty]
      if (person !== undefined && places.has(shift.desk) && isOn(shift, now)) found.add(person)
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
  return world.people.find((person) => person.id === id)
}

/** True when somebody reached by this channel can answer. */
export function canAnswer({ kind }: Pick<PersonChannel, 'kind'>): boolean {
  return !BROADCAST.includes(kind)
}

/** The areas of a kind in a village's chain: itself, those above, and its own danger zones below. */
function placesOf(kind: AreaKind, village: AreaPath, areas: readonly Area[]): AreaPath[] {
  return areas
    .filter((area) => area.kind === kind)
    .map(({ path }) => path)
    .filter((path) => areaContains(path, village) || areaContains(village, path))
}
