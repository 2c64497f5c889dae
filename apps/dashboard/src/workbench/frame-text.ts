import { type Dialect, fromHex, hex, latin, pastedFrame, utf8 } from '@tocsin/core'

const TEXTUAL: readonly Dialect[] = ['hj212', 'senml', 'chirpstack', 'thingsboard', 'sl323', 'tocsin']

/** A frame as it is put where somebody would paste it: text where it is text and comes back as the same bytes, else hexadecimal in pairs. */
export function frameText(dialect: Dialect, digits: string): string {
  const bytes = fromHex(digits) ?? new Uint8Array(0)
  const text = TEXTUAL.includes(dialect) ? utf8(bytes)?.trim() : undefined
  const again = text === undefined ? undefined : pastedFrame(text)?.bytes
  if (text !== undefined && again !== undefined && hex(again) === hex(bytes)) return text
  return spaced(hex(bytes))
}

/** Hexadecimal digits with a blank between the bytes. */
export function spaced(digits: string): string {
  return digits.replace(/(..)(?=.)/g, '$1 ')
}

/** Bytes as characters: a control character is shown as it may be pasted again. */
export function shownText(digits: string): string {
  const bytes = fromHex(digits) ?? new Uint8Array(0)
  const text = utf8(bytes) ?? latin(bytes)
  return [...text]
    .map((sign) => {
      const code = sign.codePointAt(0) ?? 0
      if (sign === '\r') return '\\r'
      if (sign === '\n') return '\\n'
      const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0)
      return isControl ? `\\x${code.toString(16).padStart(2, '0')}` : sign
    })
    .join('')
}
