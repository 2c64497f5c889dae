import type {
  AnswerCode,
  AreaPath,
  Call,
  CalloutId,
  ChannelKind,
  Instant,
  Level,
  PersonId,
} from '../model/index.ts'
import type { Callout } from './state.ts'

/** What happened, in the order in which it did. Appended, never changed. */
export type LedgerLine = {
  readonly at: Instant
  readonly callout: CalloutId
  readonly generation: number
} & (
  | { readonly type: 'held'; readonly level: Level; readonly until: Instant }
  | { readonly type: 'waiting'; readonly level: Level; readonly releasedBy: 'duty-officer' | 'authorised' }
  | { readonly type: 'released'; readonly by: string | null }
  | { readonly type: 'started'; readonly level: Level; readonly reason: string }
  | {
      readonly type: 'step-due'
      readonly village: AreaPath
      readonly step: number
      readonly loop: number
      readonly persons: readonly PersonId[]
      readonly trial: boolean
    }
  /** Somebody would not wait for the next step. */
  | { readonly type: 'escalated'; readonly by: string; readonly villages: readonly AreaPath[] }
  | {
      readonly type: 'step-empty'
      readonly village: AreaPath
      readonly step: number
      readonly loop: number
    }
  | {
      readonly type: 'stand-in'
      readonly village: AreaPath
      readonly person: PersonId
      readonly deputy: PersonId | null
    }
  /** A call waits in the queue of those who telephone, and nobody has dialled it. */
  | { readonly type: 'not-dialled'; readonly person: PersonId }
  | {
      readonly type: 'not-answered'
      readonly person: PersonId
      readonly why: 'attempts' | 'limit' | 'unreachable'
    }
  | {
      readonly type: 'answered'
      readonly person: PersonId
      readonly code: AnswerCode
      readonly via: ChannelKind
      readonly recordedBy: string | null
      readonly households: number | null
      readonly late: boolean
      readonly level: Level
    }
  /** Not an answer: nobody who was called, or a channel on which nobody counts. */
  | {
      readonly type: 'not-an-answer'
      readonly why: 'unknown-person' | 'broadcast'
      readonly person: PersonId | null
      readonly via: ChannelKind
      readonly text: string | null
    }
  | { readonly type: 'met' | 'reopened' | 'overdue'; readonly village: AreaPath }
  | { readonly type: 'level-lowered'; readonly level: Level }
  | { readonly type: 'cleared' }
  | { readonly type: 'stepped'; readonly by: number }
  | { readonly type: 'ended'; readonly how: string; readonly by: string | null }
)

/** Something the duty desk has to know. One with the same key is told once. */
export interface Notice {
  readonly key: string
  readonly callout: CalloutId
  readonly at: Instant
  readonly kind: /** A plan is at fault: nobody has the role or the duty, no plan, no channel left. */
    | 'nobody-on-call'
    | 'no-plan'
    | 'unreachable'
    | 'quorum-out-of-reach'
    /** A person has not answered, or cannot; a village has passed the limit. */
    | 'not-answered'
    | 'not-dialled'
    | 'cannot'
    | 'overdue'
    /** The warning changed; nobody else is told. */
    | 'cleared'
    | 'level-lowered'
    /** It waits for somebody. */
    | 'to-release'
  readonly village?: AreaPath | undefined
  readonly person?: PersonId | undefined
  readonly step?: number | undefined
}

/** What has to be done besides keeping the next state: all of it in the same transaction. */
export interface Effects {
  /** To be sent; each key is unique for ever. */
  readonly make: readonly Call[]
  /** Keys of calls that were not sent and must not be. */
  readonly drop: readonly string[]
  readonly ledger: readonly LedgerLine[]
  readonly notices: readonly Notice[]
}

/** The call-out after something happened. The very same object when nothing did. */
export interface Outcome {
  readonly callout: Callout
  readonly effects: Effects
}

export const NO_EFFECTS: Effects = { make: [], drop: [], ledger: [], notices: [] }

/** One outcome after another, as if they were one: `next` is given the call-out as the first left it. */
export function followed(first: Outcome, next: (callout: Callout) => Outcome): Outcome {
  const { callout, effects } = next(first.callout)
  const a = first.effects
  // What was made and dropped within one transaction never was.
  const dropped = new Set(effects.drop)
  const made = new Set(a.make.map(({ key }) => key))
  return {
    callout,
    effects: {
      make: [...a.make.filter(({ key }) => !dropped.has(key)), ...effects.make],
      drop: [...a.drop, ...effects.drop.filter((key) => !made.has(key))],
      ledger: [...a.ledger, ...effects.ledger],
      notices: [...a.notices, ...effects.notices],
    },
  }
}
