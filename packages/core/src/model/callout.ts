import type { AreaPath, WarningId } from './ids.ts'
import type { ChannelKind, PersonId } from './people.ts'
import type { Instant } from './time.ts'

export type CalloutId = string

/** What a call-out is for: a warning, an order, an official signal, or an exercise. */
export type Origin =
  | { readonly kind: 'warning'; readonly warning: WarningId }
  | { readonly kind: 'order' | 'signal'; readonly source: string }

/** What became of one attempt at one person by one channel. Five facts; what the channel cannot know stays null. */
export interface CallFacts {
  readonly madeAt: Instant | null
  readonly acceptedAt: Instant | null
  readonly deliveredAt: Instant | null
  readonly readAt: Instant | null
  readonly answeredAt: Instant | null
  readonly failed: { readonly at: Instant; readonly permanent: boolean; readonly detail: string } | null
}

/** One attempt (呼叫). The key is given to the provider as well: sending it twice must not ring twice. */
export interface Call {
  /** `callout/generation/step/loop/person/channel/attempt` */
  readonly key: string
  readonly callout: CalloutId
  readonly village: AreaPath
  readonly step: number
  readonly loop: number
  readonly person: PersonId
  readonly channel: { readonly id: string; readonly kind: ChannelKind }
  readonly attempt: number
  readonly reason:
    | 'first'
    | 'next-attempt'
    | 'next-step'
    | 'next-channel'
    | 'level-raised'
    | 'deputy'
    | 'all-clear'
    | 'cancelled'
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
  /** After the limit, or after the call-out ended. */
  readonly late: boolean
}
