const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'))

/** Bytes as upper-case hexadecimal without blanks. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

/** Reads hexadecimal; blanks and line breaks between bytes may stand. Undefined when it is not such text. */
export function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, '')
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined
  const bytes = new Uint8Array(digits.length / 2)
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16)
  }
  return bytes
}

/** The bytes as one character each: ASCII, and what is beyond it as Latin-1, so that nothing is lost. */
export function latin(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** The bytes of a text of characters up to 255. Throws RangeError for others: the caller writes a frame and must not lose any. */
export function fromLatin(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 255) throw new RangeError(`text: "${text[index]}" cannot be sent as one byte`)
    bytes[index] = code
  }
  return bytes
}

/** Reads UTF-8, with or without a byte-order mark; undefined when the bytes are none. */
export function utf8(bytes: Uint8Array): string | undefined {
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  let ascii = ''
  for (let index = from; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (byte > 127) return beyondAscii(bytes.subarray(from))
    ascii += String.fromCharCode(byte)
  }
  return ascii
}

function beyondAscii(bytes: Uint8Array): string | undefined {
  let escaped = ''
  for (const byte of bytes) escaped += `%${HEX[byte]}`
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined
  }
}

/** The bytes of a text in UTF-8. */
export function fromUtf8(text: string): Uint8Array {
  // A lone surrogate has no UTF-8 form.
  const escaped = encodeURIComponent(text.replace(/\p{Cs}/gu, '\u{FFFD}'))
  return fromLatin(
    escaped.replace(/%([0-9A-F]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
  )
}

/** Several pieces as one. */
export function joined(...pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

/** A big-endian unsigned integer of `length` bytes (at most 6). */
export function bigEndian(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let rest = value
  for (let index = length - 1; index >= 0; index--) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

/** The two bytes at `offset`, high byte first. */
export function word(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
}
