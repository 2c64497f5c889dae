import type { RuleId, SubjectId } from './ids.ts'
import type { Level } from './level.ts'
import type { DurationMs, Instant } from './time.ts'
import type { QuotedReading, Suppression, TableReference, Warning } from './warning.ts'

/** What a condition compares. */
export type Compared =
  | 'value'
  | 'sum'
  | 'mean'
  | 'rise'
  | 'time-to-threshold'
  | 'silence'
  | 'flag'
  | 'members'

/** One comparison of one level: what was found beside what would fire. */
export interface Comparison {
  readonly compared: Compared
  /** The window as the engineer wrote it: `1h`. */
  readonly window?: string | undefined
  readonly relation: '≥' | '≤'
  /** Null: unknown. Times in milliseconds, members as a count, everything else in the datastream's unit (rain in mm). */
  readonly actual: number | null
  readonly limit: number
  readonly holds: boolean
  /** Of a composite: its members, and which of them fire. */
  readonly members?: readonly { readonly rule: RuleId; readonly fires: boolean }[] | undefined
}

/** Why a rule cannot say anything of its subject just now. */
export type Hindrance =
  | { readonly kind: 'never-reported' }
  | { readonly kind: 'silent'; readonly since: Instant }
  | { readonly kind: 'unusable'; readonly reading: QuotedReading }
  /** Its readings come so late that nothing is judged by them as they come. */
  | { readonly kind: 'late'; readonly delay: DurationMs; readonly lateness: DurationMs }
  | { readonly kind: 'outside-schedule'; readonly opensAt: Instant | null }
  | { readonly kind: 'unknown'; readonly detail: 'too-little-covered' | 'no-earlier-value' }
  | { readonly kind: 'error'; readonly detail: string }

/** A level that waits for its `for`. It fires at `dueAt` unless a reading ends the wait, and not before `readings` more have held. */
export interface Waiting {
  readonly level: Level
  readonly since: Instant
  readonly dueAt: Instant
  readonly readings: number
  /** The clock cannot prove it any more: whether it held for so long, the next reading says. */
  readonly leftToReading?: true | undefined
}

/** How a rule stands on one subject, and why: what fired, why it has not yet, when it was last looked at. */
export interface Evaluation {
  readonly rule: { readonly id: RuleId; readonly version: number; readonly name: string }
  readonly mode: 'shadow' | 'active'
  readonly table?: TableReference | undefined
  readonly subject: SubjectId
  readonly state: 'inactive' | 'pending' | 'firing'
  /** Set while it fires. */
  readonly firing?:
    | {
        readonly level: Level
        readonly since: Instant
        /** Its clear condition is met and waits for `clearFor`; `leftToReading`: whether it lasted so long, only the next reading can say. */
        readonly clearing?:
          | { readonly since: Instant; readonly dueAt: Instant; readonly leftToReading?: true | undefined }
          | undefined
      }
    | undefined
  /** Gravest first; only levels graver than the one that fires. */
  readonly waiting: readonly Waiting[]
  /** Time of the newest reading it was judged by; null: never. */
  readonly evaluatedAt: Instant | null
  readonly reading: QuotedReading | null
  /** By level, gravest first. */
  readonly levels: readonly {
    readonly level: Level
    readonly comparisons: readonly Comparison[]
    readonly for: DurationMs
  }[]
  readonly hindrances: readonly Hindrance[]
  readonly suppression: Suppression | null
  /** Its warning makes no sound until then. */
  readonly shelved?: Warning['shelved'] | undefined
}
