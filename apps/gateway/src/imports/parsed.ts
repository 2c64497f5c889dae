import type { CheckName, Instant, QualityFlag } from '@tocsin/core'

/** A value of a file, in its datastream's unit. */
export interface ParsedValue {
  readonly datastream: string
  readonly phenomenonTime: Instant
  readonly value: number
  /** Only of a file that this gateway wrote. */
  readonly receivedAt?: Instant
  readonly flag?: QualityFlag
  readonly checks?: readonly CheckName[]
}

/** What a line came to. */
export interface Parsed {
  /** False: a comment, a blank line, something that is not meant to be taken in. */
  readonly isRow: boolean
  readonly values: readonly ParsedValue[]
  readonly blank: number
  readonly faults: readonly { readonly column: string; readonly message: string }[]
}

export const NOTHING: Parsed = { isRow: false, values: [], blank: 0, faults: [] }

export const faultyRow = (message: string, column = ''): Parsed => ({
  isRow: true,
  values: [],
  blank: 0,
  faults: [{ column, message }],
})

/** A file that cannot be read by its mapping at all: its header, not one of its rows. */
export class UnreadableFile extends Error {}

/** The unit of every datastream that there is, by `station/datastream`. */
export type Units = ReadonlyMap<string, string>
