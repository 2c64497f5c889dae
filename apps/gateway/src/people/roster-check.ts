import {
  type AreaPath,
  DAY,
  DUTIES,
  type DurationMs,
  type Duty,
  type HandOver,
  type Instant,
  MINUTE,
  type Person,
  type PersonId,
  ROSTER_CHECK,
  type Shift,
  VERIFIED_FOR,
} from '@tocsin/core'

/** How long after the change of shifts a hand-over may stay unsigned. */
export const HAND_OVER_WITHIN: DurationMs = 15 * MINUTE

/** Why the roster cannot be relied on. Exactly what a kind needs to know is with it; `problem` first, `advice` is no danger yet. */
export type RosterFinding = { readonly weight: 'problem' | 'advice' } & (
  | { readonly kind: 'gap'; readonly desk: AreaPath; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'empty-slot'; readonly desk: AreaPath; readonly shift: string; readonly duty: Duty }
  | {
      readonly kind: 'unknown-person'
      readonly desk: AreaPath
      readonly shift: string
      readonly person: PersonId
    }
  | {
      readonly kind: 'two-desks'
      readonly person: PersonId
      readonly shifts: readonly [string, string]
      readonly desks: readonly [AreaPath, AreaPath]
      readonly from: Instant
      readonly to: Instant
    }
  | { readonly kind: 'no-channel'; readonly person: PersonId; readonly onDuty: boolean }
  | { readonly kind: 'one-channel'; readonly person: PersonId; readonly onDuty: boolean }
  | ChannelFinding<'dead-number'>
  | ChannelFinding<'unreadable'>
  | ChannelFinding<'untested'>
  | {
      readonly kind: 'unsigned-hand-over'
      readonly desk: AreaPath
      readonly shift: string
      readonly since: Instant
    }
)
interface ChannelFinding<K extends string> {
  readonly kind: K
  readonly person: PersonId
  readonly channels: readonly string[]
  readonly onDuty: boolean
}

/** What the check looks at. `shifts`: at least those from a day before now to the end of the look ahead. */
export interface RosterView {
  readonly desks: readonly AreaPath[]
  readonly shifts: readonly Shift[]
  readonly persons: readonly Person[]
  readonly handOvers: readonly HandOver[]
  /** Channels whose number cannot be read, because its key is lost. */
  readonly unreadable: ReadonlySet<string>
}

/** What is wrong with the roster of the next 72 hours and with those on it, what matters most first. */
export function rosterCheck(view: RosterView, now: Instant): RosterFinding[] {
  const until = now + ROSTER_CHECK
  const ahead = view.shifts.filter((shift) => shift.to > now && shift.from < until)
  const findings = [
    ...view.desks.flatMap((desk) => gaps(desk, ahead, now, until)),
    ...ahead.flatMap((shift) => emptySlots(shift)),
    ...unknownPersons(ahead, view.persons),
    ...twoDesks(ahead),
    ...channelFindings(view, onDuty(ahead), now),
    ...unsignedHandOvers(view, now),
  ]
  return findings.toSorted((a, b) => rank(a) - rank(b))
}

/** Persons who stand at two desks at the same time. Small offices do this on purpose: it is told, not refused. */
export function twoDesks(shifts: readonly Shift[]): RosterFinding[] {
  return shifts.flatMap((one, index) =>
    shifts.slice(index + 1).flatMap((other): RosterFinding[] => {
      if (one.desk === other.desk || one.to <= other.from || other.to <= one.from) return []
      const staff = new Set(staffOf(other))
      return [...new Set(staffOf(one))]
        .filter((person) => staff.has(person))
        .map((person) => ({
          weight: 'problem',
          kind: 'two-desks',
          person,
          shifts: [one.id, other.id],
          desks: [one.desk, other.desk],
          from: Math.max(one.from, other.from),
          to: Math.min(one.to, other.to),
        }))
    }),
  )
}

/** Times at which nobody at all is on duty at a desk. */
function gaps(desk: AreaPath, shifts: readonly Shift[], now: Instant, until: Instant): RosterFinding[] {
  const staffed = shifts
    .filter((shift) => shift.desk === desk && staffOf(shift).length > 0)
    .toSorted((a, b) => a.from - b.from)
  const found: RosterFinding[] = []
  let covered = now
  for (const { from, to } of [...staffed, { from: until, to: until }]) {
    if (from > covered) found.push({ weight: 'problem', kind: 'gap', desk, from: covered, to: from })
    covered = Math.max(covered, to)
  }
  return found
}

function emptySlots(shift: Shift): RosterFinding[] {
  // A shift without anybody is a gap already.
  if (staffOf(shift).length === 0) return []
  const missing: Duty[] = []
  if (shift.leader === undefined) missing.push('leader')
  if (shift.officer === undefined && shift.deputy === undefined) missing.push('officer')
  return missing.map((duty) => ({
    weight: 'problem',
    kind: 'empty-slot',
    desk: shift.desk,
    shift: shift.id,
    duty,
  }))
}

function unknownPersons(shifts: readonly Shift[], persons: readonly Person[]): RosterFinding[] {
  const known = new Set(persons.map(({ id }) => id))
  return shifts.flatMap((shift) =>
    staffOf(shift)
      .filter((person) => !known.has(person))
      .map((person) => ({
        weight: 'problem' as const,
        kind: 'unknown-person' as const,
        desk: shift.desk,
        shift: shift.id,
        person,
      })),
  )
}

function channelFindings(view: RosterView, duty: ReadonlySet<PersonId>, now: Instant): RosterFinding[] {
  return view.persons.flatMap((person): RosterFinding[] => {
    const onDuty = duty.has(person.id)
    if (!onDuty && person.roles.length === 0) return []
    const weight = onDuty ? 'problem' : 'advice'
    const about = { person: person.id, onDuty }
    const unreadable = person.channels.filter(({ id }) => view.unreadable.has(id)).map(({ id }) => id)
    const dead = person.channels.filter(({ dead }) => dead === true).map(({ id }) => id)
    const alive = person.channels.filter(({ id }) => !unreadable.includes(id) && !dead.includes(id))
    // The console is whoever sits there: it proves nothing about this person.
    const untested = alive
      .filter(({ kind, verifiedAt }) => kind !== 'console' && (verifiedAt ?? 0) < now - VERIFIED_FOR)
      .map(({ id }) => id)
    const found: RosterFinding[] = []
    if (unreadable.length > 0) found.push({ weight, kind: 'unreadable', ...about, channels: unreadable })
    if (dead.length > 0) found.push({ weight, kind: 'dead-number', ...about, channels: dead })
    if (alive.length === 0) found.push({ weight: 'problem', kind: 'no-channel', ...about })
    else if (alive.length === 1) found.push({ weight: 'advice', kind: 'one-channel', ...about })
    if (untested.length > 0) {
      // One that has been proven is enough to get through.
      const none = untested.length === alive.length
      found.push({ weight: none ? weight : 'advice', kind: 'untested', ...about, channels: untested })
    }
    return found
  })
}

function unsignedHandOvers({ shifts, handOvers }: RosterView, now: Instant): RosterFinding[] {
  return shifts.flatMap((shift): RosterFinding[] => {
    const since = shift.to
    if (now < since + HAND_OVER_WITHIN || now - since > DAY || staffOf(shift).length === 0) return []
    // Whoever follows nobody has nobody to hand over to: that is a gap.
    if (!shifts.some((next) => next.desk === shift.desk && next.from <= now && now < next.to)) return []
    const handOver = handOvers.find(({ outgoing }) => outgoing === shift.id)
    if (handOver !== undefined && handOver.incomingSigned !== null) return []
    return [{ weight: 'problem', kind: 'unsigned-hand-over', desk: shift.desk, shift: shift.id, since }]
  })
}

function onDuty(shifts: readonly Shift[]): ReadonlySet<PersonId> {
  return new Set(shifts.flatMap(staffOf))
}

function staffOf(shift: Shift): PersonId[] {
  return DUTIES.flatMap((duty) => shift[duty] ?? [])
}

/** Problems first; among them those that concern a desk as a whole. */
function rank(finding: RosterFinding): number {
  const kinds = [
    'gap',
    'empty-slot',
    'unknown-person',
    'no-channel',
    'unreadable',
    'dead-number',
    'two-desks',
  ]
  const at = kinds.indexOf(finding.kind)
  return (finding.weight === 'problem' ? 0 : 100) + (at < 0 ? kinds.length : at)
}
