/** How a text file is encoded. GB 18030 includes GBK and GB 2312. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/**
 * Decodes a text file: by its byte order mark, else as UTF-8 if all of it is, else as GB 18030, which Chinese spreadsheets save. Undefined
 * when it is none of them.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes)
  return decodeAs('utf-8', bytes) ?? decodeAs('gb18030', bytes)
}

function decodeAs(encoding: Encoding, bytes: Uint8Array): { text: string; encoding: Encoding } | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    // No text has a NUL in it; every other file does.
    return text.includes('\0') ? undefined : { text, encoding }
  } catch {
    return undefined
  }
}

let gbkCodes: ReadonlyMap<string, number> | undefined

/** Encodes as GBK, or answers with the characters that GBK lacks, each once. */
export function encodeGbk(text: string): { ok: true; bytes: Uint8Array } | { ok: false; lacks: string[] } {
  gbkCodes ??= invertGbk()
  const bytes = new Uint8Array(2 * text.length)
  const lacks = new Set<string>()
  let length = 0
  for (const character of text) {
    const code = character.charCodeAt(0)
    const pair = gbkCodes.get(character)
    if (code < 0x80) bytes[length++] = code
    else if (character === '€') bytes[length++] = 0x80
    else if (pair === undefined) lacks.add(character)
    else {
      bytes[length++] = pair >> 8
      bytes[length++] = pair & 0xff
    }
  }
  return lacks.size > 0 ? { ok: false, lacks: [...lacks] } : { ok: true, bytes: bytes.subarray(0, length) }
}

/** Every two-byte code of GBK that stands for a character: what the platform's decoder says, read backwards. */
function invertGbk(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gb18030')
  const codes = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (!isGbk(lead, trail)) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      // U+FFFD: no character. U+E000 to U+F8FF, and U+FE10 to U+FE19 that some codes became later: private use in GBK.
      if (!/^[^\ufffd\ue000-\uf8ff\ufe10-\ufe19]$/.test(character)) continue
      if (!codes.has(character)) codes.set(character, (lead << 8) | trail)
    }
  }
  return codes
}

/** Leaves out the codes that came with GB 18030: a program that knows only GBK (code page 936) shows something else for them. */
function isGbk(lead: number, trail: number): boolean {
  if (trail === 0x7f || (lead === 0xfe && trail > 0x4f)) return false
  if (lead === 0xa8) return trail !== 0xbc && trail !== 0xbf
  return lead !== 0xa9 || trail < 0x89 || trail > 0x95
}
