import {
  type Area,
  type AreaPath,
  DAY,
  DUTIES,
  type DurationMs,
  type PersonId,
  type Shift,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'

export type ShiftDraft = Omit<Shift, 'id'>

/** A shift that is longer is a slip of the pen: nobody is on duty for a week on end. */
export const LONGEST_SHIFT: DurationMs = 3 * DAY

/** What a shift is checked against. */
export interface RosterContext {
  area(path: AreaPath): Area | undefined
  person(id: PersonId): { readonly name: string } | undefined
  /** Shifts that are saved and overlap the draft, those that it replaces left out. */
  overlapping(draft: ShiftDraft): readonly Shift[]
  /** As people of this desk say it: 07-01 08:00. */
  readonly moment: (at: number) => string
}

/** All that is wrong with shifts that are to be saved together, by path; `path` names one of them. */
export function shiftFaults(
  drafts: readonly ShiftDraft[],
  context: RosterContext,
  path: (index: number) => string,
): Fault[] {
  return drafts.flatMap((draft, index) => {
    const faults: Fault[] = []
    const at = (field: string, message: string, expected: string) =>
      faults.push({ path: path(index) === '' ? field : `${path(index)}.${field}`, message, expected })
    if (context.area(draft.desk) === undefined) {
      at('desk', `there is no area ${draft.desk}`, 'a registered area')
    }
    if (draft.to <= draft.from) at('to', 'is not after its beginning', 'an end after `from`')
    else if (draft.to - draft.from > LONGEST_SHIFT) {
      at('to', 'the shift is longer than 3 days', 'at most 3 days a shift')
    }
    for (const duty of DUTIES) {
      const person = draft[duty]
      if (person === undefined) continue
      if (context.person(person) === undefined) {
        at(duty, `there is no person ${person}`, 'a registered person')
      }
      const first = DUTIES.find((other) => draft[other] === person)
      if (first !== undefined && first !== duty)
        at(duty, `is ${first} of this shift already`, 'another person')
    }
    const among = drafts.slice(0, index).map((other, at) => ({ ...other, what: path(at) }))
    const saved = context.overlapping(draft).map((other) => ({ ...other, what: other.id }))
    const clash = [...saved, ...among].find(
      (other) => other.desk === draft.desk && other.from < draft.to && draft.from < other.to,
    )
    if (clash !== undefined) {
      at(
        'from',
        `overlaps ${clash.what} of ${draft.desk}, ${context.moment(clash.from)} to ${context.moment(clash.to)}`,
        'shifts of one desk one after another',
      )
    }
    return faults
  })
}
