import type { AreaPath, DatastreamId, RuleId, WarningId } from './ids.ts'
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

/** Why a rule's state changed. */
export type Reason = 'threshold' | 'reset' | 'no-data' | 'data-back' | 'gap' | 'rule-changed'

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
  readonly needsConfirmation?: boolean | undefined
  readonly ruleVersion: number
}

/** A warning is the fold of its events, in order. */
export type WarningEvent =
  | (EventFrame &
      Ruling & {
        readonly type: 'raised' | 'raised-again' | 'level-raised' | 'level-lowered'
        readonly level: Level
      })
  | (EventFrame & Ruling & { readonly type: 'cleared' })
  | (EventFrame & {
      readonly type: 'acknowledged'
      readonly level: Level
      readonly note?: string | undefined
    })
  | (EventFrame & { readonly type: 'closed'; readonly note?: string | undefined })
  | (EventFrame & { readonly type: 'note'; readonly note: string })

/** One situation that people are told about, open until it is closed. */
export interface Warning {
  readonly id: WarningId
  readonly rule: { readonly id: RuleId; readonly version: number; readonly name: string }
  readonly subject: DatastreamId
  readonly area: AreaPath
  /** What to do, as the rule said when it raised. */
  readonly response?: string | undefined
  readonly state: 'open' | 'closed'
  /** The level that holds now; after clearing, the one that held last. */
  readonly level: Level
  /** The gravest level since it was raised (or raised again): what nobody has acknowledged must not shrink from sight. */
  readonly gravest: Level
  readonly raisedAt: Instant
  readonly clearedAt: Instant | null
  readonly closedAt: Instant | null
  /** Null also when a higher level or a new breach has voided it. */
  readonly acknowledged: {
    readonly by: string
    readonly name: string
    readonly at: Instant
    readonly level: Level
    readonly note?: string | undefined
  } | null
  /** The reading that fired was suspect, or its clock was ahead. */
  readonly needsConfirmation: boolean
  readonly evidence: {
    readonly readings: readonly QuotedReading[]
    readonly windows: Readonly<Record<string, number>>
  }
}

/** A breach that was seen too late to call anybody for. */
export interface MissedPeak {
  readonly id: string
  readonly rule: { readonly id: RuleId; readonly version: number; readonly name: string }
  readonly subject: DatastreamId
  readonly level: Level
  /** First and last breaching phenomenonTime seen so far. */
  readonly from: Instant
  readonly to: Instant
  /** The most extreme value (or window sum) in it, and when. */
  readonly peak: { readonly phenomenonTime: Instant; readonly value: number }
  readonly recordedAt: Instant
}
