import { z } from 'zod'
import type { Role } from '../access.ts'

/** One HTTP call: the gateway registers its routes from it, clients call by it, the OpenAPI document is made from it. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly summary: string
  /** The least role that may call it; `public` needs no sign-in. */
  readonly role: Role | 'public'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Where bodies may be larger than usual, in bytes. */
  readonly bodyLimit?: number
  readonly answers: Readonly<Record<number, z.ZodType>>
}

/** Says one call, and keeps its types exact. */
export const call = <const C extends Call>(definition: C): C => definition

export const byId = z.object({ id: z.string().min(1).max(128) })
export const empty = z.null()
/** An instant in a query, which is text. */
export const time = z.coerce.number({ error: 'expected epoch milliseconds, such as 1767225600000' }).int()
/** How many of a list are answered at most. */
export const limit = z.coerce.number().int().min(1).max(1000).default(200)
/** Tables and their files, in bytes. */
export const LARGE_BODY = 12_582_912
