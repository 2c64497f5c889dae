import { isZone } from '@tocsin/core'
import { z } from 'zod'

/** Body of `PUT /api/site/zone`. */
export const siteZoneBody = z.strictObject({
  /** IANA zone of schedules, texts and the console. */
  timeZone: z.string().max(64).refine(isZone, { error: 'expected an IANA zone, such as Asia/Shanghai' }),
})

export const siteZoneView = z.object({
  timeZone: z.string(),
  /** The gateway starts anew for it, now; otherwise it holds already, or waits for the next start. */
  startsAnew: z.boolean(),
})
