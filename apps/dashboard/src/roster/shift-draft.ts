import type { ShiftBody, ShiftView } from '@tocsin/contract'
import { DUTIES, type Duty } from '@tocsin/core'
import { timeText } from '../time/format.ts'
import { dayIn, followingDays, instantIn } from './roster-grid.ts'

/** A shift as it is typed: times of the site; an end that is not after its beginning is one of the next day. */
export interface ShiftDraft {
  readonly desk: string
  readonly day: string
  readonly from: string
  readonly to: string
  /** On how many days, one after the other. */
  readonly days: string
  readonly people: Readonly<Record<Duty, string | null>>
}

const NOBODY: ShiftDraft['people'] = { leader: null, officer: null, deputy: null, standby: null }

export function newShift(desk: string, day: string): ShiftDraft {
  return { desk, day, from: '08:00', to: '20:00', days: '1', people: NOBODY }
}

export function shiftDraftOf(shift: ShiftView, zone: string): ShiftDraft {
  const text = timeText(zone)
  return {
    desk: shift.desk,
    day: dayIn(zone, shift.from),
    from: text.minute(shift.from),
    to: text.minute(shift.to),
    days: '1',
    people: Object.fromEntries(DUTIES.map((duty) => [duty, shift[duty] ?? null])) as ShiftDraft['people'],
  }
}

/** A month at once is enough. */
const MOST_DAYS = 31

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

/** The fields that say nothing yet, or no time of day. */
export function missing(draft: ShiftDraft): ('desk' | 'day' | 'from' | 'to' | 'days')[] {
  const days = Number(draft.days)
  const faults = (['desk', 'day', 'from', 'to'] as const).filter((field) =>
    field === 'from' || field === 'to' ? !CLOCK.test(draft[field]) : draft[field] === '',
  )
  return Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? faults : [...faults, 'days']
}

/** One shift a day. Empty while a field says nothing. */
export function shiftsOf(draft: ShiftDraft, zone: string): ShiftBody[] {
  if (missing(draft).length > 0) return []
  const people = Object.fromEntries(
    DUTIES.flatMap((duty) => {
      const person = draft.people[duty]
      return person === null ? [] : [[duty, person]]
    }),
  )
  return followingDays(draft.day, Number(draft.days)).flatMap((day) => {
    const [, next = day] = followingDays(day, 2)
    const from = instantIn(zone, day, draft.from)
    const to = instantIn(zone, draft.to > draft.from ? day : next, draft.to)
    return from === undefined || to === undefined ? [] : [{ desk: draft.desk, from, to, ...people }]
  })
}

/** Faults of any of the shifts at the one field they were typed in: `shifts.2.from` is `from`. */
export function atFields(errors: Readonly<Record<string, string>>): Record<string, string> {
  const placed: Record<string, string> = {}
  for (const [path, message] of Object.entries(errors)) placed[path.replace(/^shifts\.\d+\./, '')] ??= message
  return placed
}
