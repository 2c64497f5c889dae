import { z } from 'zod'
import { instant } from './station.ts'

/** A flood of the demonstration that is still to come, or has come: when a replayed level rises through a threshold. */
const floodMoment = z.object({
  /** Name of the station. */
  station: z.string(),
  /** In metres. */
  threshold: z.number(),
  at: instant,
})

/** Why the demonstration cannot be switched on: this box has stations, people are being called, or its devices are not installed. */
export const DEMONSTRATION_HINDRANCES = ['has-stations', 'callout-running', 'not-installed'] as const

/** The demonstration (模拟演示): a village of invented people below a dam, in a data folder of its own. */
export const demonstrationView = z.object({
  /**
   * `starting`: the village is being entered and the days before sent; `failed`: it runs without its stations, and `detail` says why.
   */
  state: z.enum(['off', 'starting', 'on', 'failed']),
  detail: z.string(),
  /** What keeps it from being switched on; null: nothing. */
  hindrance: z.enum(DEMONSTRATION_HINDRANCES).nullable(),
  moments: z.array(floodMoment),
})
export type DemonstrationView = z.infer<typeof demonstrationView>

/** Body of `PUT /api/demonstration`. */
export const demonstrationSwitch = z.strictObject({ on: z.boolean() })
