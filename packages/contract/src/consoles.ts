import { z } from 'zod'
import { role } from './access.ts'
import { instant } from './station.ts'

/** `blocked`: the browser lets no sound through (yet); `muted`: somebody silenced it, for two minutes at most. */
export const CONSOLE_SOUNDS = ['on', 'muted', 'blocked'] as const

/** What a console says of itself over the socket: when it connects, when it changes, and every minute. */
export const soundReport = z.strictObject({
  sound: z.enum(CONSOLE_SOUNDS),
  /** Its tab is in the background. */
  hidden: z.boolean(),
})
export type SoundReport = z.infer<typeof soundReport>

/** One open console of the shift: somebody who may acknowledge, or a wall display. */
export const consoleView = z.object({
  /** User name; of a wall display `token:…`. */
  user: z.string(),
  name: z.string(),
  role,
  wall: z.boolean(),
  since: instant,
  /** Null: it has said nothing. */
  sound: z.enum(CONSOLE_SOUNDS).nullable(),
  hidden: z.boolean(),
})
export type ConsoleView = z.infer<typeof consoleView>

/** Those that cannot be heard come first. */
export const consolesView = z.object({ consoles: z.array(consoleView) })
export type ConsolesView = z.infer<typeof consolesView>
