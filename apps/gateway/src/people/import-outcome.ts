import type { ChangeView, RegisterReading } from '@tocsin/contract'
import { differences } from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import type { CellFault, Place } from '../tables/sheet.ts'

/** What became of one entry of a list. */
export type ImportRow = RegisterReading['rows'][number]

/** What saving a list did, or what keeps it from being saved. */
export interface ImportOutcome {
  readonly rows: readonly ImportRow[]
  readonly faults: readonly CellFault[]
}

/** Differences of what is shown of an entry, before and after; `before` undefined for a new one. */
export function shownChanges(before: unknown, after: unknown): ChangeView[] {
  return before === undefined ? [] : (differences(before, after) as ChangeView[])
}

/** A fault of a request, at the cell that its path came from. */
export function atCell(fault: Fault, place: Place): CellFault {
  return { ...place, message: fault.message, expected: fault.expected }
}
