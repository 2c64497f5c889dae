import type { DatabaseSync } from 'node:sqlite'
import type { RosterFindingView, ShiftView, SwapBody, SwapView } from '@tocsin/contract'
import {
  type AreaPath,
  areaContains,
  DAY,
  DUTIES,
  type DurationMs,
  type HandOver,
  type Instant,
  ROSTER_CHECK,
  type Shift,
  type Warning,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { RosterService, ShiftsSaved } from '../http/people-services.ts'
import type { Fault, Outcome, PersonActor } from '../http/services.ts'
import { transaction } from '../registry/database.ts'
import type { AreaStore } from './area-store.ts'
import type { Directory } from './directory.ts'
import { createHandOvers } from './hand-overs.ts'
import { importRoster } from './import-roster.ts'
import { localMinute } from './local-moment.ts'
import { type Importing, perform, rehearse } from './rehearsal.ts'
import { type RosterFinding, rosterCheck, twoDesks } from './roster-check.ts'
import { type ListedShift, readRosterSheet, writeRosterSheet } from './roster-sheet.ts'
import type { RosterStore } from './roster-store.ts'
import { findingReason } from './roster-words.ts'
import { type ShiftDraft, shiftFaults } from './shift-faults.ts'
import { writeSheet } from './write-sheet.ts'

/** A desk that nobody sat at for so long is given up, not forgotten. */
const DESK_KEPT: DurationMs = 30 * DAY

export interface RosterServiceOptions {
  readonly database: DatabaseSync
  readonly areas: AreaStore
  readonly directory: Directory
  readonly store: RosterStore
  readonly clock: Clock
  readonly moment: (at: Instant) => string
  readonly timeZone: string
  readonly openWarnings: () => readonly Warning[]
}

/** The duty roster as HTTP sees it. Each change is one transaction, durable when the call returns. */
export function createRosterService(options: RosterServiceOptions): RosterService {
  const { database, areas, directory, store, clock, moment, timeZone, openWarnings } = options

  const names = {
    area: (path: AreaPath) => areas.get(path)?.name ?? path,
    person: (id: string) => directory.nameOf(id) ?? id,
    shift: (id: string) => store.shift(id),
    moment,
  }
  const told = (findings: readonly RosterFinding[]): RosterFindingView[] =>
    findings.map((finding) => ({ ...finding, reason: findingReason(finding, names) }) as RosterFindingView)

  function context(replaced?: Shift['id']) {
    return {
      area: (path: AreaPath) => areas.get(path),
      person: (id: string) => directory.person(id),
      overlapping: ({ desk, from, to }: ShiftDraft) =>
        from < to ? store.shifts(from, to, desk).filter(({ id }) => id !== replaced) : [],
      moment,
    }
  }

  /** One person at two desks is allowed, and told to whoever brought it about. */
  function savedOf(shifts: readonly Shift[]): ShiftsSaved {
    const ids = new Set(shifts.map(({ id }) => id))
    const from = Math.min(...shifts.map((shift) => shift.from))
    const to = Math.max(...shifts.map((shift) => shift.to))
    const about = twoDesks(store.shifts(from, to)).filter(
      (finding) => finding.kind === 'two-desks' && finding.shifts.some((id) => ids.has(id)),
    )
    return { shifts: shifts as ShiftView[], findings: told(about) }
  }

  function over(drafts: readonly ShiftDraft[], path: (index: number) => string): Fault[] {
    return drafts.flatMap(({ to }, index) =>
      to > clock.now()
        ? []
        : [{ path: `${path(index)}to`, message: 'the shift is over already', expected: 'an end after now' }],
    )
  }

  return {
    shifts: (from, to, desk) => store.shifts(from, to, desk) as ShiftView[],

    create(bodies) {
      const drafts = bodies as readonly ShiftDraft[]
      const faults = [
        ...shiftFaults(drafts, context(), (index) => `shifts[${index}]`),
        ...over(drafts, (index) => `shifts[${index}].`),
      ]
      if (faults.length > 0) return invalid('The roster cannot be saved so', faults)
      const saved = transaction(database, () => drafts.map((draft) => store.save(undefined, draft)))
      return { ok: true, saved: savedOf(saved) }
    },

    change(id, body) {
      const before = store.shift(id)
      if (before === undefined) return notFound(id)
      if (before.from <= clock.now()) return tooLate(`${id} has begun: who stands in it is changed by a swap`)
      const draft = body as ShiftDraft
      const faults = [...shiftFaults([draft], context(id), () => ''), ...over([draft], () => '')]
      if (faults.length > 0) return invalid('The shift cannot be saved so', faults)
      return { ok: true, saved: savedOf([transaction(database, () => store.save(id, draft))]) }
    },

    remove(id) {
      const before = store.shift(id)
      if (before === undefined) return notFound(id)
      if (before.from <= clock.now()) return tooLate(`${id} has begun: it stays as a record`)
      if (store.hasHistory(id)) {
        return { ok: false, refusal: { kind: 'in-use', detail: `Swaps or hand-overs of ${id} are kept` } }
      }
      store.remove(id)
      return { ok: true }
    },

    swap(id, body, by) {
      const shift = store.shift(id)
      if (shift === undefined) return notFound(id)
      const now = clock.now()
      if (shift.to <= now) return tooLate(`${id} is over`)
      const other = body.other && store.shift(body.other.shift)
      if (other !== undefined && other.to <= now) return tooLate(`${other.id} is over`)
      const faults = swapFaults(shift, other, body, directory)
      if (faults.length > 0) return invalid('The swap cannot be made so', faults)
      transaction(database, () => store.swap(swapOf(shift, body, by, now)))
      const changed = [id, ...(other !== undefined && other.id !== id ? [other.id] : [])]
      const saved = savedOf(changed.map((one) => store.shift(one) as Shift))
      return { ok: true, saved, swap: store.swaps({ limit: 1 })[0] as SwapView }
    },

    swaps: (page) => store.swaps(page) as SwapView[],

    check() {
      const at = clock.now()
      const shifts = store.shifts(at - DAY, at + ROSTER_CHECK)
      const view = {
        desks: store.desks(at - DESK_KEPT),
        shifts,
        persons: directory.persons(),
        handOvers: shifts.flatMap(({ id }) => store.handOverOf(id) ?? []),
        unreadable: new Set(directory.unreadable()),
      }
      return { at, until: at + ROSTER_CHECK, findings: told(rosterCheck(view, at)) }
    },

    readFile: (file) => rehearse(database, file, importing(file.area)),
    importFile: (file, seen) => perform(database, file, seen, importing(file.area)),

    async writeFile(format, from, to) {
      const persons = directory.persons()
      const local = localMinute(timeZone)
      // A name that two people have would not be read again.
      const nameOf = (id: string) => {
        const name = directory.nameOf(id) ?? id
        return persons.filter((one) => one.name === name).length === 1 ? name : `${name}(${id})`
      }
      const written = store.shifts(from, to).map((shift) => ({
        id: shift.id,
        desk: shift.desk,
        from: local(shift.from),
        to: local(shift.to),
        staff: Object.fromEntries(
          DUTIES.flatMap((duty) => (shift[duty] === undefined ? [] : [[duty, nameOf(shift[duty])]])),
        ),
      }))
      return await writeSheet(writeRosterSheet(written, names.area), format)
    },

    ...createHandOvers({ store, clock, warningsOf }),
  }

  function importing(desk: AreaPath | undefined): Importing<ListedShift> {
    const now = clock.now()
    return {
      read(sheet) {
        const read = readRosterSheet(sheet, { areas: areas.all(), timeZone, now, desk })
        // A month's roster still holds the days that are over.
        const isOver = (one: ListedShift) => one.to <= now && one.id === undefined
        const over = read.shifts.filter(isOver)
        const first = over[0]
        const note =
          first === undefined
            ? []
            : [`${over.length} shifts are over already and not entered, the first in row ${first.row}`]
        return {
          entries: read.shifts.filter((one) => !isOver(one)),
          faults: read.faults,
          notes: [...read.notes, ...note],
        }
      },
      save: (list) =>
        importRoster(list, { store, areas: areas.all(), persons: directory.persons(), now, moment }),
    }
  }

  /** What the desk has to hand over: what is open in its area, and what belongs to none. */
  function warningsOf(desk: AreaPath): HandOver['warnings'] {
    return openWarnings()
      .filter(({ area }) => area === undefined || areaContains(desk, area))
      .map(({ id, level, rule, area, raisedAt, acknowledged }) => ({
        id,
        level,
        name: rule.name,
        ...(area === undefined ? {} : { area }),
        raisedAt,
        acknowledged: acknowledged !== null,
      }))
  }
}

function swapOf(shift: Shift, { duty, person, other, reason }: SwapBody, by: PersonActor, at: Instant) {
  const before = shift[duty] ?? null
  return {
    shift: shift.id,
    duty,
    before,
    after: person,
    ...(other === undefined ? {} : { other }),
    at,
    by: { id: by.id, name: by.name },
    reason,
  }
}

function swapFaults(
  shift: Shift,
  other: Shift | undefined,
  body: SwapBody,
  directory: Pick<Directory, 'person'>,
): Fault[] {
  const { duty, person } = body
  const fault = (path: string, message: string, expected: string): Fault[] => [{ path, message, expected }]
  if (person !== null && directory.person(person) === undefined) {
    return fault('person', `there is no person ${person}`, 'a registered person')
  }
  if ((shift[duty] ?? null) === person) return fault('person', `is ${duty} there already`, 'somebody else')
  if (body.other === undefined) {
    const at = DUTIES.find((one) => person !== null && shift[one] === person)
    if (at === undefined) return []
    return fault('person', `is ${at} of this shift already`, 'another person, or `other` to change places')
  }
  if (other === undefined)
    return fault('other.shift', `no shift ${body.other.shift}`, 'a shift of the roster')
  if (person === null || other[body.other.duty] !== person) {
    return fault(
      'other.duty',
      `${person ?? 'nobody'} does not stand there`,
      `the slot of ${person ?? 'a person'}`,
    )
  }
  if (other.id === shift.id) return []
  const doubled = (staff: Shift, slot: string, one: string | null | undefined) =>
    one !== null && one !== undefined && DUTIES.some((at) => at !== slot && staff[at] === one)
  if (doubled(shift, duty, person)) return fault('person', 'stands in this shift already', 'another person')
  if (doubled(other, body.other.duty, shift[duty])) {
    return fault('other.shift', `${shift[duty]} stands in it already`, 'another shift')
  }
  return []
}

function invalid(detail: string, faults: Fault[]): Outcome<never> {
  return { ok: false, refusal: { kind: 'invalid', detail, faults } }
}

function tooLate(detail: string): Outcome<never> {
  return { ok: false, refusal: { kind: 'too-late', detail } }
}

function notFound(id: string): Outcome<never> {
  return { ok: false, refusal: { kind: 'not-found', detail: `No shift ${id}` } }
}
