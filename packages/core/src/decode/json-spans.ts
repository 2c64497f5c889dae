/** A value of a JSON document that holds no other: where its key, or where it has none it itself, begins, and where it ends, in bytes. */
export interface JsonLeaf {
  readonly path: readonly string[]
  readonly from: number
  readonly end: number
}

/** Objects in one another that are followed; no frame that is read has as many. */
const MOST_DEPTH = 32

/**
 * Where the values of a JSON document lie in its bytes. A document that is none gives those before the place where it goes wrong.
 */
export function jsonLeaves(bytes: Uint8Array): readonly JsonLeaf[] {
  const scan = new Scan(bytes)
  scan.value([], scan.at, 0)
  return scan.leaves
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const BRACES = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
])

class Scan {
  readonly leaves: JsonLeaf[] = []
  readonly #bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3
    this.#blanks()
  }

  /** Takes a value; false where the document goes wrong. */
  value(path: readonly string[], from: number, depth: number): boolean {
    const open = this.#bytes[this.at]
    const close = BRACES.get(open ?? 0)
    if (close === undefined) {
      const isRight = open === QUOTE ? this.#string() !== undefined : this.#word()
      if (isRight) this.leaves.push({ path, from, end: this.at })
      return isRight
    }
    if (depth >= MOST_DEPTH) return false
    this.at++
    this.#blanks()
    if (this.#bytes[this.at] === close) {
      this.at++
      this.leaves.push({ path, from, end: this.at })
      return true
    }
    for (let index = 0; ; index++) {
      this.#blanks()
      const begin = this.at
      let key = String(index)
      if (open === 0x7b) {
        const name = this.#bytes[this.at] === QUOTE ? this.#string() : undefined
        this.#blanks()
        if (name === undefined || this.#bytes[this.at] !== COLON) return false
        this.at++
        this.#blanks()
        key = name
      }
      if (!this.value([...path, key], begin, depth + 1)) return false
      this.#blanks()
      const sign = this.#bytes[this.at]
      if (sign !== COMMA && sign !== close) return false
      this.at++
      if (sign === close) return true
    }
  }

  #blanks(): void {
    while ([0x20, 0x09, 0x0a, 0x0d].includes(this.#bytes[this.at] ?? 0)) this.at++
  }

  /** A string with its quotes; its text, or undefined when it never ends. Escapes in it are kept as they are. */
  #string(): string | undefined {
    const begin = ++this.at
    for (; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at]
      if (byte === BACKSLASH) this.at++
      else if (byte === QUOTE) {
        const text = String.fromCharCode(...this.#bytes.subarray(begin, Math.min(this.at, begin + 128)))
        this.at++
        return text
      }
    }
    return undefined
  }

  /** A number, true, false or null. */
  #word(): boolean {
    const begin = this.at
    while (/[-+.0-9A-Za-z]/.test(String.fromCharCode(this.#bytes[this.at] ?? 0x20))) this.at++
    const word = String.fromCharCode(...this.#bytes.subarray(begin, Math.min(this.at, begin + 64)))
    return /^(-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|true|false|null)$/.test(word)
  }
}
