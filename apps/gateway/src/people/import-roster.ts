import { type Area, type AreaPath, DUTIES, type Duty, type Instant, type Shift } from '@tocsin/core'
import type { CellFault } from '../tables/sheet.ts'
import type { Registered } from './directory.ts'
import { atCell, type ImportOutcome, type ImportRow, shownChanges } from './import-outcome.ts'
import type { ListedShift } from './roster-sheet.ts'
import type { RosterStore } from './roster-store.ts'
import { type ShiftDraft, shiftFaults } from './shift-faults.ts'

export interface RosterImport {
  readonly store: Pick<RosterStore, 'shift' | 'shifts' | 'save'>
  readonly areas: readonly Area[]
  readonly persons: readonly Registered[]
  readonly now: Instant
  readonly moment: (at: Instant) => string
}

interface Matched {
  readonly listed: ListedShift
  readonly before: Shift | undefined
}

/**
 * Saves a roster: new shifts, and what is different of those that are there. What is not on the list stays. To be called in a transaction, which is to be
 * rolled back when there are faults, or when it was only a look.
 */
export function importRoster(list: readonly ListedShift[], context: RosterImport): ImportOutcome {
  const { store, areas, persons, now, moment } = context
  const faults: CellFault[] = []
  const byPath = new Map(areas.map((area) => [area.path, area]))
  const byId = new Map(persons.map((person) => [person.id, person]))
  const fault = (listed: ListedShift, column: Parameters<ListedShift['place']>[0], wrong: Wrong) =>
    faults.push({ ...listed.place(column), ...wrong })

  const matched = list.flatMap((listed): Matched[] => {
    const before = shiftOf(listed, store)
    if (before !== 'unknown') return [{ listed, before }]
    fault(listed, 'id', {
      message: `there is no shift ${listed.id}`,
      expected: 'an id of an export, or nothing',
    })
    return []
  })
  // Those that the file itself moves are compared as they will be.
  const replaced = new Set(matched.flatMap(({ before }) => before?.id ?? []))
  const nameOf = (id: string | undefined) => (id === undefined ? null : (byId.get(id)?.name ?? id))
  const shown = ({ desk, from, to, leader, officer, deputy, standby }: ShiftDraft) => ({
    desk,
    from: moment(from),
    to: moment(to),
    leader: nameOf(leader),
    officer: nameOf(officer),
    // A person's own deputy is called by the plain word.
    deputyOnDuty: nameOf(deputy),
    standby: nameOf(standby),
  })

  const rows = matched.flatMap(({ listed, before }, index): ImportRow[] => {
    const begun = faults.length
    const draft: ShiftDraft = {
      desk: listed.desk,
      from: listed.from,
      to: listed.to,
      ...staffOf(listed, before, persons, (duty, wrong) => fault(listed, duty, wrong)),
    }
    const clash = matched
      .slice(0, index)
      .find(
        ({ listed: other }) => other.desk === draft.desk && other.from < draft.to && draft.from < other.to,
      )
    if (clash !== undefined) {
      fault(listed, 'from', {
        message: `overlaps row ${clash.listed.row}, ${moment(clash.listed.from)} to ${moment(clash.listed.to)}`,
        expected: 'shifts of one desk one after another',
      })
    }
    const wrong = shiftFaults(
      [draft],
      {
        area: (path: AreaPath) => byPath.get(path),
        person: (id) => byId.get(id),
        overlapping: ({ desk, from, to }) =>
          from < to ? store.shifts(from, to, desk).filter(({ id }) => !replaced.has(id)) : [],
        moment,
      },
      () => '',
    )
    faults.push(...wrong.map((one) => atCell(one, listed.place(columnOf(one.path)))))
    const changes = shownChanges(before && shown(before), shown(draft))
    const outcome = before === undefined ? 'new' : changes.length > 0 ? 'changed' : 'unchanged'
    if (before !== undefined && outcome === 'changed' && before.from <= now) {
      fault(listed, 'from', {
        message: `${before.id} has begun`,
        expected: 'a swap: who stands in it is changed by one',
      })
    }
    if (faults.length > begun) return []
    const name = `${byPath.get(listed.desk)?.name ?? listed.desk} ${moment(listed.from)}`
    return [{ row: listed.row, outcome, id: before?.id ?? null, name, changes }]
  })
  if (faults.length > 0) return { rows, faults }
  for (const { listed, before } of matched) {
    const staff = staffOf(listed, before, persons, () => {})
    store.save(before?.id, { desk: listed.desk, from: listed.from, to: listed.to, ...staff })
  }
  return { rows, faults }
}

interface Wrong {
  readonly message: string
  readonly expected: string
}

/** By the id of an export, else the shift of the same desk and times. */
function shiftOf(listed: ListedShift, store: RosterImport['store']): Shift | undefined | 'unknown' {
  if (listed.id !== undefined) return store.shift(listed.id) ?? 'unknown'
  const { desk, from, to } = listed
  return store.shifts(from, to, desk).find((one) => one.from === from && one.to === to)
}

function staffOf(
  { staff }: ListedShift,
  before: Shift | undefined,
  persons: readonly Registered[],
  fault: (duty: Duty, wrong: Wrong) => void,
): Partial<Record<Duty, string>> {
  const found = DUTIES.flatMap((duty) => {
    const stated = staff[duty]
    const person = stated === undefined ? before?.[duty] : stated === null ? undefined : whoIs(stated)
    if (person === undefined) return []
    if (typeof person === 'string') return [[duty, person] as const]
    fault(duty, person)
    return []
  })
  return Object.fromEntries(found)

  function whoIs(text: string): string | Wrong {
    const id = /person-\d+/.exec(text)?.[0]
    const name = text.replace(/[(（].*$/, '').replace(/^(\p{Script=Han})\s+(\p{Script=Han})$/u, '$1$2')
    const named = persons.filter((one) => (id === undefined ? one.name === name.trim() : one.id === id))
    if (named.length === 1) return (named[0] as Registered).id
    if (named.length > 1) {
      const ids = named.map((one) => one.id).join(', ')
      return { message: `${text} may be ${ids}`, expected: `one of them, such as ${name}(${named[0]?.id})` }
    }
    if (/[、,，;；/]/.test(text)) {
      return {
        message: `"${text}" names several people`,
        expected: 'one person a slot: 主班, 副班 and 备班 are three',
      }
    }
    return {
      message: `there is no person ${text}`,
      expected: 'somebody in the directory: import persons first',
    }
  }
}

function columnOf(path: string): 'desk' | 'from' | 'to' | Duty {
  const known = ['desk', 'from', 'to', ...DUTIES] as const
  return known.find((one) => one === path) ?? 'from'
}
