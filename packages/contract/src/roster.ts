import { DUTIES, LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { reason } from './rule.ts'
import { areaPath, instant } from './station.ts'

const duty = z.enum(DUTIES)
const shiftId = z.string().min(1).max(64)

/** A shift (班次) of an area's desk: 带班领导 · 主班 · 副班 · 备班. */
export const shiftBody = z.strictObject({
  desk: areaPath,
  from: instant,
  to: instant,
  leader: personId.optional(),
  officer: personId.optional(),
  deputy: personId.optional(),
  standby: personId.optional(),
})
export type ShiftBody = z.infer<typeof shiftBody>

export const shiftView = shiftBody.extend({ id: shiftId })
export type ShiftView = z.infer<typeof shiftView>

/** Body of `POST /api/shifts`: a month at once, all or none. */
export const shiftsBody = z.strictObject({ shifts: z.array(shiftBody).min(1).max(1000) })

/** Somebody takes a slot over; with `other`, the two change places. */
export const swapBody = z.strictObject({
  duty,
  /** Who takes it; null leaves it empty. */
  person: personId.nullable(),
  /** Where that person stands, when the one who stood here takes their place there. */
  other: z.strictObject({ shift: shiftId, duty }).optional(),
  reason,
})
export type SwapBody = z.infer<typeof swapBody>

export const swapView = z.object({
  id: z.string(),
  shift: shiftId,
  duty,
  before: personId.nullable(),
  after: personId.nullable(),
  other: z.object({ shift: shiftId, duty }).optional(),
  at: instant,
  by: z.object({ id: z.string(), name: z.string() }),
  reason: z.string(),
})
export type SwapView = z.infer<typeof swapView>

const channels = z.array(z.string())
const frame = {
  weight: z.enum(['problem', 'advice']),
  /** What is wrong, as one sentence. */
  reason: z.object({ zh: z.string(), en: z.string() }),
}
const ofPerson = { ...frame, person: personId, onDuty: z.boolean() }

/** Why the roster of the next 72 hours, or somebody on it, cannot be relied on. */
export const rosterFinding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gap'), ...frame, desk: areaPath, from: instant, to: instant }),
  z.object({ kind: z.literal('empty-slot'), ...frame, desk: areaPath, shift: shiftId, duty }),
  z.object({ kind: z.literal('unknown-person'), ...frame, desk: areaPath, shift: shiftId, person: personId }),
  z.object({
    kind: z.literal('two-desks'),
    ...frame,
    person: personId,
    shifts: z.tuple([shiftId, shiftId]),
    desks: z.tuple([areaPath, areaPath]),
    from: instant,
    to: instant,
  }),
  z.object({ kind: z.literal('no-channel'), ...ofPerson }),
  z.object({ kind: z.literal('one-channel'), ...ofPerson }),
  z.object({ kind: z.literal('dead-number'), ...ofPerson, channels }),
  z.object({ kind: z.literal('unreadable'), ...ofPerson, channels }),
  z.object({ kind: z.literal('untested'), ...ofPerson, channels }),
  z.object({
    kind: z.literal('unsigned-hand-over'),
    ...frame,
    desk: areaPath,
    shift: shiftId,
    since: instant,
  }),
])
export type RosterFindingView = z.infer<typeof rosterFinding>

/** Shifts that were saved, and what they put up with: one person at two desks is allowed, and told. */
export const shiftsSaved = z.object({ shifts: z.array(shiftView), findings: z.array(rosterFinding) })

const item = z.string().trim().min(1).max(500)

/** What the outgoing side writes before it signs. */
export const handOverBody = z.strictObject({
  notes: z.string().trim().max(5000).default(''),
  done: z.array(item).max(100).default([]),
  undone: z.array(item).max(100).default([]),
})
export type HandOverBody = z.infer<typeof handOverBody>

/** Opens the form between two shifts of a desk that follow one another. */
export const handOverOpening = handOverBody.extend({ outgoing: shiftId, incoming: shiftId })

export const signatureBody = z.strictObject({ side: z.enum(['outgoing', 'incoming']) })

const signature = z.object({ by: z.string(), name: z.string(), at: instant })

/** What one shift hands to the next (交接班). */
export const handOverView = z.object({
  id: z.string(),
  desk: areaPath,
  outgoing: shiftId,
  incoming: shiftId,
  at: instant,
  notes: z.string(),
  done: z.array(z.string()),
  undone: z.array(z.string()),
  /** Open when the outgoing side signed, or now while it has not. */
  warnings: z.array(
    z.object({
      id: z.string(),
      level: z.enum(LEVELS),
      name: z.string(),
      area: areaPath.optional(),
      raisedAt: instant,
      acknowledged: z.boolean(),
    }),
  ),
  outgoingSigned: signature.nullable(),
  incomingSigned: signature.nullable(),
})
export type HandOverView = z.infer<typeof handOverView>
