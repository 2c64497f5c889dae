import type { JournalEntry } from '@tocsin/core'
import { encodeEntry } from './codec.ts'

/** Called once the entry is fsynced, or with the failure that kept it from being. */
export type Committed = (failure?: Error) => void

/** Entries of one commit at most: bounds the time to a callback and the size of a row. */
const MOST_ENTRIES = 4096
const FIRST_BYTES = 64 * 1024
/** A character of a string is at most so many bytes of UTF-8. */
const MOST_BYTES_EACH = 3
const NEWLINE = 10

/**
 * The entries of one commit, a line each, as the bytes that go to disk: they are handed to the writer as they are, and what they were
 * written from is forgotten at once.
 */
export class Sheet {
  readonly entries: JournalEntry[] = []
  readonly callbacks: Committed[] = []
  #bytes: Buffer<ArrayBuffer>
  #length = 0

  /** @param spare room that an earlier sheet left */
  constructor(spare?: ArrayBuffer) {
    this.#bytes = spare === undefined ? Buffer.allocUnsafeSlow(FIRST_BYTES) : Buffer.from(spare)
  }

  get isFull(): boolean {
    return this.entries.length >= MOST_ENTRIES
  }

  append(entry: JournalEntry, committed: Committed): void {
    const line = encodeEntry(entry)
    const needed = this.#length + 1 + line.length * MOST_BYTES_EACH
    if (needed > this.#bytes.length) this.#grow(needed)
    if (this.entries.length > 0) this.#bytes[this.#length++] = NEWLINE
    this.#length += this.#bytes.write(line, this.#length)
    this.entries.push(entry)
    this.callbacks.push(committed)
  }

  /** The lines; their buffer may be given away. */
  get body(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
