import type { Dialect } from './dialect.ts'
import { HJ212_DIALECT } from './hj212-dialect.ts'
import { SL651_DIALECT } from './sl651-dialect.ts'
import { SZY206_DIALECT } from './szy206-dialect.ts'

export { HJ212_DIALECT } from './hj212-dialect.ts'
export { SL651_DIALECT } from './sl651-dialect.ts'
export { SZY206_DIALECT } from './szy206-dialect.ts'

/** The protocols whose stations can be simulated. */
export const DIALECTS: Readonly<Record<Dialect['protocol'], Dialect>> = {
  sl651: SL651_DIALECT,
  szy206: SZY206_DIALECT,
  hj212: HJ212_DIALECT,
}
