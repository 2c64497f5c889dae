import { AREA_KINDS } from '@tocsin/core'
import { z } from 'zod'
import { areaPath, name } from './station.ts'

/** A place that people answer for; its path says what it lies in. */
export const areaBody = z.strictObject({
  path: areaPath.max(200),
  name,
  kind: z.enum(AREA_KINDS),
})
export type AreaBody = z.infer<typeof areaBody>

/** Body of `POST /api/areas`: a county at once, all or none. What is there already is replaced. */
export const areasBody = z.strictObject({ areas: z.array(areaBody).min(1).max(5000) })
