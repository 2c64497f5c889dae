// GSM 03.38 §6.2.1: what telephones write in when they can. "1" and "3 23" come in it.
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const ESCAPE = 0x1b
const EXTENDED: Record<number, string> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
}

/** `count` characters of 7 bits from packed bytes, after `skip` bits that fill a header up. */
export function septets(bytes: Uint8Array, count: number, skip = 0): number[] {
  const out: number[] = []
  for (let index = 0; index < count; index += 1) {
    const bit = skip + index * 7
    const low = bytes[bit >> 3]
    if (low === undefined) break
    const both = low | ((bytes[(bit >> 3) + 1] ?? 0) << 8)
    out.push((both >> (bit & 7)) & 0x7f)
  }
  return out
}

/** Their text. An unknown extension is shown as a space, as the standard asks. */
export function septetText(codes: readonly number[]): string {
  let text = ''
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] as number
    if (code === ESCAPE && index + 1 < codes.length) {
      index += 1
      text += EXTENDED[codes[index] as number] ?? ' '
    } else text += BASIC[code] ?? ''
  }
  return text
}
