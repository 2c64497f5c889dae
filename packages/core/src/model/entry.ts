import type { AreaPath, RuleId, StationId, TableId, WarningId } from './ids.ts'
import type { Reading, RejectedFrame, Rejection } from './reading.ts'
import type { Rule } from './rule.ts'
import type { Station } from './station.ts'
import type { Table } from './table.ts'
import type { Instant } from './time.ts'
import type { Actor } from './warning.ts'

/** What came in one frame, decoded. */
export interface ReadingsEntry {
  readonly type: 'readings'
  readonly at: Instant
  readonly station: StationId
  readonly readings: readonly Reading[]
  readonly rejections: readonly Rejection[]
  /** The frame, where something of it was rejected and it is short enough to be kept. */
  readonly frame?: RejectedFrame | undefined
}

/** Time itself as input: a timer fell due, the gateway started, or the host's clock was stepped. */
export interface ClockEntry {
  readonly type: 'clock'
  readonly at: Instant
  readonly cause: 'due' | 'started' | 'stepped'
}

/** What a person asks for. */
export type Command =
  | { readonly kind: 'acknowledge'; readonly warning: WarningId; readonly note?: string | undefined }
  /** Takes one's own acknowledgement back, a moment after it. */
  | { readonly kind: 'withdraw'; readonly warning: WarningId }
  | { readonly kind: 'close'; readonly warning: WarningId; readonly note: string }
  | { readonly kind: 'note'; readonly warning: WarningId; readonly note: string }
  /** No sound for this warning until `until`; `until` in the past ends it. */
  | { readonly kind: 'shelve'; readonly warning: WarningId; readonly until: Instant; readonly note: string }
  /**
   * Nobody is told of warnings of these stations until `until`: somebody works there. Whole areas leave red ones out, which are told
   * all the same: nobody may sleep through the worst because a neighbour's gauge is being mended. `until` not after now ends it.
   */
  | {
      readonly kind: 'maintenance'
      readonly scope: { readonly station: StationId } | { readonly area: AreaPath }
      readonly until: Instant
      readonly note: string
    }

export interface CommandEntry {
  readonly type: 'command'
  readonly at: Instant
  readonly by: Actor & { readonly kind: 'person' }
  readonly command: Command
}

/** A whole new version of something configured. */
export type Change =
  | { readonly kind: 'station'; readonly station: Station }
  | { readonly kind: 'rule'; readonly rule: Rule; readonly reason?: string | undefined }
  | { readonly kind: 'rule-deleted'; readonly rule: RuleId; readonly reason: string }
  | { readonly kind: 'table'; readonly table: Table; readonly reason?: string | undefined }
  | { readonly kind: 'table-deleted'; readonly table: TableId; readonly reason: string }

export interface ConfigEntry {
  readonly type: 'config'
  readonly at: Instant
  readonly by: Actor
  readonly change: Change
}

/** The journal's entries: the only input of quality, rules and warnings. */
export type JournalEntry = ReadingsEntry | ClockEntry | CommandEntry | ConfigEntry
