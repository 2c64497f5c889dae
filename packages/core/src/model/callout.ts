import type { AreaPath, WarningId } from './ids.ts'
import type { Level } from './level.ts'
import type { ChannelKind, PersonId } from './people.ts'
import type { Instant } from './time.ts'

export type CalloutId = string

/** What a call-out is for: a warning, an order, or an official signal. That it is an exercise is said beside it. */
export type Origin =
  | { readonly kind: 'warning'; readonly warning: WarningId }
  | { readonly kind: 'order' | 'signal'; readonly source: string }

/** What became of one attempt at one person by one channel. What the channel cannot know stays null. */
export interface CallFacts {
  /** Handed to the provider: whatever went before, it may ring from here on. */
  readonly madeAt: Instant | null
  readonly acceptedAt: Instant | null
  readonly deliveredAt: Instant | null
  readonly readAt: Instant | null
  readonly answeredAt: Instant | null
  /** It rang out, was busy, or was hung up before the end: the line is free again, and the person is not reached. */
  readonly unansweredAt: Instant | null
  readonly failed: { readonly at: Instant; readonly permanent: boolean; readonly detail: string } | null
}

/** Why somebody is called. */
export const CALL_REASONS = [
  'first',
  'next-attempt',
  'next-step',
  'next-channel',
  'level-raised',
  'raised-again',
  'again',
  'deputy',
  'all-clear',
  'cancelled',
] as const
export type CallReason = (typeof CALL_REASONS)[number]

/** One attempt (呼叫). The key is given to the provider as well: sending it twice must not ring twice. */
export interface Call {
  /** `callout/generation/step/loop/person/channel/attempt` */
  readonly key: string
  readonly callout: CalloutId
  readonly generation: number
  readonly level: Level
  /** It says so in every message. */
  readonly exercise: boolean
  /** An exercise on simulated channels: it is handed to nobody who could be reached by it. */
  readonly simulated?: true | undefined
  /** The villages it is made for: one person may answer for several. */
  readonly villages: readonly AreaPath[]
  readonly step: number
  readonly loop: number
  readonly person: PersonId
  readonly channel: { readonly id: string; readonly kind: ChannelKind }
  readonly attempt: number
  readonly reason: CallReason
  readonly createdAt: Instant
  /** A sender has it since; until `madeAt` nobody knows whether it left. */
  readonly takenAt: Instant | null
  /** Temporary failures so far, and when it may be sent again under the same key. */
  readonly failures: number
  readonly retryAt: Instant | null
  /** It was not sent and will not be. */
  readonly droppedAt: Instant | null
  readonly facts: CallFacts
}

/** 1 on post, 2 action started, 3 households moved (a number), 4 cannot; `acknowledged` is an answer without an action. */
export const ANSWER_CODES = [
  'on-post',
  'action-started',
  'households-moved',
  'cannot',
  'acknowledged',
] as const
export type AnswerCode = (typeof ANSWER_CODES)[number]

/** What a person answered. All are kept; the newest counts. */
export interface Answer {
  readonly person: PersonId
  readonly at: Instant
  readonly code: AnswerCode
  readonly households?: number | undefined
  readonly via: ChannelKind
  /** Who recorded it, when it was given by telephone or in person. */
  readonly recordedBy?: string | undefined
  /** The generation that was answered, and its level: a higher level asks anew. */
  readonly generation: number
  readonly level: Level
  /** After the limit, or after the call-out ended (超时应答). */
  readonly late: boolean
}
