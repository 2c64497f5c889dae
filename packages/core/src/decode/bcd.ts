import type { FieldValue } from './codec.ts'

const NIBBLE = '0123456789ABCDEF'

/** What packed decimal digits say: a number, that there is none, or nothing that can be read. */
export type Bcd = number | 'none' | 'unreadable'

/** What a field of packed decimals says. */
export function bcdMeaning(value: Bcd, unit: string | undefined): FieldValue {
  if (value === 'none') return { value: { zh: '无值', en: 'no value' } }
  if (value === 'unreadable') return { value: { zh: '不是十进制数字', en: 'no decimal digits' } }
  return { value: String(value), unit }
}

/** The digits of packed decimals, high nibble first; undefined when one is no decimal digit. */
export function bcdDigits(bytes: Uint8Array): string | undefined {
  let digits = ''
  for (const byte of bytes) {
    const high = byte >> 4
    const low = byte & 15
    if (high > 9 || low > 9) return undefined
    digits += `${NIBBLE[high]}${NIBBLE[low]}`
  }
  return digits
}

/** Packs decimal digits, two in a byte; an odd count gets a leading zero. */
export function packed(digits: string): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : `0${digits}`
  const bytes = new Uint8Array(even.length / 2)
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number(even[2 * index]) * 16 + Number(even[2 * index + 1])
  }
  return bytes
}

/** A number from its digits without the point: exact to the last place, as a division by a power of ten is and a multiplication is not. */
export function pointed(digits: string, decimals: number): number {
  if (digits.length <= 15) return Number(digits) / 10 ** decimals
  const whole = digits.slice(0, digits.length - decimals)
  return Number(`${whole}.${digits.slice(digits.length - decimals)}`)
}

/** The digits without the point of `value` rounded to `decimals`; undefined when they are more than `most`, or the value is negative. */
export function digitsOf(value: number, decimals: number, most: number): string | undefined {
  const scaled = Math.round(value * 10 ** decimals)
  if (!(scaled >= 0) || scaled > Number.MAX_SAFE_INTEGER) return undefined
  const digits = String(scaled)
  return digits.length > most ? undefined : digits.padStart(most, '0')
}
