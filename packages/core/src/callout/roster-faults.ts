import {
  type AreaPath,
  DUTIES,
  type Instant,
  type Person,
  type PersonId,
  ROSTER_CHECK,
  type Shift,
} from '../model/index.ts'
import { isVerified } from './reach.ts'

/** What is wrong with the duty roster (值班表) of a desk in the hours to come. A `gap` is no shift, or one without anybody on it. */
export type RosterFault = {
  readonly desk: AreaPath
  readonly from: Instant
  readonly to: Instant
} & (
  | { readonly kind: 'gap' }
  | { readonly kind: 'leader-missing' | 'officer-missing'; readonly shift: string }
  | { readonly kind: 'overlap'; readonly shifts: readonly [string, string] }
  | { readonly kind: 'two-desks'; readonly person: PersonId; readonly other: AreaPath }
  | {
      /** `dead-numbers`: no channel is alive. `unverified`: nothing has arrived on any for long. */
      readonly kind: 'unknown-person' | 'dead-numbers' | 'unverified' | 'no-second-channel'
      readonly person: PersonId
    }
)

/** A shift that ends before it begins, or is none at all: refused when it is saved. */
export function isShift({ from, to }: Pick<Shift, 'from' | 'to'>): boolean {
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from < to
}

/** Everything that is wrong within the next 72 hours at the desks that must be manned, soonest first. */
export function rosterFaults(
  roster: readonly Shift[],
  desks: readonly AreaPath[],
  people: readonly Person[],
  now: Instant,
): RosterFault[] {
  const end = now + ROSTER_CHECK
  const coming = roster.filter(({ from, to }) => from < to && to > now && from < end)
  return [
    ...desks.flatMap((desk) => gaps(desk, coming, now, end)),
    ...coming.flatMap((shift) => missing(shift)),
    ...overlaps(coming),
    ...coming.flatMap((shift) => persons(shift, people, now)),
  ].sort((a, b) => a.from - b.from)
}

function gaps(desk: AreaPath, coming: readonly Shift[], now: Instant, end: Instant): RosterFault[] {
  const manned = coming
    .filter((shift) => shift.desk === desk && DUTIES.some((duty) => shift[duty] !== undefined))
    .sort((a, b) => a.from - b.from)
  const faults: RosterFault[] = []
  let from = now
  for (const shift of manned) {
    if (shift.from > from) faults.push({ kind: 'gap', desk, from, to: shift.from })
    from = Math.max(from, shift.to)
  }
  if (from < end) faults.push({ kind: 'gap', desk, from, to: end })
  return faults
}

function missing(shift: Shift): RosterFault[] {
  const { desk, from, to, id } = shift
  const faults: RosterFault[] = []
  if (DUTIES.every((duty) => shift[duty] === undefined)) return faults
  if (shift.leader === undefined) faults.push({ kind: 'leader-missing', desk, from, to, shift: id })
  if (shift.officer === undefined) faults.push({ kind: 'officer-missing', desk, from, to, shift: id })
  return faults
}

/** Shifts of one desk that lie over each other, and persons with two desks at one time. */
function overlaps(coming: readonly Shift[]): RosterFault[] {
  const faults: RosterFault[] = []
  for (const [index, a] of coming.entries()) {
    for (const b of coming.slice(index + 1)) {
      const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)]
      if (from >= to) continue
      if (a.desk === b.desk) {
        faults.push({ kind: 'overlap', desk: a.desk, from, to, shifts: [a.id, b.id] })
        continue
      }
      const [here, there] = [new Set(DUTIES.map((duty) => a[duty])), DUTIES.map((duty) => b[duty])]
      for (const person of new Set(there)) {
        if (person === undefined || !here.has(person)) continue
        faults.push({ kind: 'two-desks', desk: a.desk, from, to, person, other: b.desk })
      }
    }
  }
  return faults
}

function persons(shift: Shift, people: readonly Person[], now: Instant): RosterFault[] {
  const { desk, from, to } = shift
  return [...new Set(DUTIES.flatMap((duty) => shift[duty] ?? []))].flatMap((id): RosterFault[] => {
    const person = people.find((one) => one.id === id)
    const where = { desk, from, to, person: id }
    if (person === undefined) return [{ ...where, kind: 'unknown-person' }]
    const alive = person.channels.filter(({ dead }) => !dead)
    if (alive.length === 0) return [{ ...where, kind: 'dead-numbers' }]
    const faults: RosterFault[] = []
    if (!isVerified(person, now)) faults.push({ ...where, kind: 'unverified' })
    if (alive.length === 1) faults.push({ ...where, kind: 'no-second-channel' })
    return faults
  })
}
