import { PROTOCOLS } from '@tocsin/core'
import { z } from 'zod'
import { instant } from './station.ts'

/** How a frame is written: a protocol of stations, or `tocsin`, the gateway's own JSON over MQTT. */
export const dialect = z.enum([...PROTOCOLS, 'tocsin'])

/** A frame of which something could not be read, as it came. */
export const rejectedFrameView = z.object({
  id: z.number().int(),
  at: instant,
  station: z.string(),
  dialect,
  hex: z.string(),
})
export type RejectedFrameView = z.infer<typeof rejectedFrameView>

/** The newest frame of a device that is not registered. */
export const strangerFrameView = z.object({ at: instant, dialect, hex: z.string() })
export type StrangerFrameView = z.infer<typeof strangerFrameView>

/** A frame to learn from: one of the golden frames of a device profile. */
export const exampleFrame = z.object({
  profile: z.string(),
  /** The station's code in the frame. */
  station: z.string(),
  receivedAt: instant,
  /** Where it is from. */
  source: z.string(),
  dialect,
  hex: z.string(),
})
export type ExampleFrame = z.infer<typeof exampleFrame>
