/** The protocols whose stations call a TCP port. */
export const LISTENED = ['sl651', 'szy206', 'hj212'] as const
export type Listened = (typeof LISTENED)[number]
