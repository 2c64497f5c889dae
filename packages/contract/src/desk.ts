import { ANSWER_CODES, LEVELS } from '@tocsin/core'
import { z } from 'zod'
import { personId } from './person.ts'
import { areaPath, instant } from './station.ts'

const level = z.enum(LEVELS)
const said = z.object({ zh: z.string(), en: z.string() })

/** A call to somebody whose channel is the console itself, as the screens of their desk show it. */
export const consoleCall = z.object({
  key: z.string(),
  callout: z.string(),
  person: personId,
  name: z.string(),
  level,
  exercise: z.boolean(),
  text: z.string(),
  /** False: it only tells that it is over. */
  asks: z.boolean(),
  at: instant,
  /** Whoever is signed in is the one who is called; nobody else can answer. */
  mine: z.boolean(),
})
export type ConsoleCall = z.infer<typeof consoleCall>

/** Something the duty desk has to know of a call-out (docs/callout.md); names are there to be shown. */
export const deskNotice = z.object({
  key: z.string(),
  at: instant,
  kind: z.string(),
  village: z.string().optional(),
  person: z.string().optional(),
  step: z.number().int().optional(),
})
export type DeskNotice = z.infer<typeof deskNotice>

/** What of one live call-out the desk has to look at: what nobody has seen yet, and who has not answered (未应答). */
export const attention = z.object({
  callout: z.string(),
  level: level.nullable(),
  exercise: z.boolean(),
  area: areaPath,
  said,
  unseen: z.array(deskNotice),
  silent: z.array(
    z.object({ person: personId, name: z.string(), since: instant, attempts: z.number().int() }),
  ),
  /** Who last said that they have seen the notices. */
  seen: z.object({ at: instant, by: z.string(), name: z.string() }).nullable(),
})
export type Attention = z.infer<typeof attention>

/** What concerns whoever sits at this console now. */
export const deskView = z.object({
  /** Trial operation (试运行): nobody but the duty desk of this area is called, and nobody at all where it has none. Null: it is in earnest. */
  trial: z.object({ desk: areaPath.nullable() }).nullable(),
  calls: z.array(consoleCall),
  attention: z.array(attention),
  /** Calls to be telephoned that nobody has dialled for a minute and more, and since when the oldest waits. */
  undialled: z.object({ count: z.number().int(), since: instant }).nullable(),
})
export type DeskView = z.infer<typeof deskView>

/** Body of `POST /api/callouts/:id/notices/seen`: those that were on the screen. It stops no call. */
export const noticesSeenBody = z.strictObject({ keys: z.array(z.string().max(300)).min(1).max(2000) })

/** A screen has drawn a call, or the person called has opened it. */
export const callShown = z.strictObject({ key: z.string().max(500) })

/** The person called answers at the console. `id` is the tap's: sent again, it is one answer. */
export const callAnswer = z.strictObject({
  key: z.string().max(500),
  id: z.string().min(1).max(64),
  code: z.enum(ANSWER_CODES),
  households: z.number().int().min(0).max(100_000).optional(),
})
export type CallAnswer = z.infer<typeof callAnswer>
