import { z } from 'zod'

/** One difference between two versions. Absent: it was not there. */
export const change = z.object({
  /** `levels.red.raiseAt`, `rows[3].cells[2]` */
  path: z.string(),
  before: z.json().optional(),
  after: z.json().optional(),
})
export type ChangeView = z.infer<typeof change>
