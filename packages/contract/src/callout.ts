import { ANSWER_CODES, AREA_KINDS, CALL_REASONS, CHANNEL_KINDS, DUTIES, LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { areaPath, instant, name } from './station.ts'

const level = z.enum(LEVELS)
const channelKind = z.enum(CHANNEL_KINDS)
const duration = z.string().max(20)

const who = z.union([
  z.strictObject({ role: z.string().trim().min(1).max(40), at: z.enum(AREA_KINDS) }),
  z.strictObject({ duty: z.enum(DUTIES), at: z.enum(AREA_KINDS) }),
  z.strictObject({ person: personId }),
])

const quorum = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anyone') }),
  z.strictObject({ kind: z.literal('everybody') }),
  z.strictObject({ kind: z.literal('count'), count: z.number().int().min(1).max(1000) }),
])

const gate = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('automatic') }),
  z.strictObject({ kind: z.literal('held'), for: duration }),
  z.strictObject({ kind: z.literal('by-hand') }),
])

/** Body of `POST /api/plans`: a call-out plan (叫应方案). */
export const planBody = z.strictObject({
  name,
  area: areaPath,
  levels: z.array(level).max(4),
  gate: gate.default({ kind: 'automatic' }),
  /** Levels at which its calls order people to move (转移): they wait for somebody authorised, whatever the gate. */
  ordersMove: z.array(level).max(4).optional(),
  steps: z
    .array(
      z.strictObject({
        after: duration.default('0s'),
        who: z.array(who).max(50),
        channels: z.enum(['all', 'in-turn']).default('in-turn'),
        quorum: quorum.default({ kind: 'anyone' }),
        attempts: z.number().int().default(3),
        every: duration.default('1m'),
      }),
    )
    .max(20),
  loops: z.boolean().default(false),
  answerWithin: duration.optional(),
})
export type PlanBody = z.infer<typeof planBody>

/** Body of `PUT /api/plans/:id`. */
export const planChange = planBody.extend({ reason: z.string().trim().min(1).max(500) })

export const planView = planBody.extend({ id: z.string(), version: z.number().int() })
export type PlanView = z.infer<typeof planView>

const calloutState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('held'), until: instant }),
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('running') }),
  z.object({ kind: z.literal('met'), at: instant }),
  z.object({
    kind: z.literal('ended'),
    how: z.enum(['closed', 'cancelled', 'all-clear', 'real-warning']),
    at: instant,
    by: z.string().nullable(),
  }),
])

const origin = z.union([
  z.object({ kind: z.literal('warning'), warning: z.string() }),
  z.object({ kind: z.enum(['order', 'signal']), source: z.string() }),
])

/** What is said to people, in both languages. */
const said = z.object({ zh: z.string(), en: z.string() })

/** A call-out (叫应) as lists show it. */
export const calloutView = z.object({
  id: z.string(),
  origin,
  area: areaPath,
  exercise: z.boolean(),
  /** An exercise on simulated channels: nobody is reached. */
  simulated: z.boolean(),
  level: level.nullable(),
  state: calloutState,
  startedAt: instant,
  /** It orders people to move (转移), or waits to. */
  ordersMove: z.boolean(),
  /** When something falls due next; null: nothing before an answer or a person comes. */
  nextAt: instant.nullable(),
  said,
  /** Persons called in the present generation, how many of them answered, cannot, and are silent (未应答). */
  called: z.number().int(),
  answered: z.number().int(),
  cannot: z.number().int(),
  silent: z.number().int(),
  villages: z.number().int(),
  villagesMet: z.number().int(),
})
export type CalloutView = z.infer<typeof calloutView>

const facts = z.object({
  madeAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  readAt: instant.nullable(),
  answeredAt: instant.nullable(),
  unansweredAt: instant.nullable(),
  failed: z.object({ at: instant, permanent: z.boolean(), detail: z.string() }).nullable(),
})

/** One attempt at one person by one channel. */
export const callView = z.object({
  key: z.string(),
  channel: z.object({ id: z.string(), kind: channelKind }),
  attempt: z.number().int(),
  reason: z.enum(CALL_REASONS),
  createdAt: instant,
  droppedAt: instant.nullable(),
  facts,
})
export type CallView = z.infer<typeof callView>

export const answerView = z.object({
  person: personId,
  at: instant,
  code: z.enum(ANSWER_CODES),
  households: z.number().int().optional(),
  via: channelKind,
  recordedBy: z.string().optional(),
  generation: z.number().int(),
  level,
  late: z.boolean(),
})

/** Whoever is called, in one generation, with every attempt. */
const ledgerPerson = z.object({
  person: personId,
  name: z.string(),
  villages: z.array(areaPath),
  generation: z.number().int(),
  level,
  state: z.enum(['ringing', 'answered', 'cannot', 'over', 'stopped']),
  silentSince: instant.nullable(),
  answers: z.array(answerView),
  calls: z.array(callView),
})
export type LedgerPerson = z.infer<typeof ledgerPerson>

const village = z.object({
  village: areaPath,
  name: z.string(),
  step: z.number().int(),
  nextAt: instant.nullable(),
  metAt: instant.nullable(),
  /** No plan covers it: nobody is called. */
  covered: z.boolean(),
})

/** A line of what happened; its further fields depend on `type` (docs/callout.md). */
const ledgerLine = z.looseObject({
  at: instant,
  callout: z.string(),
  generation: z.number().int(),
  type: z.string(),
})

const notice = z.object({
  key: z.string(),
  at: instant,
  kind: z.string(),
  village: areaPath.optional(),
  person: personId.optional(),
  step: z.number().int().optional(),
})

export const calloutWithLedger = calloutView.extend({
  tracks: z.array(village),
  persons: z.array(ledgerPerson),
  ledger: z.array(ledgerLine),
  notices: z.array(notice),
  /** Names of everybody mentioned. */
  names: z.record(z.string(), z.string()),
})
export type CalloutWithLedger = z.infer<typeof calloutWithLedger>

/** Body of `POST /api/callouts`: a call-out by hand, for an order or an official signal. */
export const calloutBody = z.strictObject({
  kind: z.enum(['order', 'signal']),
  /** Who ordered it, or the signal: `县防指 2026-17 号`. */
  source: z.string().trim().min(1).max(200),
  text: z.string().trim().min(1).max(300),
  area: areaPath,
  level,
  exercise: z.boolean().default(false),
  /** Of an exercise: `simulated` reaches nobody. */
  channels: z.enum(['real', 'simulated']).default('real'),
  /** The text orders people to move (转移): somebody authorised has to release it. */
  ordersMove: z.boolean().default(false),
})
export type CalloutBody = z.infer<typeof calloutBody>

/** Body of `POST /api/callouts/:id/answers`: an answer given by telephone or in person, recorded under the caller's name. */
export const answerBody = z.strictObject({
  person: personId,
  code: z.enum(ANSWER_CODES),
  households: z.number().int().min(0).max(100_000).optional(),
})

/** One person to be telephoned by an operator (人工电话). The number is read by a call of its own (`takeTelephoneTask`), logged. */
export const telephoneTask = z.object({
  key: z.string(),
  /** Why: to be answered, or only to be told that it is over. `higher-level`: a call for a level above the one they were called for. */
  purpose: z.enum(['call', 'higher-level', 'all-clear', 'cancel']),
  callout: z.string(),
  person: personId,
  name: z.string(),
  villages: z.array(areaPath),
  level,
  exercise: z.boolean(),
  /** What to read out, and to ask. */
  script: z.string(),
  queuedAt: instant,
  /** Who dials: the user, and their name to be shown. */
  takenBy: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type TelephoneTaskView = z.infer<typeof telephoneTask>

/** A task in hand: the number is shown to the one who dials. */
export const telephoneTaskTaken = telephoneTask.extend({ number: z.string(), link: z.string() })

export const telephoneOutcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answered'),
    code: z.enum(ANSWER_CODES),
    households: z.number().int().min(0).max(100_000).optional(),
  }),
  /** They were told that it is over; nothing is asked of them. */
  z.strictObject({ kind: z.literal('told') }),
  z.strictObject({ kind: z.literal('no-answer') }),
  z.strictObject({ kind: z.literal('wrong-number') }),
])

/** How call-outs go at this box. */
export const calloutSettings = z.object({
  /**
   * Trial operation (试运行): nobody but the duty desk of this area is called. Null: it is in earnest. A new box without areas and roster is
   * on trial and has no desk yet.
   */
  trial: z.object({ desk: areaPath.nullable() }).nullable(),
  /** What can be sent by at present. */
  channels: z.array(
    z.object({
      kind: channelKind,
      status: z.enum(['up', 'down', 'unknown']),
      detail: z.string(),
      since: instant,
    }),
  ),
})
export type CalloutSettings = z.infer<typeof calloutSettings>
