import type { AreaPath, RuleId, SubjectId, TableId, WarningId } from './ids.ts'
import type { Level } from './level.ts'
import type { CheckName, QualityFlag } from './observation.ts'
import type { Instant } from './time.ts'

/** Who did something: a rule, or a person by user name. */
export type Actor =
  | { readonly kind: 'rule'; readonly id: RuleId; readonly version: number }
  | { readonly kind: 'person'; readonly id: string; readonly name: string }
  | { readonly kind: 'system' }

/** A value as it is quoted in an event or as evidence. */
export interface QuotedReading {
  readonly phenomenonTime: Instant
  readonly value: number
  readonly flag?: QualityFlag | undefined
  readonly checks?: readonly CheckName[] | undefined
}

/** Why a rule's state changed, or a warning is told of only now. */
export const REASONS = [
  'threshold',
  'reset',
  'no-data',
  'data-back',
  'sensor-error',
  'gap',
  'schedule',
  'rule-changed',
  'rule-deleted',
  'maintenance',
  'maintenance-over',
  'parent-back',
  'rule-error',
] as const
export type Reason = (typeof REASONS)[number]

/** The version of a table whose row a rule's values came from. */
export interface TableReference {
  readonly id: TableId
  readonly version: number
}

interface EventFrame {
  /** Unique for ever: derived from the journal position. */
  readonly id: string
  /** When Tocsin decided it (the journal's clock); the reading has its own time. */
  readonly at: Instant
  readonly by: Actor
}

/** What a rule knows when it changes its mind. */
interface Ruling {
  readonly reason: Reason
  readonly reading?: QuotedReading | undefined
  /** Window sums at that moment: `{"1h": 41.2}`. */
  readonly windows?: Readonly<Record<string, number>> | undefined
  /** What the rule computed from the readings, by name: `mean`, `rise`, `minutes-to-threshold`. */
  readonly computed?: Readonly<Record<string, number>> | undefined
  /** A composite's legs that fire: rule and subject. */
  readonly members?: readonly { readonly rule: RuleId; readonly subject: SubjectId }[] | undefined
  readonly needsConfirmation?: boolean | undefined
  readonly ruleVersion: number
  readonly table?: TableReference | undefined
}

/** Why a warning is not told to anybody for now; it is judged and recorded all the same. */
export type Suppression =
  | {
      readonly kind: 'maintenance'
      readonly since: Instant
      readonly until: Instant
      readonly by: string
      readonly note: string
      /** Nobody had been told of the warning when this began. */
      readonly untold?: boolean | undefined
    }
  | {
      readonly kind: 'dependency'
      readonly since: Instant
      readonly parent: WarningId
      readonly untold?: boolean | undefined
    }

/** A warning is the fold of its events, in order. */
export type WarningEvent =
  | (EventFrame &
      Ruling & {
        readonly type: 'raised' | 'raised-again' | 'level-raised' | 'level-lowered'
        readonly level: Level
      })
  /** By the person who changed or deleted the rule, with their reason as the note, where that is what cleared it. */
  | (EventFrame & Ruling & { readonly type: 'cleared'; readonly note?: string | undefined })
  /** The sensor of a firing hazard fell silent, or came back: the warning goes on either way. */
  | (EventFrame & { readonly type: 'data-lost' | 'data-back'; readonly since: Instant })
  /** Nobody is told from here on; `unsuppressed`: they are, with all that it is by now. */
  | (EventFrame & { readonly type: 'suppressed'; readonly suppression: Suppression })
  | (EventFrame & { readonly type: 'unsuppressed'; readonly reason: Reason; readonly level: Level })
  /** No sound until then; ends by itself, or with a higher level or a new breach. */
  | (EventFrame & { readonly type: 'shelved'; readonly until: Instant; readonly note: string })
  | (EventFrame & { readonly type: 'unshelved' })
  /** It began, or ceased, to go to and fro: whoever notifies may gather it with others (never the first raise). */
  | (EventFrame & { readonly type: 'flapping'; readonly flapping: boolean })
  | (EventFrame & {
      readonly type: 'acknowledged'
      readonly level: Level
      readonly note?: string | undefined
    })
  /** The person who had acknowledged it took that back at once; that they had stays recorded. */
  | (EventFrame & { readonly type: 'acknowledgement-withdrawn'; readonly level: Level })
  /** Nothing came of it for so long that the warning asks again. */
  | (EventFrame & { readonly type: 'acknowledgement-lapsed'; readonly level: Level })
  | (EventFrame & { readonly type: 'closed'; readonly note?: string | undefined })
  | (EventFrame & { readonly type: 'note'; readonly note: string })

/** One situation that people are told about, open until it is closed. */
export interface Warning {
  readonly id: WarningId
  readonly rule: { readonly id: RuleId; readonly version: number; readonly name: string }
  /** The table's version whose row it was raised by. */
  readonly table?: TableReference | undefined
  readonly subject: SubjectId
  readonly area: AreaPath
  /** What to do, as the rule said when it raised. */
  readonly response?: string | undefined
  readonly state: 'open' | 'closed'
  /** The level that holds now; after clearing, the one that held last. */
  readonly level: Level
  /** The gravest level since it was raised (or raised again, or an acknowledgement lapsed): what nobody has acknowledged must not shrink from sight. */
  readonly gravest: Level
  readonly raisedAt: Instant
  readonly clearedAt: Instant | null
  readonly closedAt: Instant | null
  /** Null also when a higher level or a new breach has voided it, it was withdrawn, or it has lapsed. */
  readonly acknowledged: {
    readonly by: string
    readonly name: string
    readonly at: Instant
    readonly level: Level
    readonly note?: string | undefined
    /** When it lapses unless something is seen to be done; null: not at this level. Earlier builds did not say. */
    readonly lapsesAt?: Instant | null | undefined
  } | null
  /** Who had it last and did nothing, since it was raised; it matters while nobody has it. Earlier builds did not say. */
  readonly lapsed?:
    | {
        readonly by: string
        readonly name: string
        /** When they had acknowledged it. */
        readonly at: Instant
        readonly lapsedAt: Instant
        readonly level: Level
      }
    | null
    | undefined
  /** The reading that fired was suspect, or its clock was ahead. */
  readonly needsConfirmation: boolean
  /** Its sensor has been silent since; null while it reports. What fires goes on firing meanwhile. */
  readonly dataLostSince: Instant | null
  /** Set while nobody is to be told of it. */
  readonly suppression: Suppression | null
  readonly shelved: {
    readonly until: Instant
    readonly by: string
    readonly name: string
    readonly note: string
  } | null
  /** It has changed to and fro so often lately that only a summary is worth telling. */
  readonly flapping: boolean
  readonly evidence: {
    readonly readings: readonly QuotedReading[]
    readonly windows: Readonly<Record<string, number>>
    readonly computed?: Readonly<Record<string, number>> | undefined
    readonly members?: readonly { readonly rule: RuleId; readonly subject: SubjectId }[] | undefined
  }
}

/** A breach that was seen too late to call anybody for. */
export interface MissedPeak {
  readonly id: string
  readonly rule: { readonly id: RuleId; readonly version: number; readonly name: string }
  readonly subject: SubjectId
  readonly level: Level
  /** First and last breaching phenomenonTime seen so far. */
  readonly from: Instant
  readonly to: Instant
  /** The most extreme value (or window sum) in it, and when. */
  readonly peak: { readonly phenomenonTime: Instant; readonly value: number }
  readonly recordedAt: Instant
}
