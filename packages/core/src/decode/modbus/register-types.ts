// In a file of their own: whoever only names them, as the contract does, needs no reader of registers.

/** How a value lies in its registers. */
export const REGISTER_TYPES = [
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
  'f32',
  'f64',
  'bcd16',
  'bcd32',
] as const
export type RegisterType = (typeof REGISTER_TYPES)[number]

/**
 * In which order the bytes of a value come: `ABCD` highest first; `CDAB` words swapped; `BADC` bytes swapped within each word; `DCBA` lowest
 * first. In one register `BADC` and `DCBA` swap its two bytes.
 */
export const WORD_ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const
export type WordOrder = (typeof WORD_ORDERS)[number]
