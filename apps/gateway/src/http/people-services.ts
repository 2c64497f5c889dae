import type {
  AreaBody,
  FullNumber,
  HandOverBody,
  HandOverView,
  HouseholdBody,
  HouseholdView,
  PersonBody,
  PersonRecord,
  RegisterFile,
  RegisterReading,
  RosterFindingView,
  ShiftBody,
  ShiftView,
  SwapBody,
  SwapView,
  TickEntryView,
} from '@tocsin/contract'
import type { Area, AreaPath, HandOver, HouseholdId, Instant, PersonId, Shift, Tick } from '@tocsin/core'
import type { SheetWritten } from '../tables/sheet.ts'
import type { Outcome, PersonActor, TableFormat } from './services.ts'

/** How much of a number an answer shows. In full only by `fullNumber` and a full export, which are logged. */
export type NumbersShown = 'none' | 'masked'

/** Areas, and the persons who can be called. */
export interface PeopleService {
  areas(): { readonly areas: readonly Area[]; readonly unregistered: readonly AreaPath[] }
  /** Enters areas or replaces their names and kinds, all or none. */
  saveAreas(areas: readonly AreaBody[]): Outcome<{ areas: readonly Area[] }>
  removeArea(path: AreaPath): Outcome<object>

  /** With a role in the area or below it; all without one. */
  list(area: AreaPath | undefined, numbers: NumbersShown): PersonRecord[]
  get(id: PersonId, numbers: NumbersShown): PersonRecord | undefined
  create(body: PersonBody, by: PersonActor): Outcome<{ person: PersonRecord }>
  change(id: PersonId, body: PersonBody, by: PersonActor): Outcome<{ person: PersonRecord }>
  /** Refused while they stand on the roster, or somebody depends on them. */
  remove(id: PersonId, by: PersonActor): Outcome<{ name: string }>
  /** Whoever hands it on writes the audit log first. */
  fullNumber(id: PersonId, channel: string): Outcome<{ number: FullNumber; name: string }>

  readFile(file: RegisterFile, by: PersonActor): Promise<RegisterReading>
  /** Saves the file if it still does what was `seen`. */
  importFile(
    file: RegisterFile,
    seen: string,
    by: PersonActor,
  ): Promise<Outcome<{ reading: RegisterReading }>>
  /** `persons`: whose full numbers are in the file; empty when they are masked. */
  writeFile(
    format: TableFormat,
    numbers: 'masked' | 'full',
  ): Promise<{ readonly written: SheetWritten; readonly persons: readonly PersonId[] }>
}

/** Households of danger zones, and who has told and moved them. */
export interface HouseholdsService {
  /** In an area and below; special needs only where they may be seen. */
  list(area: AreaPath | undefined, needsShown: boolean): HouseholdView[]
  get(
    id: HouseholdId,
    needsShown: boolean,
  ): { readonly household: HouseholdView; readonly ticks: TickEntryView[] } | undefined
  create(body: HouseholdBody): Outcome<{ household: HouseholdView }>
  change(id: HouseholdId, body: HouseholdBody): Outcome<{ household: HouseholdView }>
  remove(id: HouseholdId): Outcome<{ name: string }>
  tick(
    id: HouseholdId,
    tick: { readonly tick: Tick; readonly done: boolean; readonly note?: string | undefined },
    by: PersonActor,
  ): Outcome<{ household: HouseholdView }>
  /** Nothing that was ticked before counts there; answers how many households that concerns. */
  beginRound(area: AreaPath, note: string, by: PersonActor): Outcome<{ households: number }>
  readFile(file: RegisterFile): Promise<RegisterReading>
  importFile(file: RegisterFile, seen: string): Promise<Outcome<{ reading: RegisterReading }>>
  writeFile(format: TableFormat): Promise<SheetWritten>
}

/** Shifts that were saved, and what they put up with. */
export interface ShiftsSaved {
  readonly shifts: ShiftView[]
  readonly findings: RosterFindingView[]
}

/** Shifts, swaps and hand-overs, and what is wrong with them. */
export interface RosterService {
  shifts(from: Instant, to: Instant, desk?: AreaPath): ShiftView[]
  create(shifts: readonly ShiftBody[]): Outcome<{ saved: ShiftsSaved }>
  change(id: Shift['id'], shift: ShiftBody): Outcome<{ saved: ShiftsSaved }>
  remove(id: Shift['id']): Outcome<object>
  swap(id: Shift['id'], swap: SwapBody, by: PersonActor): Outcome<{ saved: ShiftsSaved; swap: SwapView }>
  /** Newest first. */
  swaps(page: RosterPage): SwapView[]
  readFile(file: RegisterFile): Promise<RegisterReading>
  importFile(file: RegisterFile, seen: string): Promise<Outcome<{ reading: RegisterReading }>>
  /** Shifts that overlap [from, to). */
  writeFile(format: TableFormat, from: Instant, to: Instant): Promise<SheetWritten>
  check(): { readonly at: Instant; readonly until: Instant; readonly findings: RosterFindingView[] }

  /** Newest first. */
  handOvers(page: RosterPage): HandOverView[]
  openHandOver(
    body: HandOverBody & { readonly outgoing: Shift['id']; readonly incoming: Shift['id'] },
  ): Outcome<{ handOver: HandOverView }>
  writeHandOver(id: HandOver['id'], body: HandOverBody): Outcome<{ handOver: HandOverView }>
  sign(
    id: HandOver['id'],
    side: 'outgoing' | 'incoming',
    by: PersonActor,
  ): Outcome<{ handOver: HandOverView }>
}

export interface RosterPage {
  readonly desk?: AreaPath | undefined
  /** The id that the page before ended with. */
  readonly before?: string | undefined
  readonly limit: number
}
