import { z } from 'zod'

/** RFC 9457 `application/problem+json`. */
export const problem = z.object({
  /** A stable name of the kind of problem, such as `/problems/validation`. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  /** Of a failure: under this name the log says more. */
  instance: z.string().optional(),
  /** Where a body is wrong: what is expected at which path. */
  errors: z
    .array(z.object({ path: z.string(), message: z.string(), expected: z.string().optional() }))
    .optional(),
  /** 409 on an acknowledgement: who has it, and since when. */
  acknowledged: z.object({ by: z.string(), name: z.string(), at: z.number() }).optional(),
})
export type Problem = z.infer<typeof problem>
