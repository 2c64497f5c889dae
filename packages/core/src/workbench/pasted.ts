import { fromHex, fromLatin, fromUtf8 } from '../decode/index.ts'

/** What somebody pasted as a frame, and what it was taken for. */
export interface Pasted {
  readonly bytes: Uint8Array
  readonly form: 'hex' | 'text'
}

const HEX = /^(0x)?[0-9a-f]{2}([\s,;:-]*(0x)?[0-9a-f]{2})*$/i
const ESCAPES: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  t: '\t',
  '\\': '\\',
}
const CONTROLS: Readonly<Record<string, string>> = {
  SOH: '\x01',
  STX: '\x02',
  ETX: '\x03',
  ETB: '\x17',
  CR: '\r',
  LF: '\n',
}

/**
 * The bytes of what was pasted: hexadecimal, with blanks, commas or `0x` between its bytes or without; or a text as it stands. In text that is no JSON
 * `\r`, `\n`, `\x02` and `<STX>` are the control characters that a clipboard loses, and the line end of an HJ 212 frame is put back. Undefined when
 * nothing was pasted.
 */
export function pastedFrame(text: string): Pasted | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (HEX.test(trimmed)) {
    const bytes = fromHex(trimmed.replace(/0x/gi, '').replace(/[\s,;:-]/g, ''))
    if (bytes !== undefined) return { bytes, form: 'hex' }
  }
  if (/^[[{]/.test(trimmed)) return { bytes: fromUtf8(trimmed), form: 'text' }
  const plain = trimmed
    .replace(/\\(?:x([0-9a-f]{2})|([rnt\\]))/gi, (_, code: string | undefined, sign: string | undefined) =>
      code === undefined
        ? (ESCAPES[(sign ?? '').toLowerCase()] ?? '')
        : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/<(SOH|STX|ETX|ETB|CR|LF)>/g, (_, name: string) => CONTROLS[name] ?? '')
  // A text box has line ends of its own kind.
  const lines = plain.replace(/\r?\n/g, '\r\n')
  const whole = /^##\d/.test(lines) && !lines.endsWith('\n') ? `${lines}\r\n` : lines
  const isLatin = !/[^\0-\xff]/.test(whole)
  return { bytes: isLatin ? fromLatin(whole) : fromUtf8(whole), form: 'text' }
}
