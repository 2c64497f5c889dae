import { z } from 'zod'
import { instant, name } from './station.ts'

/** A loudspeaker at the gateway's own broker. Its user name and client id are `speaker:{id}`. */
export const speakerId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, {
  error: 'expected 1 to 64 letters, digits, ".", "_" or "-"',
})
export const speakerBody = z.strictObject({ id: speakerId, name })
export const speakerChange = z.strictObject({
  name,
  /** Flows may have it say something, within the limits of docs/flows.md. */
  flows: z.boolean(),
})
export const speakerView = speakerBody.extend({
  flows: z.boolean(),
  connected: z.boolean(),
  /** What it said last, and when. */
  lastState: z.object({ at: instant, state: z.string() }).nullable(),
})
export type SpeakerView = z.infer<typeof speakerView>
