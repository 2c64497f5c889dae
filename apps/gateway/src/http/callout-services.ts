import type {
  AnswerLinkView,
  CalloutBody,
  CalloutSettings,
  CalloutView,
  CalloutWithLedger,
  DeskView,
  PlanBody,
  TelephoneTaskView,
} from '@tocsin/contract'
import type { AnswerCode, AreaPath, CalloutId, Instant, PersonId, Plan } from '@tocsin/core'
import type { Outcome, PersonActor } from './services.ts'

/** Answers without signing in, by a link. Undefined and false: there is no such link. */
export interface AnswerLinksService {
  /** For somebody called in an exercise; refused for a real call-out. */
  create(id: CalloutId, person: PersonId, by: PersonActor): Outcome<{ path: string }>
  view(token: string): AnswerLinkView | undefined
  /** The call counts as read. */
  opened(token: string): boolean
  answer(
    token: string,
    answer: { readonly code: AnswerCode; readonly households?: number | undefined },
  ): AnswerLinkView | undefined
}

/** What an operator enters of a telephone call. */
export type TelephoneAnswer =
  | { readonly kind: 'answered'; readonly code: AnswerCode; readonly households?: number | undefined }
  | { readonly kind: 'told' | 'no-answer' | 'wrong-number' }

/** Plans, call-outs and the telephone queue. */
export interface CalloutsService {
  plans(): readonly Plan[]
  createPlan(body: PlanBody, by: PersonActor): Outcome<{ plan: Plan }>
  changePlan(id: string, body: PlanBody, reason: string, by: PersonActor): Outcome<{ plan: Plan }>
  withdrawPlan(id: string, reason: string, by: PersonActor): Outcome<object>

  list(query: { readonly warning?: string | undefined; readonly limit: number }): CalloutView[]
  get(id: CalloutId): CalloutWithLedger | undefined
  start(body: CalloutBody, by: PersonActor): Outcome<{ callout: CalloutWithLedger }>
  release(id: CalloutId, by: PersonActor): Outcome<{ callout: CalloutWithLedger }>
  /** Refused when a step has begun since `asOf`: whoever asked did not know of it. */
  escalate(id: CalloutId, asOf: Instant, by: PersonActor): Outcome<{ callout: CalloutWithLedger }>
  cancel(id: CalloutId, by: PersonActor): Outcome<{ callout: CalloutWithLedger }>
  allClear(id: CalloutId, by: PersonActor): Outcome<{ callout: CalloutWithLedger }>
  recordAnswer(
    id: CalloutId,
    answer: {
      readonly person: PersonId
      readonly code: AnswerCode
      readonly households?: number | undefined
    },
    by: PersonActor,
  ): Outcome<{ callout: CalloutWithLedger }>

  telephoneTasks(): TelephoneTaskView[]
  /** Whoever hands the number on writes the audit log first. */
  takeTelephoneTask(
    key: string,
    by: PersonActor,
  ): Outcome<{ task: TelephoneTaskView; number: string; link: string }>
  enterTelephoneOutcome(key: string, outcome: TelephoneAnswer, by: PersonActor): Outcome<object>

  desk(by: Pick<PersonActor, 'id'>): DeskView
  /** Somebody at the desk has seen these notices; it stops no call. */
  seeNotices(id: CalloutId, keys: readonly string[], by: PersonActor): Outcome<{ desk: DeskView }>

  settings(): CalloutSettings
  setTrial(trial: { readonly desk: AreaPath } | null): CalloutSettings
}
